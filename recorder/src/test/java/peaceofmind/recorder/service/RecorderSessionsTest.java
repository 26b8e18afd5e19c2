// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.log.Log;
import peaceofmind.recorder.capture.CaptureProblem;
import peaceofmind.recorder.service.SessionStore.SavedSession;
import peaceofmind.testkit.FakeClock;

/** What a session survives: its end, a crash, a reboot, a camera that rejects a password. */
class RecorderSessionsTest {

    private static final SessionLengths LENGTHS =
            new SessionLengths(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(20));
    private static final String WRONG_PASSWORD = "the network camera rejects the user or password";

    private final FakeClock clock = new FakeClock();
    private final FakeRecordingBackend backend = new FakeRecordingBackend();
    private final FakeFreeSpaceGuard freeSpace = new FakeFreeSpaceGuard();
    private final FakeSessionStore sessions = new FakeSessionStore();
    private final Set<RecorderState> states = new TreeSet<>();
    private final ByteArrayOutputStream logOutput = new ByteArrayOutputStream();

    @Test
    void theNextRecordingHasAPictureBeforeTheLastIsStopped() {
        backend.overlap = true;
        Recorder recorder = recorder(true);
        runFor(recorder, Duration.ofMinutes(5));
        states.clear();
        runFor(recorder, Duration.ofMinutes(17));
        assertThat(backend.actions).containsExactly("start 1", "start 2", "stop 1", "start 3", "stop 2");
        assertThat(backend.finishedCount).isEqualTo(2);
        assertThat(states).as("no state in between").containsExactly(RecorderState.RECORDING);
    }

    @Test
    void theLastRecordingContinuesUntilTheNextHasAPicture() {
        backend.overlap = true;
        Recorder recorder = recorder(true);
        runFor(recorder, Duration.ofSeconds(599));
        backend.pictures = false;
        runFor(recorder, Duration.ofSeconds(5));
        assertThat(backend.actions).containsExactly("start 1", "start 2");
        assertThat(recorder.view().file()).contains("recording-1.mkv");
        backend.pictures = true;
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(backend.actions).endsWith("stop 1");
        assertThat(recorder.view().file()).contains("recording-2.mkv");
    }

    @Test
    void aCameraThatOneProgramCanReadIsStoppedAndStartedWithNothingInBetween() {
        Recorder recorder = recorder(true);
        runFor(recorder, Duration.ofMinutes(11));
        assertThat(backend.actions).containsExactly("start 1", "stop 1", "start 2");
    }

    @Test
    void aCameraThatServesOneClientIsNotRecordedTwice() {
        backend.overlap = true;
        Recorder recorder = recorder(true);
        runFor(recorder, Duration.ofSeconds(590));
        backend.firstProblems.add("453 Not Enough Bandwidth");
        runFor(recorder, Duration.ofSeconds(20));
        assertThat(backend.actions).containsExactly("start 1", "start 2", "stop 2", "stop 1", "start 3");
        assertThat(recorder.view().error()).isEmpty();
        runFor(recorder, Duration.ofMinutes(10));
        assertThat(backend.actions).endsWith("stop 3", "start 4");
        assertThat(states).doesNotContain(RecorderState.ERROR);
    }

    @Test
    void aStartRightAfterAStopIsAccepted() {
        Recorder recorder = recorder(false);
        recorder.execute(new Command.Start(Optional.empty()));
        runFor(recorder, Duration.ofSeconds(5));
        recorder.execute(new Command.Stop());
        assertThat(recorder.execute(new Command.Start(Optional.empty())).accepted())
                .isTrue();
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().file()).contains("recording-2.mkv");
    }

    @Test
    void aStartIsConfirmedByTheFirstPicture() {
        backend.pictures = false;
        Recorder recorder = recorder(false);
        CompletableFuture<CommandReply> confirmation = start(recorder);
        runFor(recorder, Duration.ofSeconds(5));
        assertThat(confirmation).isNotDone();
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        backend.pictures = true;
        runFor(recorder, Duration.ofMillis(100));
        assertThat(confirmation).isCompletedWithValue(new CommandReply(true, "recording for 600 s"));
    }

    @Test
    void aStartSaysWhyThereIsNoPicture() {
        backend.firstProblems.add(WRONG_PASSWORD);
        Recorder recorder = recorder(false);
        CompletableFuture<CommandReply> confirmation = start(recorder);
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(confirmation)
                .isCompletedWithValueMatching(reply ->
                        !reply.accepted() && reply.message().startsWith(WRONG_PASSWORD + "; it is tried again"));
    }

    @Test
    void aWrongPasswordIsOneErrorThatLastsAndIsTriedMoreAndMoreRarely() {
        backend.firstProblems.addAll(List.of((WRONG_PASSWORD + ";").repeat(1000).split(";")));
        Recorder recorder = recorder(true);
        runFor(recorder, Duration.ofSeconds(1));
        states.clear();
        runFor(recorder, Duration.ofMinutes(25));
        assertThat(states).as("also when the time of a session is over").containsExactly(RecorderState.ERROR);
        assertThat(recorder.view().error()).contains(WRONG_PASSWORD);
        assertThat(recorder.view().errorCount()).isEqualTo(1);
        assertThat(backend.startedCount).isBetween(20, 35);
        backend.firstProblems.clear();
        runFor(recorder, Duration.ofSeconds(61));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorder.view().error()).isEmpty();
    }

    @Test
    void aRequestedSessionContinuesAfterACrashWithTheTimeThatIsLeft() {
        Recorder crashed = recorder(false);
        CompletableFuture<CommandReply> _ = start(crashed);
        runFor(crashed, Duration.ofMinutes(4));
        Recorder next = recorder(false);
        runFor(next, Duration.ofSeconds(1));
        assertThat(next.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(next.view().remaining().orElseThrow()).isBetween(Duration.ofSeconds(350), Duration.ofMinutes(6));
        assertThat(next.view().length()).contains(Duration.ofMinutes(10));
        assertThat(logOutput.toString(StandardCharsets.UTF_8)).contains("continuing the recording that a restart");
        runFor(next, Duration.ofMinutes(6));
        assertThat(next.view().state()).isEqualTo(RecorderState.READY);
        assertThat(sessions.saved).isEmpty();
    }

    @Test
    void aSessionContinuesAfterAnOrderlyRestartAndNotAfterAStop() {
        Recorder restarted = recorder(false);
        CompletableFuture<CommandReply> _ = start(restarted);
        runFor(restarted, Duration.ofMinutes(1));
        restarted.requestShutdown();
        runFor(restarted, Duration.ofSeconds(2));
        Recorder next = recorder(false);
        runFor(next, Duration.ofSeconds(1));
        assertThat(next.view().state()).isEqualTo(RecorderState.RECORDING);
        next.execute(new Command.Stop());
        assertThat(sessions.saved).isEmpty();
    }

    @Test
    void anInterruptedSessionContinuesOnceItsCameraIsBack() {
        sessions.saved = Optional.of(new SavedSession(Duration.ofMinutes(5), Duration.ofMinutes(10), Optional.empty()));
        backend.firstProblems.add("the camera is gone");
        backend.sourceProblem = Optional.of("the camera is gone");
        Recorder recorder = recorder(false);
        runFor(recorder, Duration.ofMinutes(2));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        backend.sourceProblem = Optional.empty();
        runFor(recorder, Duration.ofMinutes(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        runFor(recorder, Duration.ofSeconds(121));
        assertThat(recorder.view().state()).as("never longer than requested").isEqualTo(RecorderState.READY);
    }

    @Test
    void aClockThatIsSetLateEndsASessionWhoseTimeIsOver() {
        sessions.saved = Optional.of(new SavedSession(
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                Optional.of(clock.now().plusSeconds(300))));
        Recorder recorder = recorder(false);
        runFor(recorder, Duration.ofSeconds(10));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        clock.stepWall(Duration.ofHours(3));
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        assertThat(backend.finishedCount).isEqualTo(1);
    }

    @Test
    void aSessionOfAutoStartIsNotSaved() {
        Recorder recorder = recorder(true);
        runFor(recorder, Duration.ofMinutes(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(sessions.saved).isEmpty();
    }

    @Test
    void aCameraThatFailsLaterIsNotReportedAsAFailedStart() {
        Recorder recorder = recorder(false);
        CompletableFuture<CommandReply> confirmation = start(recorder);
        runFor(recorder, Duration.ofSeconds(1));
        backend.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.DIED, "ffmpeg died"));
        runFor(recorder, Duration.ofSeconds(1));
        assertThat(confirmation).isCompletedWithValueMatching(CommandReply::accepted);
    }

    private CompletableFuture<CommandReply> start(Recorder recorder) {
        CommandReply reply = recorder.execute(new Command.Start(Optional.empty()));
        assertThat(reply.accepted()).isTrue();
        return reply.confirmation().orElseThrow();
    }

    /** A recorder that has opened its storage. */
    private Recorder recorder(boolean autoStart) {
        Recorder recorder = new Recorder(
                backend,
                freeSpace,
                LENGTHS,
                autoStart,
                sessions,
                new Workers(new DirectExecutor(), new DirectExecutor()),
                clock,
                Log.to(new PrintStream(logOutput, true, StandardCharsets.UTF_8), clock));
        recorder.tick();
        recorder.tick();
        return recorder;
    }

    private void runFor(Recorder recorder, Duration time) {
        for (long tick = 0; tick < time.toMillis() / 100; tick++) {
            clock.advance(Duration.ofMillis(100));
            recorder.tick();
            states.add(recorder.view().state());
        }
    }
}
