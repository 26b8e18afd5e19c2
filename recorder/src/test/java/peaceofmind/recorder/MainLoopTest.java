// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.STATE_TIMEOUT;
import static peaceofmind.testkit.Eventually.await;

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
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.recorder.MainLoop.RecorderStats;
import peaceofmind.recorder.indicator.Indicator;
import peaceofmind.recorder.indicator.PanelView;
import peaceofmind.recorder.service.CameraRecorders;
import peaceofmind.recorder.service.CommandQueue;
import peaceofmind.recorder.service.FreeSpaceGuard;
import peaceofmind.recorder.service.Recorder;
import peaceofmind.recorder.service.RecordingBackend;
import peaceofmind.recorder.service.SessionLengths;
import peaceofmind.recorder.service.SessionStore;
import peaceofmind.recorder.service.Workers;
import peaceofmind.recorder.voice.Announcer;
import peaceofmind.testkit.FakeClock;

/** Ticks are counted on a clock that only the loop's own sleeps advance. */
final class MainLoopTest {

    @TempDir
    private Path folder;

    private final FakeClock fakeClock = new FakeClock();
    private final List<String> lights = new ArrayList<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final CountDownLatch diskReleased = new CountDownLatch(1);
    private volatile boolean diskHangs;
    private long ticks;

    @AfterEach
    void stop() {
        diskReleased.countDown();
        worker.shutdownNow();
    }

    @Test
    void ticksTenTimesASecondAndBeatsOnceASecond() throws Exception {
        try (HeartbeatWriter heartbeatWriter = writer()) {
            MainLoop loop = loop(heartbeatWriter, tick -> {});
            loop.run(Duration.ofSeconds(1));
            assertThat(ticks).as("until a stop is requested after 50").isBetween(50L, 51L);
            assertThat(sequence(loop))
                    .as("the heartbeats of 5 s, counted from 0")
                    .isBetween(4L, 5L);
            assertThat(fakeClock.nanoTime()).isBetween(6_000_000_000L, 6_200_000_000L);
        }
    }

    @Test
    void aHangingTickStopsTheHeartbeatThoughEveryOtherThreadRuns() throws Exception {
        try (HeartbeatWriter heartbeatWriter = writer()) {
            MainLoop loop = loop(heartbeatWriter, tick -> diskHangs = tick >= 15);
            Thread loopThread = Thread.ofPlatform().daemon().start(() -> run(loop));
            await().until(() -> diskHangs);
            awaitBlocked(loopThread);
            assertThat(sequence(loop)).isEqualTo(1);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(Json.parseObject(Files.readString(folder.resolve("heartbeat.json")))
                                    .integer("sequence"))
                            .contains(1L));
            diskReleased.countDown();
            loopThread.join(STATE_TIMEOUT);
            assertThat(sequence(loop))
                    .as("heartbeats continue once the loop continues")
                    .isGreaterThan(3);
        }
    }

    @Test
    void theLightShowsTheState() throws Exception {
        try (HeartbeatWriter heartbeatWriter = writer()) {
            loop(heartbeatWriter, tick -> {}).run(Duration.ofSeconds(1));
        }
        assertThat(lights).last().isEqualTo("READY, online false, uploading false");
    }

    @Test
    void lightsThatDoNotWorkAreReportedInTheHeartbeat() throws Exception {
        try (HeartbeatWriter heartbeatWriter = writer()) {
            MainLoop loop = loop(heartbeatWriter, tick -> {});
            loop.run(Duration.ofSeconds(1));
            assertThat(loop.status().text("panel_problem")).contains("the lights do not work: no GPIO chip");
            assertThat(loop.status().object("lights").orElseThrow().text("state"))
                    .as("the state that the lights show at the same time")
                    .contains("READY");
            assertThat(lights).last().asString().startsWith("READY");
        }
    }

    private static void run(MainLoop loop) {
        try {
            loop.run(Duration.ofSeconds(1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The loop's thread waits for the disk: it will not do anything more. */
    private static void awaitBlocked(Thread loopThread) {
        await().until(() -> loopThread.getState() == Thread.State.WAITING);
    }

    private static long sequence(MainLoop loop) {
        return loop.status().integer("sequence").orElse(-1L);
    }

    private HeartbeatWriter writer() {
        return new HeartbeatWriter(folder.resolve("heartbeat.json"));
    }

    private MainLoop loop(HeartbeatWriter heartbeatWriter, LongConsumer onTick) throws Exception {
        MainLoop[] loop = new MainLoop[1];
        Clock clock = new TickingClock(() -> {
            ticks++;
            onTick.accept(ticks);
            if (ticks >= 50) {
                loop[0].requestStop();
            }
        });
        Log log = Log.to(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), clock);
        SessionLengths lengths =
                new SessionLengths(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(20));
        Recorder recorder = new Recorder(
                new IdleBackend(),
                new HangingFreeSpaceGuard(),
                lengths,
                false,
                SessionStore.NONE,
                new Workers(worker, worker),
                clock,
                log);
        recorder.tick();
        // Waits until the storage is open: the worker does not run on the fake clock.
        worker.submit(() -> {}).get();
        loop[0] = new MainLoop(
                CameraRecorders.of(recorder),
                _ -> MainLoop.CameraStats.UNKNOWN,
                new CommandQueue(),
                heartbeatWriter,
                ServiceNotifier.fromEnvironment(Map.of(), 1),
                new BrokenPanel(),
                Announcer.NONE,
                () -> new RecorderStats(
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        0,
                        RecordingFigures.UNKNOWN),
                clock,
                "test");
        return loop[0];
    }

    /** Shows what it is given, and has a problem. */
    private final class BrokenPanel implements Indicator {

        @Override
        public void show(PanelView view) {
            lights.add(view.state() + ", online " + view.online() + ", uploading " + view.uploading());
        }

        @Override
        public Optional<String> problem() {
            return Optional.of("the lights do not work: no GPIO chip");
        }

        @Override
        public Optional<JsonObject> describe(PanelView view) {
            return Optional.of(Json.object().put("state", view.state().name()).build());
        }
    }

    /** Only the sleeps of the loop advance this clock. */
    private final class TickingClock implements Clock {
        private final Runnable onSleep;

        private TickingClock(Runnable onSleep) {
            this.onSleep = onSleep;
        }

        @Override
        public Instant now() {
            return fakeClock.now();
        }

        @Override
        public long nanoTime() {
            return fakeClock.nanoTime();
        }

        @Override
        public void sleep(Duration duration) {
            fakeClock.advance(duration);
            onSleep.run();
        }
    }

    /** Hangs the loop's own thread on request, as a bug would. */
    private final class HangingFreeSpaceGuard implements FreeSpaceGuard {
        @Override
        public Optional<String> reasonNotToStart() {
            if (diskHangs) {
                try {
                    diskReleased.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            return Optional.empty();
        }

        @Override
        public Optional<String> reasonToStop() {
            return Optional.empty();
        }
    }

    /** Opens immediately, and records nothing. */
    private static final class IdleBackend implements RecordingBackend {
        @Override
        public String open() {
            return "storage in order";
        }

        @Override
        public boolean canOverlap() {
            return false;
        }

        @Override
        public ActiveRecording startRecording() {
            throw new AssertionError("no recording was requested");
        }

        @Override
        public String finishRecording(ActiveRecording recording) {
            throw new AssertionError("nothing was recorded");
        }

        @Override
        public Optional<String> checkSource(Duration timeout) {
            return Optional.empty();
        }

        @Override
        public Optional<String> stopRecording(ActiveRecording recording) {
            throw new AssertionError("nothing was recorded");
        }

        @Override
        public CleanUpResult cleanUp() {
            return new CleanUpResult(Optional.empty(), true);
        }

        @Override
        public boolean isCleanUpDue() {
            return false;
        }

        @Override
        public void countError() {}
    }
}
