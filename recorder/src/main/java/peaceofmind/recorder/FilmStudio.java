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
import peaceofmind.recorder.service.Studio;
import peaceofmind.recorder.service.StudioException;
import peaceofmind.recorder.storage.CleanUp;
import peaceofmind.recorder.storage.Counter;
import peaceofmind.recorder.storage.Ingest;
import peaceofmind.recorder.storage.RetentionPolicy;
import peaceofmind.recorder.storage.StorageException;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.VideoStore;

/** The slow work with the real parts: ffmpeg, folders and the database. */
final class FilmStudio implements Studio, AutoCloseable {

    private final CaptureSource source;
    private final Capture capture;
    private final Finisher finisher;
    private final StorageFolders folders;
    private final RetentionPolicy retention;
    private final Clock clock;
    private final StoreListener onOpen;
    private final SourcePresence presence;
    private volatile Optional<VideoStore> store = Optional.empty();

    /** Whether this start of the program has been counted. Only the thread that opens asks. */
    private boolean counted;

    /** Told once, when the storage has been opened. */
    interface StoreListener {
        void opened(VideoStore store) throws StorageException;
    }

    FilmStudio(
            CaptureSource source,
            Capture capture,
            Finisher finisher,
            StorageFolders folders,
            RetentionPolicy retention,
            Clock clock,
            StoreListener onOpen) {
        this.source = source;
        this.capture = capture;
        this.finisher = finisher;
        this.folders = folders;
        this.retention = retention;
        this.clock = clock;
        this.onOpen = onOpen;
        this.presence = new SourcePresence(source);
    }

    @Override
    public String open() throws StudioException, InterruptedException {
        try {
            VideoStore.Opened opened = VideoStore.open(folders, finisher, clock);
            return opened(opened.store(), opened.report().words());
        } catch (StorageException problem) {
            throw new StudioException("the storage " + folders.root() + " cannot be used: " + problem.getMessage());
        }
    }

    private String opened(VideoStore opened, String found) throws StorageException, InterruptedException {
        boolean complete = false;
        try {
            store = Optional.of(opened);
            List<String> salvaged = ingest().salvage();
            if (!counted) {
                opened.increase(Counter.RESTARTS);
                counted = true;
            }
            onOpen.opened(opened);
            complete = true;
            return found + (salvaged.isEmpty() ? "" : "; salvaged: " + String.join(", ", salvaged));
        } finally {
            if (!complete) {
                // It is opened anew soon, again and again: none of them may stay.
                store = Optional.empty();
                opened.close();
            }
        }
    }

    @Override
    public Take begin() throws StudioException, InterruptedException {
        try {
            Path raw = store().newRecording();
            Take take = new Take(capture.start(source, raw), raw);
            presence.recording(take.session());
            return take;
        } catch (CaptureException problem) {
            presence.failed(problem.problem());
            throw new StudioException(String.valueOf(problem.getMessage()));
        } catch (StorageException problem) {
            throw new StudioException(String.valueOf(problem.getMessage()));
        }
    }

    @Override
    public String finish(Take take) throws StudioException, InterruptedException {
        boolean wasWell = take.session().problem().isEmpty();
        take.session().stop();
        try {
            String became = ingest().ingest(take.raw());
            Optional<CaptureProblem> atItsEnd = wasWell ? take.session().problem() : Optional.empty();
            return became + atItsEnd.map(problem -> "; " + problem.reason()).orElse("");
        } catch (StorageException problem) {
            throw new StudioException("the recording " + take.raw() + " is kept as it is, and tried again later: "
                    + problem.getMessage());
        }
    }

    @Override
    public Optional<String> obstacle(Duration limit) throws InterruptedException {
        Optional<CaptureProblem> problem = capture.checkSource(source, limit);
        presence.checked(problem);
        return problem.map(CaptureProblem::reason);
    }

    /** Whether what is recorded is there; empty while nobody knows. For any thread, and never waits. */
    Optional<Boolean> cameraConnected() {
        return presence.connected();
    }

    @Override
    public Optional<String> cleanUp() throws StudioException, InterruptedException {
        try {
            List<String> done = new ArrayList<>();
            // First: what is removed makes room for what is salvaged, and what can't be removed is no reason not to
            // salvage.
            Optional<String> stays = remove(done);
            done.addAll(ingest().salvage());
            if (stays.isPresent()) {
                done.addFirst(stays.get());
                throw new StudioException(String.join("; ", done));
            }
            return done.isEmpty() ? Optional.empty() : Optional.of("clean-up: " + String.join("; ", done));
        } catch (StorageException problem) {
            throw new StudioException(String.valueOf(problem.getMessage()));
        }
    }

    /** Removes what retention allows, and tells of it; what could not be removed. */
    private Optional<String> remove(List<String> done) throws StorageException {
        VideoStore open = store();
        try {
            new CleanUp(open, retention, clock).run().forEach(name -> done.add("removed " + name));
            return Optional.empty();
        } catch (StorageException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public void countError() throws StudioException {
        try {
            if (store.isPresent()) {
                store.get().increase(Counter.ERRORS);
            }
        } catch (StorageException problem) {
            throw new StudioException(String.valueOf(problem.getMessage()));
        }
    }

    private Ingest ingest() throws StorageException {
        return new Ingest(store(), finisher);
    }

    /** The store, once it is open; for other threads. */
    Optional<VideoStore> openStore() {
        return store;
    }

    private VideoStore store() throws StorageException {
        return store.orElseThrow(() -> new StorageException("the storage is not open yet"));
    }

    @Override
    public void close() {
        store.ifPresent(VideoStore::close);
    }
}
