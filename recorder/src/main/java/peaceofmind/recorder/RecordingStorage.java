// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.Finisher;
import peaceofmind.recorder.service.RecordingBackend.CleanUpResult;
import peaceofmind.recorder.service.RecordingException;
import peaceofmind.recorder.storage.ActiveRecordings;
import peaceofmind.recorder.storage.CleanUp;
import peaceofmind.recorder.storage.CorruptedCleanUp;
import peaceofmind.recorder.storage.Counter;
import peaceofmind.recorder.storage.FreeSpaceLimits;
import peaceofmind.recorder.storage.Ingest;
import peaceofmind.recorder.storage.RetentionPolicy;
import peaceofmind.recorder.storage.SalvageReport;
import peaceofmind.recorder.storage.StorageException;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.VideoStore;

/** The folders and the database of all cameras. {@link #open} is for any of their threads; making and removing videos is for one. */
final class RecordingStorage implements AutoCloseable {

    private final Finisher finisher;
    private final StorageFolders folders;
    private final RetentionPolicy retention;
    private final CorruptedCleanUp.Retention corruptedRetention;
    private final FreeSpaceLimits spaceToRecord;
    private final ActiveRecordings activeRecordings;
    private final Clock clock;
    private final StoreListener storeListener;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile Optional<VideoStore> store = Optional.empty();
    private volatile boolean cleanUpRequested;

    /** Number of earlier starts of the program; empty until this one has been counted. */
    private volatile Optional<Long> restartCount = Optional.empty();

    /** Notified once, when the storage has been opened. */
    interface StoreListener {
        void storeOpened(VideoStore store) throws StorageException;
    }

    RecordingStorage(
            Finisher finisher,
            StorageFolders folders,
            RetentionPolicy retention,
            CorruptedCleanUp.Retention corruptedRetention,
            FreeSpaceLimits spaceToRecord,
            ActiveRecordings activeRecordings,
            Clock clock,
            StoreListener storeListener) {
        this.finisher = finisher;
        this.folders = folders;
        this.retention = retention;
        this.corruptedRetention = corruptedRetention;
        this.spaceToRecord = spaceToRecord;
        this.activeRecordings = activeRecordings;
        this.clock = clock;
        this.storeListener = storeListener;
    }

    StorageFolders folders() {
        return folders;
    }

    /** The recordings that are running, of all cameras. */
    ActiveRecordings activeRecordings() {
        return activeRecordings;
    }

    /**
     * Opens and repairs the storage, unless another camera's recorder has done so.
     *
     * @return a summary for the log
     */
    String open() throws RecordingException, InterruptedException {
        opening.lockInterruptibly();
        try {
            if (store.isPresent()) {
                return "the storage is open";
            }
            VideoStore.OpenedStore opened = VideoStore.open(folders, clock);
            return prepare(opened.store(), opened.report().summary());
        } catch (StorageException problem) {
            throw new RecordingException("the storage " + folders.root() + " cannot be used: " + problem.getMessage());
        } finally {
            opening.unlock();
        }
    }

    private String prepare(VideoStore opened, String repairSummary) throws StorageException {
        boolean prepared = false;
        try {
            countStart(opened);
            storeListener.storeOpened(opened);
            store = Optional.of(opened);
            prepared = true;
            return repairSummary;
        } finally {
            if (!prepared) {
                // Opening is retried: a failed attempt must not leave a store open.
                opened.close();
            }
        }
    }

    /** Once; what can't be counted now is counted by the next clean-up. */
    private void countStart(VideoStore opened) {
        if (restartCount.isPresent()) {
            return;
        }
        try {
            long earlier = opened.counter(Counter.RESTARTS);
            opened.increase(Counter.RESTARTS);
            restartCount = Optional.of(earlier);
        } catch (StorageException unusable) {
            restartCount = Optional.empty();
        }
    }

    /** Number of earlier starts of the program; 0 until the storage is open. For any thread. */
    long restartCount() {
        return restartCount.orElse(0L);
    }

    /** Makes a video of a raw recording; returns a summary for the log. */
    String finish(Path rawFile) throws RecordingException, InterruptedException {
        try {
            return ingest().ingest(rawFile);
        } catch (StorageException problem) {
            throw new RecordingException("the recording " + rawFile + " could not be finished; it is kept for a retry: "
                    + problem.getMessage());
        }
    }

    CleanUpResult cleanUp() throws RecordingException, InterruptedException {
        cleanUpRequested = false;
        try {
            List<String> actions = new ArrayList<>();
            // Removing comes first, to make space for salvaging. A removal that fails must not prevent salvaging.
            Optional<String> removalError = removeExpired(actions);
            SalvageReport salvage = ingest().salvage(activeRecordings);
            actions.addAll(salvage.lines());
            actions.addAll(new CorruptedCleanUp(requireStore(), finisher, corruptedRetention, clock).run());
            // Last, since it can take an hour: what has no row is safe.
            actions.addAll(requireStore().repair(finisher));
            countStart(requireStore());
            if (removalError.isPresent()) {
                actions.addFirst(removalError.get());
                throw new RecordingException(String.join("; ", actions));
            }
            return new CleanUpResult(
                    actions.isEmpty() ? Optional.empty() : Optional.of("clean-up: " + String.join("; ", actions)),
                    salvage.failed() == 0);
        } catch (StorageException problem) {
            throw new RecordingException(String.valueOf(problem.getMessage()));
        }
    }

    /** To be cleaned up soon; never blocks. */
    void requestCleanUp() {
        cleanUpRequested = true;
    }

    boolean isCleanUpDue() {
        return cleanUpRequested || store.filter(VideoStore::isRepairDue).isPresent();
    }

    /** Removes expired videos and adds them to {@code actions}. Returns the error if some could not be removed. */
    private Optional<String> removeExpired(List<String> actions) throws StorageException {
        VideoStore currentStore = requireStore();
        try {
            CleanUp cleanUp = new CleanUp(currentStore, retention, clock);
            cleanUp.run().forEach(name -> actions.add("removed " + name));
            cleanUp.makeSpace(spaceToRecord)
                    .forEach(name -> actions.add("removed " + name + " before its time, to have space to record"));
            return Optional.empty();
        } catch (StorageException failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
    }

    void countError() throws RecordingException {
        try {
            if (store.isPresent()) {
                store.get().increase(Counter.ERRORS);
            }
        } catch (StorageException problem) {
            throw new RecordingException(String.valueOf(problem.getMessage()));
        }
    }

    private Ingest ingest() throws StorageException {
        VideoStore currentStore = requireStore();
        CleanUp cleanUp = new CleanUp(currentStore, retention, clock);
        return new Ingest(currentStore, finisher, bytes -> cleanUp.makeSpaceFor(spaceToRecord, bytes));
    }

    /** The store, once it is open. For any thread. */
    Optional<VideoStore> storeIfOpen() {
        return store;
    }

    private VideoStore requireStore() throws StorageException {
        return store.orElseThrow(() -> new StorageException("the storage is not open yet"));
    }

    @Override
    public void close() {
        store.ifPresent(VideoStore::close);
    }
}
