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
import peaceofmind.recorder.MainLoop.RecorderStats;
import peaceofmind.recorder.capture.CaptureSettings;
import peaceofmind.recorder.capture.FfmpegCapture;
import peaceofmind.recorder.capture.FfmpegFinisher;
import peaceofmind.recorder.control.ControlFile;
import peaceofmind.recorder.control.RecorderCommands;
import peaceofmind.recorder.control.VideoCommands;
import peaceofmind.recorder.indicator.LogIndicator;
import peaceofmind.recorder.network.NetworkCheck;
import peaceofmind.recorder.service.CommandQueue;
import peaceofmind.recorder.service.Recorder;
import peaceofmind.recorder.storage.Counter;
import peaceofmind.recorder.storage.FreeSpaceLimits;
import peaceofmind.recorder.storage.RetentionPolicy;
import peaceofmind.recorder.storage.StorageException;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.recorder.upload.FolderTarget;
import peaceofmind.recorder.upload.UploadQueue;

/** Creates and connects all parts of the recorder's process. */
final class RecorderProcess implements AutoCloseable {

    private static final Duration WORKER_STOP_TIMEOUT = Duration.ofSeconds(2);

    private final ExecutorService worker;
    private final FfmpegRecordingBackend backend;
    private final FreeSpaceMonitor freeSpaceMonitor;
    private final NetworkCheck networkCheck;
    private final AtomicReference<Optional<UploadQueue>> uploadQueue = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Long> restartCount = new AtomicReference<>(0L);
    private final HeartbeatWriter heartbeatWriter;
    private final CommandQueue commandQueue;
    private final MainLoop loop;
    private Optional<ControlServer> socket = Optional.empty();
    private Optional<ControlFile> controlFile = Optional.empty();

    private RecorderProcess(RecorderConfig config, ServiceNotifier notifier, Clock clock, Log log) throws IOException {
        CaptureSettings settings = CaptureSettings.defaults(config.videoEncoder());
        StorageFolders folders = new StorageFolders(config.storage());
        this.worker = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("worker").daemon().factory());
        this.freeSpaceMonitor = new FreeSpaceMonitor(
                FreeSpaceLimits.forFolder(
                        config.storage(), config.refuseBelowFree(), config.warnBelowFree(), config.stopBelowFree()),
                clock,
                log);
        this.networkCheck = NetworkCheck.start(config.networkChecks(), clock);
        this.backend = new FfmpegRecordingBackend(
                config.source(),
                new FfmpegCapture(settings, clock, config.stateFolder()),
                new FfmpegFinisher(settings),
                folders,
                new RetentionPolicy(config.retentionAge(), config.retentionCount()),
                clock,
                store -> storeOpened(config, store, clock, log));
        this.heartbeatWriter = new HeartbeatWriter(config.heartbeat());
        Recorder recorder =
                new Recorder(backend, freeSpaceMonitor, config.lengths(), config.autoStart(), worker, clock, log);
        this.commandQueue = new CommandQueue();
        this.loop = new MainLoop(
                recorder,
                commandQueue,
                heartbeatWriter,
                notifier,
                new LogIndicator(log),
                this::stats,
                clock,
                version());
    }

    /** Creates all parts and starts listening for commands. */
    static RecorderProcess start(RecorderConfig config, ServiceNotifier notifier, Clock clock, Log log)
            throws IOException {
        RecorderProcess process = new RecorderProcess(config, notifier, clock, log);
        RecorderCommands commands = new RecorderCommands(
                process.commandQueue,
                process.loop::status,
                new VideoCommands(
                        process.backend::storeIfOpen,
                        new RetentionPolicy(config.retentionAge(), config.retentionCount()),
                        config.uploadFolder().isPresent(),
                        clock));
        process.socket = Optional.of(ControlServer.listen(config.socket(), "rw-rw----", commands));
        process.controlFile = config.controlFile()
                .map(file -> new ControlFile(file, process.commandQueue, process.loop::status, clock, log));
        return process;
    }

    MainLoop loop() {
        return loop;
    }

    private void storeOpened(RecorderConfig config, VideoStore store, Clock clock, Log log) throws StorageException {
        // The current start has already been counted.
        restartCount.set(Math.max(0, store.counter(Counter.RESTARTS) - 1));
        if (config.uploadFolder().isPresent()) {
            uploadQueue.set(Optional.of(UploadQueue.start(
                    store,
                    new FolderTarget(config.uploadFolder().get()),
                    new UploadQueue.RetryPolicy(config.uploadRetries(), config.uploadRetryAfter()),
                    clock,
                    log,
                    () -> !loop.isRecording())));
        }
    }

    private RecorderStats stats() {
        Optional<UploadQueue> queue = uploadQueue.get();
        return new RecorderStats(
                queue.map(UploadQueue::pendingCount).orElse(0L),
                queue.flatMap(UploadQueue::currentlyUploading),
                networkCheck.connected(),
                backend.cameraConnected(),
                restartCount.get(),
                queue.map(UploadQueue::failedCount).orElse(0L));
    }

    private static String version() {
        return Optional.ofNullable(RecorderProcess.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    /** Stops commands first, then uploads, then what they use. */
    @Override
    public void close() {
        socket.ifPresent(ControlServer::close);
        controlFile.ifPresent(ControlFile::close);
        uploadQueue.get().ifPresent(UploadQueue::close);
        networkCheck.close();
        freeSpaceMonitor.close();
        worker.shutdown();
        try {
            if (!worker.awaitTermination(WORKER_STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
        backend.close();
        heartbeatWriter.close();
    }
}
