package peaceofmind.recorder;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.HeartbeatTime;
import peaceofmind.heartbeat.HeartbeatWriter;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.recorder.indicator.Indicator;
import peaceofmind.recorder.indicator.Light;
import peaceofmind.recorder.service.CommandQueue;
import peaceofmind.recorder.service.Recorder;
import peaceofmind.recorder.service.RecorderState;
import peaceofmind.recorder.service.RecorderView;

/**
 * The main loop: ten turns a second. It alone beats, and it alone tells systemd that it lives: when it hangs, both fall silent,
 * which is all that the watchdog needs.
 */
final class MainLoop {

    private static final Duration TICK_PERIOD = Duration.ofMillis(100);
    private static final int TICKS_PER_HEARTBEAT = 10;

    /** Left time from which the light asks for attention. */
    private static final Duration ENDING_SOON = Duration.ofSeconds(60);

    private final Recorder recorder;
    private final CommandQueue commandQueue;
    private final HeartbeatWriter heartbeatWriter;
    private final ServiceNotifier notifier;
    private final Indicator indicator;
    private final Supplier<RecorderStats> statsSupplier;
    private final Clock clock;
    private final String version;
    private volatile JsonObject lastStatus = Json.object().build();
    private volatile boolean stopRequested;
    private long sequence;
    private boolean readyReported;

    /**
     * What the loop reports and does not itself know; reading it never waits.
     *
     * @param cameraConnected whether what is recorded is there; empty while nobody knows
     * @param restartCount how often the program was started before
     */
    record RecorderStats(
            long uploadQueueSize,
            Optional<String> currentlyUploading,
            Optional<Boolean> internetConnected,
            Optional<Boolean> cameraConnected,
            long restartCount,
            long videosFailed) {}

    MainLoop(
            Recorder recorder,
            CommandQueue commandQueue,
            HeartbeatWriter heartbeatWriter,
            ServiceNotifier notifier,
            Indicator indicator,
            Supplier<RecorderStats> statsSupplier,
            Clock clock,
            String version) {
        this.recorder = recorder;
        this.commandQueue = commandQueue;
        this.heartbeatWriter = heartbeatWriter;
        this.notifier = notifier;
        this.indicator = indicator;
        this.statsSupplier = statsSupplier;
        this.clock = clock;
        this.version = version;
    }

    /** The newest status, as the heartbeat has it and a little more; for other threads. */
    JsonObject status() {
        return lastStatus;
    }

    /** Whether something is being recorded, as of the last beat; for other threads. */
    boolean isRecording() {
        return lastStatus.bool("recording_active").orElse(false);
    }

    /** Asks {@link #run} to end what is recorded and return. */
    void requestStop() {
        stopRequested = true;
    }

    /**
     * Turns until {@link #requestStop}, and then until the recording has become a video.
     *
     * @param shutdownTimeout longest time for that; what is not done then is done by the next start
     */
    void run(Duration shutdownTimeout) throws InterruptedException {
        long nextTickAt = clock.nanoTime();
        long tick = 0;
        Optional<Long> deadline = Optional.empty();
        while (deadline.isEmpty() || (!recorder.isIdle() && clock.nanoTime() - deadline.get() < 0)) {
            if (stopRequested && deadline.isEmpty()) {
                notifier.stopping();
                recorder.requestShutdown();
                deadline = Optional.of(clock.nanoTime() + shutdownTimeout.toNanos());
            }
            recorder.tick();
            commandQueue.drain(recorder::execute);
            if (tick++ % TICKS_PER_HEARTBEAT == 0) {
                publishHeartbeat(recorder.view());
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
        JsonObject json = statusJson(view);
        lastStatus = json;
        heartbeatWriter.beat(
                new Heartbeat(HeartbeatTime.utc(clock.now()), view.state().label(), json));
        updateIndicator(view);
        if (!readyReported && view.state() != RecorderState.BOOTING) {
            readyReported = true;
            notifier.ready();
        }
        notifier.status(
                view.state().label() + view.error().map(reason -> ": " + reason).orElse(""));
        notifier.keepAlive();
    }

    private JsonObject statusJson(RecorderView view) {
        RecorderStats stats = statsSupplier.get();
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
        view.error().ifPresent(reason -> json.put("error", reason));
        view.file().ifPresent(file -> json.put("file", file));
        view.bytes().ifPresent(bytes -> json.put("recording_bytes", bytes));
        view.remaining().ifPresent(remaining -> json.put("left_seconds", remaining.toSeconds()));
        view.length().ifPresent(length -> json.put("length_seconds", length.toSeconds()));
        json.put("videos_failed", stats.videosFailed());
        return json.build();
    }

    private void updateIndicator(RecorderView view) {
        switch (view.state()) {
            case BOOTING -> indicator.show(Light.WHITE, false);
            case READY -> indicator.show(Light.GREEN, false);
            case RECORDING -> {
                boolean endingSoon =
                        view.remaining().filter(remaining -> remaining.compareTo(ENDING_SOON) <= 0).isPresent();
                indicator.show(endingSoon ? Light.ORANGE : Light.BLUE, endingSoon);
            }
            case PROCESSING -> indicator.show(Light.ORANGE, false);
            case ERROR -> indicator.show(Light.RED, true);
        }
    }
}
