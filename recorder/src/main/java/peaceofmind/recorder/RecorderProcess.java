// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.file.SqliteTempFolder;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.process.CloseStack;
import peaceofmind.foundation.process.Daemon;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.HeartbeatWriter;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.linux.gpio.Gpio;
import peaceofmind.recorder.MainLoop.RecorderStats;
import peaceofmind.recorder.capture.FfmpegFinisher;
import peaceofmind.recorder.control.ControlFile;
import peaceofmind.recorder.control.LoginCommands;
import peaceofmind.recorder.control.PreviewCommand;
import peaceofmind.recorder.control.RecorderCommands;
import peaceofmind.recorder.control.VideoCommands;
import peaceofmind.recorder.indicator.ButtonCommands;
import peaceofmind.recorder.indicator.Indicator;
import peaceofmind.recorder.indicator.LightsConfig;
import peaceofmind.recorder.indicator.Panel;
import peaceofmind.recorder.network.NetworkCheck;
import peaceofmind.recorder.service.CommandQueue;
import peaceofmind.recorder.storage.ActiveRecordings;
import peaceofmind.recorder.storage.FreeSpaceLimits;
import peaceofmind.recorder.storage.RetentionPolicy;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.upload.http.UploadHttp;
import peaceofmind.recorder.upload.targets.TargetConfig;
import peaceofmind.recorder.upload.targets.YouTubeConfig;
import peaceofmind.recorder.upload.youtube.GoogleLogin;
import peaceofmind.recorder.voice.Announcer;
import peaceofmind.recorder.voice.Voice;
import peaceofmind.recorder.voice.VoiceConfig;

/** The recorder: its parts are started in order and closed in reverse, first what takes commands, last what the others write to. */
final class RecorderProcess implements Daemon {

    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(8);

    /** Of one part; a disk that hangs delays one of them. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(2500);

    private static final Duration WORKER_STOP_TIMEOUT = Duration.ofSeconds(2);

    private final CloseStack parts;
    private final MainLoop loop;

    private RecorderProcess(CloseStack parts, MainLoop loop) {
        this.parts = parts;
        this.loop = loop;
    }

    /**
     * Starts everything but the main loop; what was started before a failure is closed again.
     *
     * @param gpio lines of the lights and the button, if there are any
     */
    static RecorderProcess start(RecorderConfig config, Gpio gpio, ServiceNotifier notifier, Clock clock, Log log)
            throws IOException, InterruptedException {
        CloseStack parts = new CloseStack(CLOSE_TIMEOUT, log::warn);
        try {
            // Before anything else: whatever follows would harm a recorder that is already running.
            for (Path folder : List.of(config.stateFolder(), config.storage())) {
                InstanceLock.acquire(folder, log::warn).ifPresent(lock -> parts.add("the lock of " + folder, lock));
            }
            SqliteTempFolder.prepare(config.stateFolder().resolve("sqlite"));
            return new RecorderProcess(parts, startParts(config, gpio, notifier, clock, log, parts));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            parts.close();
            throw failure;
        }
    }

    private static MainLoop startParts(
            RecorderConfig config, Gpio gpio, ServiceNotifier notifier, Clock clock, Log log, CloseStack parts)
            throws IOException, InterruptedException {
        RetentionPolicy retention = config.retention();
        HeartbeatWriter heartbeat = parts.add("the heartbeat", new HeartbeatWriter(config.heartbeat()));
        ActiveRecordings activeRecordings = new ActiveRecordings();
        UploadService uploads = new UploadService(config.upload(), activeRecordings, clock, log);
        RecordingStorage storage =
                parts.add("the storage", storage(config, retention, activeRecordings, uploads, clock));
        ExecutorService videoWorker = startWorker("videos", parts);
        CameraSet cameras = CameraSet.start(config, storage, clock, parts);
        FreeSpaceMonitor freeSpace = parts.add("the free space monitor", startFreeSpaceMonitor(config, clock, log));
        NetworkCheck network = parts.add("the network check", NetworkCheck.start(config.networkChecks(), clock));
        parts.add("uploads", uploads);
        CommandQueue commands = new CommandQueue();
        AtomicReference<Supplier<Optional<String>>> state = new AtomicReference<>(Optional::empty);
        ButtonCommands button =
                new ButtonCommands(commands::submit, () -> state.get().get(), log);
        Indicator panel = startPanel(config.lights(), gpio, button, parts, clock, log);
        MainLoop loop = new MainLoop(
                cameras.recorders(config, freeSpace, videoWorker, clock, log, parts),
                cameras::stats,
                commands,
                heartbeat,
                notifier,
                panel,
                startVoice(config.voice(), parts, clock, log),
                () -> stats(uploads, network, storage, cameras),
                clock,
                version());
        state.set(() -> loop.status().text("state"));
        config.controlFile()
                .ifPresent(file ->
                        parts.add("the control file", ControlFile.start(file, commands, loop::status, clock, log)));
        VideoCommands videos = new VideoCommands(
                storage::storeIfOpen, retention, !config.upload().targets().isEmpty(), clock);
        parts.add(
                "the control socket",
                ControlServer.listen(
                        config.socket(),
                        "rw-rw----",
                        new RecorderCommands(
                                commands,
                                loop::status,
                                videos,
                                new PreviewCommand(cameras::latestPicture, CameraSet.pictures(config)),
                                parts.add("logins", logins(config, clock)))));
        return loop;
    }

    private static Indicator startPanel(
            LightsConfig config, Gpio gpio, ButtonCommands button, CloseStack parts, Clock clock, Log log) {
        return config.enabled()
                ? parts.add("the lights", Panel.start(config, gpio, button, clock, log))
                : Indicator.NONE;
    }

    private static Announcer startVoice(VoiceConfig config, CloseStack parts, Clock clock, Log log) {
        return config.enabled() ? parts.add("the voice", Voice.start(config, clock, log)) : Announcer.NONE;
    }

    private static RecordingStorage storage(
            RecorderConfig config,
            RetentionPolicy retention,
            ActiveRecordings activeRecordings,
            UploadService uploads,
            Clock clock) {
        return new RecordingStorage(
                new FfmpegFinisher(config.captureSettings()),
                new StorageFolders(config.storage()),
                retention,
                config.corruptedRetention(),
                freeSpaceLimits(config),
                activeRecordings,
                clock,
                uploads);
    }

    private static FreeSpaceMonitor startFreeSpaceMonitor(RecorderConfig config, Clock clock, Log log)
            throws InterruptedException {
        return FreeSpaceMonitor.start(freeSpaceLimits(config), clock, log);
    }

    private static FreeSpaceLimits freeSpaceLimits(RecorderConfig config) {
        return FreeSpaceLimits.forFolder(
                config.storage(), config.refuseBelowFree(), config.warnBelowFree(), config.stopBelowFree());
    }

    /** A worker whose current task has a moment to finish when it is closed, and is interrupted then. */
    static ExecutorService startWorker(String name, CloseStack parts) {
        ExecutorService worker = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
        parts.add("the worker for " + name, () -> {
            worker.shutdown();
            if (!worker.awaitTermination(WORKER_STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        });
        return worker;
    }

    private static LoginCommands logins(RecorderConfig config, Clock clock) {
        Map<String, GoogleLogin> logins = new HashMap<>();
        for (TargetConfig target : config.upload().targets()) {
            if (target instanceof YouTubeConfig youTube) {
                logins.put(youTube.name(), new GoogleLogin(youTube.settings(), UploadHttp.ofPublicService(clock)));
            }
        }
        return new LoginCommands(logins);
    }

    private static RecorderStats stats(
            UploadService uploads, NetworkCheck network, RecordingStorage storage, CameraSet cameras) {
        return new RecorderStats(
                uploads.pendingCount(),
                uploads.currentlyUploading(),
                uploads.targetUp(),
                uploads.status(),
                network.connected(),
                cameras.connected(),
                storage.restartCount(),
                uploads.failedCount(),
                cameras.figures());
    }

    private static String version() {
        return Optional.ofNullable(RecorderProcess.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    @Override
    public void run() throws InterruptedException {
        loop.run(SHUTDOWN_TIMEOUT);
    }

    @Override
    public void requestStop() {
        loop.requestStop();
    }

    @Override
    public void close() {
        parts.close();
    }
}
