// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.log.Log;
import peaceofmind.recorder.capture.CaptureProblem;
import peaceofmind.testkit.FakeClock;

class CameraRecordersTest {

    private static final SessionLengths LENGTHS =
            new SessionLengths(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(20));
    private static final Optional<String> ALL = Optional.empty();
    private static final Command START = new Command.Start(Optional.empty());

    private final FakeClock clock = new FakeClock();
    private final FakeFreeSpaceGuard freeSpace = new FakeFreeSpaceGuard();
    private final FakeRecordingBackend north = new FakeRecordingBackend();
    private final FakeRecordingBackend south = new FakeRecordingBackend();
    private final DeferredExecutor southWorker = new DeferredExecutor();
    private final ByteArrayOutputStream logOutput = new ByteArrayOutputStream();
    private final CameraRecorders recorders = new CameraRecorders(
            List.of(camera("north", north, new DirectExecutor()), camera("south", south, southWorker)));

    @Test
    void oneStartIsForAllOfThemAndItsReplyWaitsForTheFirstPictureOfEach() {
        getReady();
        CompletableFuture<CommandReply> confirmation =
                recorders.execute(ALL, START).confirmation().orElseThrow();
        runFor(Duration.ofSeconds(1));
        assertThat(confirmation).as("south has not started").isNotDone();
        southWorker.runAll();
        runFor(Duration.ofSeconds(1));
        assertThat(confirmation.join())
                .isEqualTo(new CommandReply(true, "north: recording for 600 s; south: recording for 600 s"));
        assertThat(recorders.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorders.view().bytes()).as("of both").contains(2468L);
    }

    @Test
    void aStartIsRefusedWhenOneOfThemCannotRecordAndNamesIt() {
        getReady();
        south.startFailure = Optional.of("the camera /dev/video2 does not exist");
        CompletableFuture<CommandReply> confirmation =
                recorders.execute(ALL, START).confirmation().orElseThrow();
        runFor(Duration.ofSeconds(1));
        southWorker.runAll();
        runFor(Duration.ofSeconds(1));
        assertThat(confirmation.join().accepted()).isFalse();
        assertThat(confirmation.join().message())
                .startsWith("north: recording for 600 s; south: the camera /dev/video2 does not exist");
        RecorderView view = recorders.view();
        assertThat(view.state()).as("north records").isEqualTo(RecorderState.RECORDING);
        assertThat(view.error()).contains("south: the camera /dev/video2 does not exist");
        assertThat(logOutput.toString(StandardCharsets.UTF_8)).contains("south: the camera /dev/video2 does not exist");
    }

    @Test
    void aStartLeavesThoseAloneThatAlreadyRecord() {
        getReady();
        recorders.execute(Optional.of("north"), START);
        runFor(Duration.ofSeconds(1));
        CommandReply reply = recorders.execute(ALL, START);
        southWorker.runAll();
        runFor(Duration.ofSeconds(1));
        assertThat(reply.confirmation().orElseThrow().join())
                .isEqualTo(new CommandReply(true, "north: is already recording; south: recording for 600 s"));
        assertThat(north.startedCount).isEqualTo(1);
        assertThat(recorders.execute(ALL, START).accepted())
                .as("nothing to start")
                .isFalse();
    }

    @Test
    void aStopIsForThoseThatRecord() {
        getReady();
        recorders.execute(Optional.of("north"), START);
        runFor(Duration.ofSeconds(1));
        CommandReply reply = recorders.execute(ALL, new Command.Stop());
        assertThat(reply.accepted()).isTrue();
        assertThat(reply.message())
                .startsWith("north: the recording has stopped")
                .contains("south: cannot stop now");
        runFor(Duration.ofSeconds(1));
        assertThat(recorders.execute(ALL, new Command.Stop()).accepted()).isFalse();
    }

    @Test
    void aCameraThatFailsStopsNoOther() {
        getReady();
        recorders.execute(ALL, START);
        southWorker.runAll();
        runFor(Duration.ofSeconds(1));
        south.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.SOURCE_GONE, "no picture for 10 s"));
        runFor(Duration.ofSeconds(2));
        assertThat(recorders.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorders.view().error()).contains("south: no picture for 10 s");
        assertThat(recorders.cameraViews())
                .extracting(one -> one.view().state())
                .containsExactly(RecorderState.RECORDING, RecorderState.ERROR);
        assertThat(north.stoppedCount).isZero();
        south.captureProblem = Optional.empty();
        for (int n = 0; n < 60; n++) {
            southWorker.runAll();
            runFor(Duration.ofSeconds(1));
        }
        assertThat(recorders.view().error()).as("recorded again").isEmpty();
        assertThat(south.startedCount).isEqualTo(2);
        assertThat(north.startedCount).isEqualTo(1);
    }

    @Test
    void aCameraWhoseWorkerHangsHoldsUpNoOther() {
        getReady();
        recorders.execute(ALL, START);
        runFor(Duration.ofMinutes(4));
        assertThat(recorders.cameraViews().getFirst().view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorders.view().error().orElse("")).startsWith("south: no progress for 3 min");
        assertThat(recorders.execute(Optional.of("north"), new Command.Stop()).accepted())
                .isTrue();
        runFor(Duration.ofSeconds(1));
        assertThat(north.finishedCount).isEqualTo(1);
    }

    @Test
    void whenNoneRecordsAnErrorOfOneIsTheState() {
        getReady();
        south.startFailure = Optional.of("no camera");
        recorders.execute(Optional.of("south"), START);
        southWorker.runAll();
        runFor(Duration.ofSeconds(1));
        assertThat(recorders.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorders.execute(ALL, new Command.Recover()).accepted()).isTrue();
    }

    @Test
    void aFullDiskStopsAllOfThem() {
        getReady();
        recorders.execute(ALL, START);
        southWorker.runAll();
        runFor(Duration.ofSeconds(1));
        freeSpace.reasonToStop = Optional.of("the disk is nearly full");
        runFor(Duration.ofSeconds(1));
        assertThat(recorders.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorders.view().error()).contains("north: the disk is nearly full; south: the disk is nearly full");
    }

    @Test
    void aShutdownWaitsForTheVideosOfAll() {
        getReady();
        recorders.execute(ALL, START);
        southWorker.runAll();
        runFor(Duration.ofSeconds(1));
        recorders.requestShutdown();
        runFor(Duration.ofSeconds(1));
        assertThat(recorders.isIdle()).as("south is being stopped").isFalse();
        southWorker.runAll();
        runFor(Duration.ofSeconds(1));
        assertThat(recorders.isIdle()).isTrue();
        assertThat(north.finishedCount + south.finishedCount).isEqualTo(2);
    }

    @Test
    void theOnlyCameraNeedsNoNameAndItsRepliesHaveNone() {
        CameraRecorders only = CameraRecorders.of(recorder(north, new DirectExecutor(), log()));
        only.tick();
        only.tick();
        assertThat(only.cameraViews()).isEmpty();
        assertThat(only.execute(ALL, new Command.Stop()).message())
                .isEqualTo("cannot stop now: the recorder is in state ready");
        assertThat(only.execute(Optional.of("north"), START))
                .isEqualTo(new CommandReply(
                        false, "there is no camera north; recorder.cameras is not configured: leave the name out"));
    }

    private void getReady() {
        recorders.tick();
        southWorker.runAll();
        runFor(Duration.ofMillis(300));
        assertThat(recorders.view().state()).isEqualTo(RecorderState.READY);
    }

    private void runFor(Duration time) {
        for (long tick = 0; tick < time.toMillis() / 100; tick++) {
            clock.advance(Duration.ofMillis(100));
            recorders.tick();
        }
    }

    private CameraRecorders.Camera camera(String name, FakeRecordingBackend backend, DirectExecutor worker) {
        return new CameraRecorders.Camera(Optional.of(name), recorder(backend, worker, log().ofPart(name)));
    }

    private Recorder recorder(FakeRecordingBackend backend, DirectExecutor worker, Log log) {
        return new Recorder(
                backend,
                freeSpace,
                LENGTHS,
                false,
                SessionStore.NONE,
                new Workers(worker, new DirectExecutor()),
                clock,
                log);
    }

    private Log log() {
        return Log.to(new PrintStream(logOutput, true, StandardCharsets.UTF_8), clock);
    }
}
