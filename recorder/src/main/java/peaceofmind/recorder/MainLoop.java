// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.HeartbeatTime;
import peaceofmind.heartbeat.HeartbeatWriter;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.recorder.indicator.Indicator;
import peaceofmind.recorder.indicator.PanelState;
import peaceofmind.recorder.indicator.PanelView;
import peaceofmind.recorder.service.CameraRecorders;
import peaceofmind.recorder.service.CameraRecorders.CameraView;
import peaceofmind.recorder.service.CommandQueue;
import peaceofmind.recorder.service.RecorderState;
import peaceofmind.recorder.service.RecorderView;
import peaceofmind.recorder.upload.UploadStatus;
import peaceofmind.recorder.voice.Announcer;
import peaceofmind.recorder.voice.VoiceObservation;

/**
 * The main loop, which ticks ten times a second. Only this loop writes heartbeats and keeps systemd's watchdog alive: when it hangs, both
 * stop, which is how the watchdog notices.
 */
final class MainLoop {

    private static final Duration TICK_PERIOD = Duration.ofMillis(100);
    private static final int TICKS_PER_HEARTBEAT = 10;

    private final CameraRecorders recorders;
    private final Function<String, CameraStats> cameraStats;
    private final CommandQueue commandQueue;
    private final HeartbeatWriter heartbeatWriter;
    private final ServiceNotifier notifier;
    private final Indicator indicator;
    private final Announcer announcer;
    private final Supplier<RecorderStats> statsSupplier;
    private final Clock clock;
    private final String version;
    private volatile JsonObject lastStatus = Json.object().build();
    private volatile boolean stopRequested;
    private long sequence;
    private boolean readyReported;

    /**
     * Status from other components for the heartbeat; reading it never blocks.
     *
     * @param uploadTargetUp whether uploads are possible; empty while unknown, and without uploads
     * @param uploads the state of each target of uploads
     * @param cameraConnected whether the source is connected; empty while unknown
     * @param restartCount number of previous starts of the program
     * @param figures of the running recording
     */
    record RecorderStats(
            long uploadQueueSize,
            Optional<String> currentlyUploading,
            Optional<Boolean> uploadTargetUp,
            List<UploadStatus> uploads,
            Optional<Boolean> internetConnected,
            Optional<Boolean> cameraConnected,
            long restartCount,
            long videosFailed,
            RecordingFigures figures) {}

    /**
     * Status of one of several cameras; reading it never blocks.
     *
     * @param connected whether it is connected; empty while unknown
     * @param figures of its running recording
     */
    record CameraStats(Optional<Boolean> connected, RecordingFigures figures) {

        static final CameraStats UNKNOWN = new CameraStats(Optional.empty(), RecordingFigures.UNKNOWN);
    }

    /** @param cameraStats by the name of the camera */
    MainLoop(
            CameraRecorders recorders,
            Function<String, CameraStats> cameraStats,
            CommandQueue commandQueue,
            HeartbeatWriter heartbeatWriter,
            ServiceNotifier notifier,
            Indicator indicator,
            Announcer announcer,
            Supplier<RecorderStats> statsSupplier,
            Clock clock,
            String version) {
        this.recorders = recorders;
        this.cameraStats = cameraStats;
        this.commandQueue = commandQueue;
        this.heartbeatWriter = heartbeatWriter;
        this.notifier = notifier;
        this.indicator = indicator;
        this.announcer = announcer;
        this.statsSupplier = statsSupplier;
        this.clock = clock;
        this.version = version;
    }

    /** The latest status: the members of the heartbeat and a few more. For any thread. */
    JsonObject status() {
        return lastStatus;
    }

    /** Makes {@link #run} finish the current recording and return. */
    void requestStop() {
        stopRequested = true;
    }

    /**
     * Runs until {@link #requestStop}, and then until the current recording has become a video.
     *
     * @param shutdownTimeout limit for finishing the video; otherwise the next start does it
     */
    void run(Duration shutdownTimeout) throws InterruptedException {
        long nextTickAt = clock.nanoTime();
        long tick = 0;
        Optional<Long> deadline = Optional.empty();
        while (deadline.isEmpty() || (!recorders.isIdle() && clock.nanoTime() - deadline.get() < 0)) {
            if (stopRequested && deadline.isEmpty()) {
                notifier.stopping();
                recorders.requestShutdown();
                deadline = Optional.of(clock.nanoTime() + shutdownTimeout.toNanos());
            }
            recorders.tick();
            commandQueue.drainByCamera(recorders::execute);
            if (tick++ % TICKS_PER_HEARTBEAT == 0) {
                publishHeartbeat(recorders.view());
            }
            nextTickAt += TICK_PERIOD.toNanos();
            long wait = nextTickAt - clock.nanoTime();
            if (wait > 0) {
                clock.sleep(Duration.ofNanos(wait));
            } else if (wait < -TICK_PERIOD.toNanos() * TICKS_PER_HEARTBEAT) {
                nextTickAt = clock.nanoTime();
            }
        }
    }

    private void publishHeartbeat(RecorderView view) {
        RecorderStats stats = statsSupplier.get();
        PanelView panel = new PanelView(
                PanelState.of(view.state(), view.remaining()),
                stats.internetConnected().orElse(false),
                stats.currentlyUploading().isPresent());
        JsonObject json = statusJson(view, stats, panel);
        lastStatus = json;
        heartbeatWriter.beat(
                new Heartbeat(HeartbeatTime.utc(clock.now()), view.state().label(), json));
        indicator.show(panel);
        announcer.observe(new VoiceObservation(panel.state(), view.length(), stats.internetConnected()));
        if (!readyReported && view.state() != RecorderState.BOOTING) {
            readyReported = true;
            notifier.ready();
        }
        notifier.status(
                view.state().label() + view.error().map(reason -> ": " + reason).orElse(""));
        notifier.keepAlive();
    }

    private JsonObject statusJson(RecorderView view, RecorderStats stats, PanelView panel) {
        Json.ObjectBuilder json = Json.object()
                .put("timestamp", clock.now().toString())
                .put("uptime_seconds", view.timeInState().toMillis() / 1000.0)
                .put("state", view.state().label())
                .put("recording_active", view.file().isPresent())
                .put("upload_queue_size", stats.uploadQueueSize())
                .put("currently_uploading", stats.currentlyUploading())
                .put("pid", ProcessHandle.current().pid())
                .put("error_count", view.errorCount())
                .put("restart_count", stats.restartCount())
                .put("sequence", sequence++)
                .put("version", version);
        stats.internetConnected().ifPresent(connected -> json.put("internet_connected", connected));
        stats.cameraConnected().ifPresent(connected -> json.put("camera_connected", connected));
        stats.uploadTargetUp().ifPresent(up -> json.put("upload_target_up", up));
        if (!stats.uploads().isEmpty()) {
            json.put("uploads", stats.uploads().stream().map(UploadStatus::json).toList());
        }
        indicator.describe(panel).ifPresent(lights -> json.put("lights", lights));
        announcer.problem().ifPresent(problem -> json.put("voice_problem", problem));
        indicator.problem().ifPresent(problem -> json.put("panel_problem", problem));
        addRecording(json, view);
        json.put("videos_failed", stats.videosFailed());
        List<CameraView> cameras = recorders.cameraViews();
        if (cameras.isEmpty()) {
            stats.figures().addTo(json);
        } else {
            json.put("cameras", cameras.stream().map(this::cameraJson).toList());
        }
        return json.build();
    }

    /** Its members have the names and meanings of those that a recorder of one camera has at the top. */
    private JsonObject cameraJson(CameraView camera) {
        RecorderView view = camera.view();
        CameraStats stats = cameraStats.apply(camera.name());
        Json.ObjectBuilder json = Json.object()
                .put("name", camera.name())
                .put("state", view.state().label())
                .put("recording_active", view.file().isPresent())
                .put("error_count", view.errorCount());
        stats.connected().ifPresent(connected -> json.put("camera_connected", connected));
        addRecording(json, view);
        stats.figures().addTo(json);
        return json.build();
    }

    private static void addRecording(Json.ObjectBuilder json, RecorderView view) {
        view.error().ifPresent(reason -> json.put("error", reason));
        view.file().ifPresent(file -> json.put("file", file));
        view.bytes().ifPresent(bytes -> json.put("recording_bytes", bytes));
        view.remaining().ifPresent(remaining -> json.put("left_seconds", remaining.toSeconds()));
        view.length().ifPresent(length -> json.put("length_seconds", length.toSeconds()));
    }
}
