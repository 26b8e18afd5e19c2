package peaceofmind.recorder;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.HeartbeatWriter;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.recorder.MainLoop.Surroundings;
import peaceofmind.recorder.capture.CaptureSettings;
import peaceofmind.recorder.capture.FfmpegCapture;
import peaceofmind.recorder.capture.FfmpegFinisher;
import peaceofmind.recorder.control.ControlFile;
import peaceofmind.recorder.control.RecorderCommands;
import peaceofmind.recorder.control.VideoCommands;
import peaceofmind.recorder.indicator.LogIndicator;
import peaceofmind.recorder.network.NetworkCheck;
import peaceofmind.recorder.service.Inbox;
import peaceofmind.recorder.service.Recorder;
import peaceofmind.recorder.storage.Counter;
import peaceofmind.recorder.storage.DiskGate;
import peaceofmind.recorder.storage.RetentionPolicy;
import peaceofmind.recorder.storage.StorageException;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.recorder.upload.FolderTarget;
import peaceofmind.recorder.upload.UploadQueue;

/** Everything that the recorder's process consists of, put together in one place. */
final class RecorderParts implements AutoCloseable {

    private static final Duration WORKER_END = Duration.ofSeconds(2);

    private final ExecutorService worker;
    private final FilmStudio studio;
    private final DiskRoom disk;
    private final NetworkCheck network;
    private final AtomicReference<Optional<UploadQueue>> uploads = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Long> restarts = new AtomicReference<>(0L);
    private final HeartbeatWriter heartbeats;
    private final Inbox inbox;
    private final MainLoop loop;
    private Optional<ControlServer> socket = Optional.empty();
    private Optional<ControlFile> controlFile = Optional.empty();

    private RecorderParts(RecorderConfig config, ServiceNotifier notifier, Clock clock, Log log) throws IOException {
        CaptureSettings settings = CaptureSettings.standard(config.videoEncoder());
        StorageFolders folders = new StorageFolders(config.storage());
        this.worker = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("worker").daemon().factory());
        this.disk = new DiskRoom(
                DiskGate.over(
                        config.storage(), config.refuseBelowFree(), config.warnBelowFree(), config.stopBelowFree()),
                clock,
                log);
        this.network = NetworkCheck.start(config.networkChecks(), clock);
        this.studio = new FilmStudio(
                config.source(),
                new FfmpegCapture(settings, clock, config.stateFolder()),
                new FfmpegFinisher(settings),
                folders,
                new RetentionPolicy(config.keepFor(), config.keepVideos()),
                clock,
                store -> opened(config, store, clock, log));
        this.heartbeats = new HeartbeatWriter(config.heartbeat());
        Recorder recorder = new Recorder(studio, disk, config.lengths(), config.autoStart(), worker, clock, log);
        this.inbox = new Inbox();
        this.loop = new MainLoop(
                recorder, inbox, heartbeats, notifier, new LogIndicator(log), this::surroundings, clock, version());
    }

    /** Puts everything together and begins to listen for commands. */
    static RecorderParts start(RecorderConfig config, ServiceNotifier notifier, Clock clock, Log log)
            throws IOException {
        RecorderParts parts = new RecorderParts(config, notifier, clock, log);
        RecorderCommands commands = new RecorderCommands(
                parts.inbox,
                parts.loop::status,
                new VideoCommands(
                        parts.studio::openStore,
                        new RetentionPolicy(config.keepFor(), config.keepVideos()),
                        config.uploadFolder().isPresent(),
                        clock));
        parts.socket = Optional.of(ControlServer.listen(config.socket(), "rw-rw----", commands));
        parts.controlFile =
                config.controlFile().map(file -> new ControlFile(file, parts.inbox, parts.loop::status, clock, log));
        return parts;
    }

    MainLoop loop() {
        return loop;
    }

    private void opened(RecorderConfig config, VideoStore store, Clock clock, Log log) throws StorageException {
        // The start that is under way has been counted already.
        restarts.set(Math.max(0, store.counter(Counter.RESTARTS) - 1));
        if (config.uploadFolder().isPresent()) {
            uploads.set(Optional.of(UploadQueue.start(
                    store,
                    new FolderTarget(config.uploadFolder().get()),
                    new UploadQueue.Settings(config.uploadRetries(), config.uploadRetryAfter()),
                    clock,
                    log,
                    () -> !loop.isRecording())));
        }
    }

    private Surroundings surroundings() {
        Optional<UploadQueue> queue = uploads.get();
        return new Surroundings(
                queue.map(UploadQueue::size).orElse(0L),
                queue.flatMap(UploadQueue::currentlyUploading),
                network.connected(),
                studio.cameraConnected(),
                restarts.get(),
                queue.map(UploadQueue::failedForGood).orElse(0L));
    }

    private static String version() {
        return Optional.ofNullable(RecorderParts.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    /** In this order: nobody asks any more, nothing is uploaded any more, then what they used. */
    @Override
    public void close() {
        socket.ifPresent(ControlServer::close);
        controlFile.ifPresent(ControlFile::close);
        uploads.get().ifPresent(UploadQueue::close);
        network.close();
        disk.close();
        worker.shutdown();
        try {
            if (!worker.awaitTermination(WORKER_END.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException impatient) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
        studio.close();
        heartbeats.close();
    }
}
