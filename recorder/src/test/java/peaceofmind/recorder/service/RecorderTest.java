// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.log.Log;
import peaceofmind.recorder.capture.CaptureProblem;
import peaceofmind.testkit.FakeClock;

class RecorderTest {

    private static final SessionLengths LENGTHS =
            new SessionLengths(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(20));

    private final FakeClock clock = new FakeClock();
    private final FakeRecordingBackend backend = new FakeRecordingBackend();
    private final FakeFreeSpaceGuard freeSpace = new FakeFreeSpaceGuard();
    private final DeferredExecutor deferred = new DeferredExecutor();
    private final DeferredExecutor deferredVideos = new DeferredExecutor();
    private final FakeSessionStore sessions = new FakeSessionStore();
    private final ByteArrayOutputStream logOutput = new ByteArrayOutputStream();

    @Test
    void isReadyOnceItsStorageIsOpen() {
        Recorder recorder = recorder(false);
        assertThat(recorder.view().state()).isEqualTo(RecorderState.BOOTING);
        recorder.tick();
        assertThat(recorder.view().state()).isEqualTo(RecorderState.BOOTING);
        recorder.tick();
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
    }

    @Test
    void isInErrorAndRetriesWhileItsStorageCannotBeOpened() {
        backend.openFailures.add("read-only file system");
        Recorder recorder = readyRecorder(false);
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorder.view().error()).contains("read-only file system");
        runFor(recorder, Duration.ofSeconds(11));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        assertThat(recorder.view().error()).isEmpty();
        assertThat(backend.errorCount).isEqualTo(1);
    }

    @Test
    void recordsForTenMinutesAndMakesAVideo() {
        Recorder recorder = readyRecorder(false);
        assertThat(recorder.execute(new Command.Start(Optional.empty())).accepted())
                .isTrue();
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorder.view().file()).contains("recording-1.mkv");
        assertThat(recorder.view().bytes()).contains(1234L);
        runFor(recorder, Duration.ofSeconds(597));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        runFor(recorder, Duration.ofSeconds(3));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        assertThat(backend.finishedCount).isEqualTo(1);
    }

    @Test
    void theCountdownOfARecordingIsNoErrorInItsLog() {
        Recorder recorder = readyRecorder(false);
        recorder.execute(new Command.Start(Optional.empty()));
        runFor(recorder, Duration.ofMinutes(10));
        assertThat(logOutput
                        .toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.contains("recording ends in")))
                .hasSize(3)
                .allMatch(line -> line.contains(" INFO "));
    }

    @Test
    void commandsThatTheStateDoesNotAllowAreRefused() {
        Recorder recorder = readyRecorder(false);
        assertThat(recorder.execute(new Command.Stop()))
                .isEqualTo(refused("cannot stop now: the recorder is in state ready"));
        assertThat(recorder.execute(new Command.Extend()))
                .isEqualTo(refused("cannot extend now: the recorder is in state ready"));
        recorder.execute(new Command.Start(Optional.empty()));
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.execute(new Command.Start(Optional.empty())))
                .isEqualTo(refused("cannot start now: the recorder is in state recording"));
        assertThat(recorder.execute(new Command.Start(Optional.of(Duration.ofHours(1))))
                        .message())
                .isEqualTo("the maximum length of a recording is 20 min");
    }

    @Test
    void stopFinishesTheRecordingAndExtendLengthensIt() {
        Recorder recorder = readyRecorder(false);
        recorder.execute(new Command.Start(Optional.of(Duration.ofMinutes(1))));
        runFor(recorder, Duration.ofSeconds(30));
        assertThat(recorder.execute(new Command.Extend()).message()).startsWith("the recording now lasts 360 s");
        runFor(recorder, Duration.ofSeconds(60));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorder.execute(new Command.Stop()).accepted()).isTrue();
        assertThat(recorder.view().state()).isEqualTo(RecorderState.PROCESSING);
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
    }

    @Test
    void aFailedCaptureIsAnErrorAndContinuesInAnotherFileWhenTheCauseIsGone() {
        Recorder recorder = readyRecorder(false);
        recorder.execute(new Command.Start(Optional.empty()));
        runFor(recorder, Duration.ofSeconds(100));
        backend.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.SOURCE_GONE, "the camera is gone"));
        backend.sourceProblem = Optional.of("the camera is gone");
        runFor(recorder, Duration.ofSeconds(20));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorder.view().error()).contains("the camera is gone");
        assertThat(backend.finishedCount).as("what was recorded became a video").isEqualTo(1);
        backend.sourceProblem = Optional.empty();
        runFor(recorder, Duration.ofSeconds(5));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorder.view().file()).contains("recording-2.mkv");
        assertThat(recorder.view().remaining().orElseThrow()).isLessThan(Duration.ofMinutes(8));
        assertThat(recorder.view().error()).isEmpty();
    }

    @Test
    void recoveringTriesAgainAtOnce() {
        Recorder recorder = readyRecorder(false);
        assertThat(recorder.execute(new Command.Recover()).accepted())
                .as("nothing to recover from")
                .isFalse();
        recorder.execute(new Command.Start(Optional.empty()));
        runFor(recorder, Duration.ofSeconds(100));
        backend.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.SOURCE_GONE, "the camera is gone"));
        backend.sourceProblem = Optional.of("the camera is gone");
        runFor(recorder, Duration.ofMinutes(5));
        backend.sourceProblem = Optional.empty();
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorder.execute(new Command.Recover()).accepted()).isTrue();
        runFor(recorder, Duration.ofMillis(500));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
    }

    @Test
    void anInterruptedRecordingThatIsStoppedIsNotContinued() {
        Recorder recorder = readyRecorder(false);
        recorder.execute(new Command.Start(Optional.empty()));
        runFor(recorder, Duration.ofSeconds(5));
        backend.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.DIED, "ffmpeg died"));
        backend.sourceProblem = Optional.of("ffmpeg dies");
        runFor(recorder, Duration.ofSeconds(5));
        recorder.execute(new Command.Stop());
        backend.sourceProblem = Optional.empty();
        runFor(recorder, Duration.ofSeconds(10));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        assertThat(backend.startedCount).isEqualTo(1);
    }

    @Test
    void refusesToRecordWithoutFreeSpaceAndRecoversAutomatically() {
        Recorder recorder = readyRecorder(false);
        freeSpace.reasonNotToStart = Optional.of("4.2 GB free, 5 GB needed");
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorder.execute(new Command.Start(Optional.empty())).message())
                .contains("4.2 GB free");
        freeSpace.reasonNotToStart = Optional.empty();
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
    }

    @Test
    void aRunningRecordingStopsWhenTheDiskIsNearlyFull() {
        Recorder recorder = readyRecorder(false);
        recorder.execute(new Command.Start(Optional.empty()));
        runFor(recorder, Duration.ofSeconds(5));
        freeSpace.reasonNotToStart = Optional.of("no space");
        freeSpace.reasonToStop = Optional.of("no space");
        runFor(recorder, Duration.ofSeconds(5));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(backend.finishedCount).isEqualTo(1);
    }

    @Test
    void aRecordingThatCouldNotBeFinishedIsRetriedOnceTheCauseIsGone() {
        Recorder recorder = readyRecorder(true);
        runFor(recorder, Duration.ofSeconds(5));
        backend.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.DISK_FULL, "the disk is full"));
        backend.finishFailure = Optional.of("the disk is full");
        backend.sourceProblem = Optional.of("the disk is full");
        runFor(recorder, Duration.ofSeconds(30));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(backend.cleanUpCount).as("the one after the start").isEqualTo(1);
        backend.finishFailure = Optional.empty();
        backend.sourceProblem = Optional.empty();
        runFor(recorder, Duration.ofMinutes(1));
        assertThat(backend.cleanUpCount).as("salvages within minutes").isEqualTo(2);
    }

    @Test
    void cleansUpInTheErrorStateTooToFreeSpace() {
        Recorder recorder = readyRecorder(true);
        runFor(recorder, Duration.ofSeconds(5));
        backend.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.SOURCE_GONE, "the camera is gone"));
        freeSpace.reasonNotToStart = Optional.of("4.2 GB free, 5 GB needed");
        runFor(recorder, Duration.ofHours(2).plusMinutes(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(backend.cleanUpCount).as("every minute").isBetween(100, 125);
    }

    @Test
    void aCleanUpThatHasFailedIsRepeatedAfterMinutesAndMoreAndMoreRarely() {
        backend.cleanUpComplete = false;
        Recorder recorder = readyRecorder(false);
        runFor(recorder, Duration.ofMinutes(1).plusSeconds(1));
        assertThat(backend.cleanUpCount).isEqualTo(2);
        runFor(recorder, Duration.ofMinutes(1));
        assertThat(backend.cleanUpCount).isEqualTo(2);
        runFor(recorder, Duration.ofHours(2));
        assertThat(backend.cleanUpCount).as("at least every 15 minutes").isBetween(8, 13);
        backend.cleanUpComplete = true;
        runFor(recorder, Duration.ofMinutes(16));
        int done = backend.cleanUpCount;
        runFor(recorder, Duration.ofMinutes(50));
        assertThat(backend.cleanUpCount).as("hourly again").isLessThanOrEqualTo(done + 1);
    }

    @Test
    void aSalvageThatHangsDoesNotDelayARecording() {
        Recorder recorder = recorderWithDeferredWork(false);
        assertThat(recorder.execute(new Command.Salvage()).accepted()).isTrue();
        runFor(recorder, Duration.ofMinutes(1));
        recorder.execute(new Command.Start(Optional.empty()));
        deferred.runAll();
        runFor(recorder, Duration.ofMillis(200));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        recorder.execute(new Command.Stop());
        deferred.runAll();
        runFor(recorder, Duration.ofMillis(200));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.PROCESSING);
        assertThat(backend.finishedCount).as("still behind the salvage").isZero();
        assertThat(recorder.execute(new Command.Start(Optional.empty())).accepted())
                .isTrue();
        deferred.runAll();
        runFor(recorder, Duration.ofMillis(200));
        assertThat(recorder.view().state()).as("the next one").isEqualTo(RecorderState.RECORDING);
        deferredVideos.runAll();
        runFor(recorder, Duration.ofMillis(200));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(backend.finishedCount).isEqualTo(1);
        assertThat(backend.startedCount).isEqualTo(2);
    }

    @Test
    void anEarlierVideoThatCannotBeFinishedDoesNotDisturbTheNextRecording() {
        Recorder recorder = recorderWithDeferredWork(true);
        deferred.runAll();
        runFor(recorder, Duration.ofMinutes(11));
        deferred.runAll();
        runFor(recorder, Duration.ofSeconds(1));
        deferred.runAll();
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().file()).contains("recording-2.mkv");
        backend.finishFailure = Optional.of("the video cannot be made");
        deferredVideos.runAll();
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorder.view().error()).isEmpty();
        assertThat(recorder.view().errorCount()).isEqualTo(1);
        assertThat(logOutput.toString(StandardCharsets.UTF_8)).contains("the video cannot be made");
    }

    @Test
    void aStopDuringTheStartTakesEffectOnceTheRecordingHasStarted() {
        Recorder recorder = recorderWithDeferredWork(false);
        recorder.execute(new Command.Start(Optional.empty()));
        runFor(recorder, Duration.ofSeconds(2));
        assertThat(recorder.execute(new Command.Stop()))
                .isEqualTo(new CommandReply(true, "the recording will stop as soon as it has started"));
        deferred.runAll();
        runFor(recorder, Duration.ofSeconds(1));
        deferred.runAll();
        runFor(recorder, Duration.ofSeconds(1));
        deferredVideos.runAll();
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        assertThat(backend.finishedCount).isEqualTo(1);
    }

    @Test
    void aStopWhileTheSourceIsCheckedIsHonoured() {
        Recorder recorder = recorderWithDeferredWork(false);
        recorder.execute(new Command.Start(Optional.empty()));
        deferred.runAll();
        runFor(recorder, Duration.ofSeconds(1));
        backend.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.DIED, "ffmpeg died"));
        runFor(recorder, Duration.ofSeconds(1));
        deferred.runAll();
        runFor(recorder, Duration.ofSeconds(5));
        assertThat(recorder.view().error()).contains("ffmpeg died");
        assertThat(recorder.execute(new Command.Stop()).accepted()).isTrue();
        deferred.runAll();
        deferredVideos.runAll();
        runFor(recorder, Duration.ofSeconds(5));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        assertThat(backend.startedCount).isEqualTo(1);
    }

    @Test
    void nothingIsStartedOnceShutdownWasRequested() {
        Recorder recorder = recorderWithDeferredWork(true);
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.isIdle()).as("a recording is starting").isFalse();
        recorder.requestShutdown();
        for (int round = 0; round < 5; round++) {
            deferred.runAll();
            runFor(recorder, Duration.ofSeconds(1));
            deferredVideos.runAll();
            runFor(recorder, Duration.ofSeconds(1));
        }
        assertThat(recorder.isIdle()).isTrue();
        assertThat(backend.startedCount).isEqualTo(1);
        assertThat(backend.finishedCount).isEqualTo(1);
    }

    @Test
    void aDiskThatDoesNotRespondIsAnErrorWhileStartingAndWhileFinishing() {
        Recorder recorder = recorderWithDeferredWork(false);
        recorder.execute(new Command.Start(Optional.empty()));
        runFor(recorder, Duration.ofSeconds(179));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        runFor(recorder, Duration.ofSeconds(2));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorder.view().error())
                .contains("no progress for 3 min while starting a recording: the disk or the camera hangs");
        deferred.runAll();
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorder.view().error()).isEmpty();
        recorder.execute(new Command.Stop());
        deferred.runAll();
        runFor(recorder, Duration.ofMinutes(44));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.PROCESSING);
        runFor(recorder, Duration.ofMinutes(2));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorder.view().errorCount()).as("each reported once").isEqualTo(2);
        deferredVideos.runAll();
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
    }

    @Test
    void withAutoStartItRecordsWheneverPossible() {
        Recorder recorder = recorder(true);
        runFor(recorder, Duration.ofMinutes(25));
        assertThat(backend.startedCount).isEqualTo(3);
        assertThat(backend.finishedCount).isEqualTo(2);
    }

    @Test
    void cleansUpOnceAnHour() {
        Recorder recorder = readyRecorder(false);
        runFor(recorder, Duration.ofHours(3).plusMinutes(1));
        assertThat(backend.cleanUpCount).as("after the start, and then hourly").isEqualTo(4);
    }

    @Test
    void withAutoStartItCleansUpToo() {
        Recorder recorder = recorder(true);
        runFor(recorder, Duration.ofHours(3).plusMinutes(11));
        assertThat(backend.cleanUpCount).isEqualTo(4);
    }

    @Test
    void aShutdownMakesAVideoOfTheCurrentRecording() {
        Recorder recorder = readyRecorder(false);
        recorder.execute(new Command.Start(Optional.empty()));
        runFor(recorder, Duration.ofSeconds(2));
        assertThat(recorder.isIdle()).isFalse();
        recorder.requestShutdown();
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.isIdle()).isTrue();
        assertThat(backend.finishedCount).isEqualTo(1);
    }

    private static CommandReply refused(String message) {
        return new CommandReply(false, message);
    }

    private Recorder readyRecorder(boolean autoStart) {
        Recorder recorder = recorder(autoStart);
        recorder.tick();
        recorder.tick();
        return recorder;
    }

    private Recorder recorder(boolean autoStart) {
        Log log = Log.to(new PrintStream(logOutput, true, StandardCharsets.UTF_8), clock);
        return new Recorder(
                backend,
                freeSpace,
                LENGTHS,
                autoStart,
                sessions,
                new Workers(new DirectExecutor(), new DirectExecutor()),
                clock,
                log);
    }

    /** A recorder whose slow work runs when the test says so. */
    private Recorder recorderWithDeferredWork(boolean autoStart) {
        Log log = Log.to(new PrintStream(logOutput, true, StandardCharsets.UTF_8), clock);
        Recorder recorder = new Recorder(
                backend, freeSpace, LENGTHS, autoStart, sessions, new Workers(deferred, deferredVideos), clock, log);
        recorder.tick();
        deferred.runAll();
        runFor(recorder, Duration.ofMillis(200));
        deferredVideos.runAll();
        runFor(recorder, Duration.ofMillis(200));
        return recorder;
    }

    private void runFor(Recorder recorder, Duration time) {
        for (long tick = 0; tick < time.toMillis() / 100; tick++) {
            clock.advance(Duration.ofMillis(100));
            recorder.tick();
        }
    }
}
