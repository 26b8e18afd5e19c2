// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.Capture;
import peaceofmind.recorder.capture.CaptureException;
import peaceofmind.recorder.capture.CaptureProblem;
import peaceofmind.recorder.capture.CaptureSource;
import peaceofmind.recorder.capture.Finisher;
import peaceofmind.recorder.capture.SourcePresence;
import peaceofmind.recorder.service.RecordingBackend;
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

/** Records with ffmpeg, and stores videos in folders and the database. */
final class FfmpegRecordingBackend implements RecordingBackend, AutoCloseable {

    private final CaptureSource source;
    private final Capture capture;
    private final Finisher finisher;
    private final StorageFolders folders;
    private final RetentionPolicy retention;
    private final CorruptedCleanUp.Retention corruptedRetention;
    private final FreeSpaceLimits spaceToRecord;
    private final ActiveRecordings activeRecordings;
    private final Clock clock;
    private final StoreListener storeListener;
    private final SourcePresence presence;
    private final CurrentRecording current = new CurrentRecording();
    private volatile Optional<VideoStore> store = Optional.empty();

    /** Number of earlier starts of the program; empty until this one has been counted. */
    private volatile Optional<Long> restartCount = Optional.empty();

    /** Notified once, when the storage has been opened. */
    interface StoreListener {
        void storeOpened(VideoStore store) throws StorageException;
    }

    FfmpegRecordingBackend(
            CaptureSource source,
            Capture capture,
            Finisher finisher,
            StorageFolders folders,
            RetentionPolicy retention,
            CorruptedCleanUp.Retention corruptedRetention,
            FreeSpaceLimits spaceToRecord,
            ActiveRecordings activeRecordings,
            Clock clock,
            StoreListener storeListener) {
        this.source = source;
        this.capture = capture;
        this.finisher = finisher;
        this.folders = folders;
        this.retention = retention;
        this.corruptedRetention = corruptedRetention;
        this.spaceToRecord = spaceToRecord;
        this.activeRecordings = activeRecordings;
        this.clock = clock;
        this.storeListener = storeListener;
        this.presence = new SourcePresence(source);
    }

    @Override
    public String open() throws RecordingException, InterruptedException {
        try {
            VideoStore.OpenedStore opened = VideoStore.open(folders, clock);
            return prepare(opened.store(), opened.report().summary());
        } catch (StorageException problem) {
            throw new RecordingException("the storage " + folders.root() + " cannot be used: " + problem.getMessage());
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

    @Override
    public boolean canOverlap() {
        return switch (source) {
            // One program at a time can read a video device.
            case CaptureSource.Camera _ -> false;
            case CaptureSource.NetworkCamera _, CaptureSource.MediaFile _, CaptureSource.TestPattern _ -> true;
        };
    }

    @Override
    public ActiveRecording startRecording() throws RecordingException, InterruptedException {
        Path rawFile = folders.newRecordingPath(clock.now());
        activeRecordings.add(rawFile);
        boolean started = false;
        try {
            ActiveRecording recording = new ActiveRecording(capture.start(source, rawFile), rawFile);
            presence.recordingStarted(recording.session());
            current.started(recording.session());
            started = true;
            return recording;
        } catch (CaptureException problem) {
            presence.recordingFailed(problem.problem());
            throw new RecordingException(String.valueOf(problem.getMessage()));
        } finally {
            if (!started) {
                activeRecordings.remove(rawFile);
            }
        }
    }

    @Override
    public Optional<String> stopRecording(ActiveRecording recording) throws InterruptedException {
        boolean wasHealthy = recording.session().problem().isEmpty();
        try {
            recording.session().stop();
        } finally {
            current.stopped(recording.session());
            activeRecordings.remove(recording.rawFile());
        }
        return wasHealthy ? recording.session().problem().map(CaptureProblem::reason) : Optional.empty();
    }

    @Override
    public String finishRecording(ActiveRecording recording) throws RecordingException, InterruptedException {
        try {
            return ingest().ingest(recording.rawFile());
        } catch (StorageException problem) {
            throw new RecordingException("the recording " + recording.rawFile()
                    + " could not be finished; it is kept for a retry: " + problem.getMessage());
        }
    }

    @Override
    public Optional<String> checkSource(Duration timeout) throws InterruptedException {
        Optional<CaptureProblem> problem = capture.checkSource(source, timeout);
        presence.sourceChecked(problem);
        return problem.map(CaptureProblem::reason);
    }

    /** Whether the source is connected; empty while unknown. Never blocks. For any thread. */
    Optional<Boolean> cameraConnected() {
        return presence.connected();
    }

    /** The running recording. For any thread. */
    CurrentRecording current() {
        return current;
    }

    @Override
    public CleanUpResult cleanUp() throws RecordingException, InterruptedException {
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

    @Override
    public boolean isCleanUpDue() {
        return store.filter(VideoStore::isRepairDue).isPresent();
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

    @Override
    public void countError() throws RecordingException {
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
