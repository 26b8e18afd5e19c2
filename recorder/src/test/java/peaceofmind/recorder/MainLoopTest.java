package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.HeartbeatWriter;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.recorder.MainLoop.Surroundings;
import peaceofmind.recorder.indicator.Light;
import peaceofmind.recorder.service.DiskWatch;
import peaceofmind.recorder.service.Inbox;
import peaceofmind.recorder.service.Recorder;
import peaceofmind.recorder.service.SessionLengths;
import peaceofmind.recorder.service.Studio;
import peaceofmind.testkit.FakeClock;

/** The loop that alone beats: its turns are counted on a clock that each turn's pause moves. */
final class MainLoopTest {

    @TempDir
    private Path folder;

    private final FakeClock time = new FakeClock();
    private final List<String> lights = new ArrayList<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final CountDownLatch hang = new CountDownLatch(1);
    private volatile boolean hangs;
    private long turns;

    @AfterEach
    void end() {
        hang.countDown();
        worker.shutdownNow();
    }

    @Test
    void turnsTenTimesASecondAndBeatsOnceASecond() throws Exception {
        try (HeartbeatWriter heartbeats = writer()) {
            MainLoop loop = loop(heartbeats, turn -> {});
            loop.run(Duration.ofSeconds(1));
            assertThat(turns).as("until it was asked to end after 50").isBetween(50L, 51L);
            assertThat(sequence(loop)).as("the beats of 5 s, from 0").isBetween(4L, 5L);
            assertThat(time.nanoTime()).isBetween(6_000_000_000L, 6_200_000_000L);
        }
    }

    @Test
    void aTurnThatHangsFallsSilentThoughEveryOtherThreadLives() throws Exception {
        try (HeartbeatWriter heartbeats = writer()) {
            MainLoop loop = loop(heartbeats, turn -> hangs = turn >= 15);
            Thread main = Thread.ofPlatform().daemon().start(() -> run(loop));
            await().until(() -> hangs);
            await().during(Duration.ofMillis(300)).until(() -> sequence(loop) == 1);
            assertThat(Json.parseObject(Files.readString(folder.resolve("heartbeat.json")))
                            .integer("sequence"))
                    .contains(1L);
            hang.countDown();
            main.join(Duration.ofSeconds(10));
            assertThat(sequence(loop)).as("it beats again once it turns again").isGreaterThan(3);
        }
    }

    @Test
    void theLightTellsTheState() throws Exception {
        try (HeartbeatWriter heartbeats = writer()) {
            loop(heartbeats, turn -> {}).run(Duration.ofSeconds(1));
        }
        assertThat(lights).last().isEqualTo("GREEN steady");
    }

    private static void run(MainLoop loop) {
        try {
            loop.run(Duration.ofSeconds(1));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private static long sequence(MainLoop loop) {
        return loop.status().integer("sequence").orElse(-1L);
    }

    private HeartbeatWriter writer() {
        return new HeartbeatWriter(folder.resolve("heartbeat.json"));
    }

    private MainLoop loop(HeartbeatWriter heartbeats, LongConsumer atTurn) throws Exception {
        MainLoop[] loop = new MainLoop[1];
        Clock clock = new Turning(() -> {
            turns++;
            atTurn.accept(turns);
            if (turns >= 50) {
                loop[0].end();
            }
        });
        Log log = Log.to(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), clock);
        SessionLengths lengths =
                new SessionLengths(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(20));
        Recorder recorder = new Recorder(new Ready(), new Disk(), lengths, false, worker, clock, log);
        // Its storage is open: the worker's time is not the fake clock's.
        worker.submit(() -> {}).get();
        loop[0] = new MainLoop(
                recorder,
                new Inbox(),
                heartbeats,
                ServiceNotifier.fromEnvironment(Map.of(), 1),
                (light, blinking) -> show(light, blinking),
                () -> new Surroundings(0, Optional.empty(), Optional.empty(), Optional.empty(), 0, 0),
                clock,
                "test");
        return loop[0];
    }

    private void show(Light light, boolean blinking) {
        lights.add(light + (blinking ? " blinking" : " steady"));
    }

    /** Time passes by the pauses of the loop alone. */
    private final class Turning implements Clock {
        private final Runnable atPause;

        private Turning(Runnable atPause) {
            this.atPause = atPause;
        }

        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public void sleep(Duration duration) {
            time.advance(duration);
            atPause.run();
        }
    }

    /** Hangs the loop's own thread when it is told to, as a defect would. */
    private final class Disk implements DiskWatch {
        @Override
        public Optional<String> refusal() {
            if (hangs) {
                try {
                    hang.await();
                } catch (InterruptedException ending) {
                    Thread.currentThread().interrupt();
                }
            }
            return Optional.empty();
        }

        @Override
        public Optional<String> emergency() {
            return Optional.empty();
        }
    }

    /** Opens at once, and records nothing. */
    private static final class Ready implements Studio {
        @Override
        public String open() {
            return "storage in order";
        }

        @Override
        public Take begin() {
            throw new AssertionError("nobody asked for a recording");
        }

        @Override
        public String finish(Take take) {
            throw new AssertionError("nothing was recorded");
        }

        @Override
        public Optional<String> obstacle(Duration limit) {
            return Optional.empty();
        }

        @Override
        public Optional<String> cleanUp() {
            return Optional.empty();
        }

        @Override
        public void countError() {}
    }
}
