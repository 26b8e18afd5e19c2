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
import peaceofmind.recorder.storage.CleanUp;
import peaceofmind.recorder.storage.Counter;
import peaceofmind.recorder.storage.Ingest;
import peaceofmind.recorder.storage.RetentionPolicy;
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
    private final Clock clock;
    private final StoreListener storeListener;
    private final SourcePresence presence;
    private volatile Optional<VideoStore> store = Optional.empty();

    /** Whether this start of the program has been counted. Used only by the thread that opens the storage. */
    private boolean startCounted;

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
            Clock clock,
            StoreListener storeListener) {
        this.source = source;
        this.capture = capture;
        this.finisher = finisher;
        this.folders = folders;
        this.retention = retention;
        this.clock = clock;
        this.storeListener = storeListener;
        this.presence = new SourcePresence(source);
    }

    @Override
    public String open() throws RecordingException, InterruptedException {
        try {
            VideoStore.OpenedStore opened = VideoStore.open(folders, finisher, clock);
            return prepare(opened.store(), opened.report().summary());
        } catch (StorageException problem) {
            throw new RecordingException("the storage " + folders.root() + " cannot be used: " + problem.getMessage());
        }
    }

    private String prepare(VideoStore opened, String repairSummary) throws StorageException, InterruptedException {
        boolean prepared = false;
        try {
            store = Optional.of(opened);
            List<String> salvaged = ingest().salvage();
            if (!startCounted) {
                opened.increase(Counter.RESTARTS);
                startCounted = true;
            }
            storeListener.storeOpened(opened);
            prepared = true;
            return repairSummary + (salvaged.isEmpty() ? "" : "; salvaged: " + String.join(", ", salvaged));
        } finally {
            if (!prepared) {
                // Opening is retried: a failed attempt must not leave a store open.
                store = Optional.empty();
                opened.close();
            }
        }
    }

    @Override
    public ActiveRecording startRecording() throws RecordingException, InterruptedException {
        try {
            Path rawFile = requireStore().newRecordingPath();
            ActiveRecording recording = new ActiveRecording(capture.start(source, rawFile), rawFile);
            presence.recordingStarted(recording.session());
            return recording;
        } catch (CaptureException problem) {
            presence.recordingFailed(problem.problem());
            throw new RecordingException(String.valueOf(problem.getMessage()));
        } catch (StorageException problem) {
            throw new RecordingException(String.valueOf(problem.getMessage()));
        }
    }

    @Override
    public String finishRecording(ActiveRecording recording) throws RecordingException, InterruptedException {
        boolean wasHealthy = recording.session().problem().isEmpty();
        recording.session().stop();
        try {
            String summary = ingest().ingest(recording.rawFile());
            Optional<CaptureProblem> stopProblem =
                    wasHealthy ? recording.session().problem() : Optional.empty();
            return summary + stopProblem.map(problem -> "; " + problem.reason()).orElse("");
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

    @Override
    public Optional<String> cleanUp() throws RecordingException, InterruptedException {
        try {
            List<String> actions = new ArrayList<>();
            // Removing comes first, to make space for salvaging. A removal that fails must not prevent salvaging.
            Optional<String> removalError = removeExpired(actions);
            actions.addAll(ingest().salvage());
            if (removalError.isPresent()) {
                actions.addFirst(removalError.get());
                throw new RecordingException(String.join("; ", actions));
            }
            return actions.isEmpty() ? Optional.empty() : Optional.of("clean-up: " + String.join("; ", actions));
        } catch (StorageException problem) {
            throw new RecordingException(String.valueOf(problem.getMessage()));
        }
    }

    /** Removes expired videos and adds them to {@code actions}. Returns the error if some could not be removed. */
    private Optional<String> removeExpired(List<String> actions) throws StorageException {
        VideoStore currentStore = requireStore();
        try {
            new CleanUp(currentStore, retention, clock).run().forEach(name -> actions.add("removed " + name));
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
        return new Ingest(requireStore(), finisher);
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
