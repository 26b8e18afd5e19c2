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
import peaceofmind.recorder.service.Inbox;
import peaceofmind.recorder.service.Recorder;
import peaceofmind.recorder.service.RecorderState;
import peaceofmind.recorder.service.RecorderView;

/**
 * The main loop: ten turns a second. It alone beats, and it alone tells systemd that it lives: when it hangs, both fall silent,
 * which is all that the watchdog needs.
 */
final class MainLoop {

    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final int TURNS_PER_BEAT = 10;

    /** Left time from which the light asks for attention. */
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Recorder recorder;
    private final Inbox inbox;
    private final HeartbeatWriter heartbeats;
    private final ServiceNotifier notifier;
    private final Indicator indicator;
    private final Supplier<Surroundings> surroundings;
    private final Clock clock;
    private final String version;
    private volatile JsonObject last = Json.object().build();
    private volatile boolean ending;
    private long sequence;
    private boolean ready;

    /**
     * What the loop reports and does not itself know; reading it never waits.
     *
     * @param cameraConnected whether what is recorded is there; empty while nobody knows
     * @param restarts how often the program was started before
     */
    record Surroundings(
            long uploadQueueSize,
            Optional<String> currentlyUploading,
            Optional<Boolean> internetConnected,
            Optional<Boolean> cameraConnected,
            long restarts,
            long videosFailed) {}

    MainLoop(
            Recorder recorder,
            Inbox inbox,
            HeartbeatWriter heartbeats,
            ServiceNotifier notifier,
            Indicator indicator,
            Supplier<Surroundings> surroundings,
            Clock clock,
            String version) {
        this.recorder = recorder;
        this.inbox = inbox;
        this.heartbeats = heartbeats;
        this.notifier = notifier;
        this.indicator = indicator;
        this.surroundings = surroundings;
        this.clock = clock;
        this.version = version;
    }

    /** The newest status, as the heartbeat has it and a little more; for other threads. */
    JsonObject status() {
        return last;
    }

    /** Whether something is being recorded, as of the last beat; for other threads. */
    boolean isRecording() {
        return last.bool("recording_active").orElse(false);
    }

    /** Asks {@link #run} to end what is recorded and return. */
    void end() {
        ending = true;
    }

    /**
     * Turns until {@link #end}, and then until the recording has become a video.
     *
     * @param endLimit longest time for that; what is not done then is done by the next start
     */
    void run(Duration endLimit) throws InterruptedException {
        long next = clock.nanoTime();
        long turn = 0;
        Optional<Long> deadline = Optional.empty();
        while (deadline.isEmpty() || (!recorder.isAtRest() && clock.nanoTime() - deadline.get() < 0)) {
            if (ending && deadline.isEmpty()) {
                notifier.stopping();
                recorder.finishUp();
                deadline = Optional.of(clock.nanoTime() + endLimit.toNanos());
            }
            recorder.tick();
            inbox.answerAll(recorder::command);
            if (turn++ % TURNS_PER_BEAT == 0) {
                beat(recorder.view());
            }
            next += PERIOD.toNanos();
            long wait = next - clock.nanoTime();
            if (wait > 0) {
                clock.sleep(Duration.ofNanos(wait));
            } else if (wait < -PERIOD.toNanos() * TURNS_PER_BEAT) {
                next = clock.nanoTime();
            }
        }
    }

    private void beat(RecorderView view) {
        JsonObject json = describe(view);
        last = json;
        heartbeats.beat(
                new Heartbeat(HeartbeatTime.utc(clock.now()), view.state().word(), json));
        show(view);
        if (!ready && view.state() != RecorderState.BOOTING) {
            ready = true;
            notifier.ready();
        }
        notifier.status(
                view.state().word() + view.error().map(why -> ": " + why).orElse(""));
        notifier.keepAlive();
    }

    private JsonObject describe(RecorderView view) {
        Surroundings around = surroundings.get();
        Json.ObjectBuilder json = Json.object()
                .put("timestamp", clock.now().toString())
                .put("uptime_seconds", view.inState().toMillis() / 1000.0)
                .put("state", view.state().word())
                .put("recording_active", view.file().isPresent())
                .put("upload_queue_size", around.uploadQueueSize())
                .put("currently_uploading", around.currentlyUploading())
                .put("pid", ProcessHandle.current().pid())
                .put("error_count", view.errors())
                .put("restart_count", around.restarts())
                .put("sequence", sequence++)
                .put("version", version);
        around.internetConnected().ifPresent(connected -> json.put("internet_connected", connected));
        around.cameraConnected().ifPresent(connected -> json.put("camera_connected", connected));
        view.error().ifPresent(why -> json.put("error", why));
        view.file().ifPresent(file -> json.put("file", file));
        view.bytes().ifPresent(bytes -> json.put("recording_bytes", bytes));
        view.left().ifPresent(left -> json.put("left_seconds", left.toSeconds()));
        view.length().ifPresent(length -> json.put("length_seconds", length.toSeconds()));
        json.put("videos_failed", around.videosFailed());
        return json.build();
    }

    private void show(RecorderView view) {
        switch (view.state()) {
            case BOOTING -> indicator.show(Light.WHITE, false);
            case READY -> indicator.show(Light.GREEN, false);
            case RECORDING -> {
                boolean soon =
                        view.left().filter(left -> left.compareTo(SOON) <= 0).isPresent();
                indicator.show(soon ? Light.ORANGE : Light.BLUE, soon);
            }
            case PROCESSING -> indicator.show(Light.ORANGE, false);
            case ERROR -> indicator.show(Light.RED, true);
        }
    }
}
