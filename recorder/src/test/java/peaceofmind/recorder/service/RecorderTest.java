package peaceofmind.recorder.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.log.Log;
import peaceofmind.recorder.capture.CaptureProblem;
import peaceofmind.testkit.FakeClock;

class RecorderTest {

    private static final SessionLengths LENGTHS =
            new SessionLengths(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(20));

    private final FakeClock clock = new FakeClock();
    private final FakeStudio studio = new FakeStudio();
    private final FakeDisk disk = new FakeDisk();
    private final Later later = new Later();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void isReadyOnceItsStorageIsOpen() {
        Recorder recorder = recorder(false);
        assertThat(recorder.view().state()).isEqualTo(RecorderState.BOOTING);
        recorder.tick();
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
    }

    @Test
    void isInErrorWhileItsStorageCannotBeOpenedAndTriesAgain() {
        studio.openFailures.add("read-only file system");
        Recorder recorder = recorder(false);
        recorder.tick();
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorder.view().error()).contains("read-only file system");
        run(recorder, Duration.ofSeconds(11));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        assertThat(recorder.view().error()).isEmpty();
        assertThat(studio.errors).isEqualTo(1);
    }

    @Test
    void recordsForTenMinutesAndMakesAVideo() {
        Recorder recorder = ready(false);
        assertThat(recorder.command(new Command.Start(Optional.empty())).accepted())
                .isTrue();
        run(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorder.view().file()).contains("take-1.mkv");
        assertThat(recorder.view().bytes()).contains(1234L);
        run(recorder, Duration.ofSeconds(597));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        run(recorder, Duration.ofSeconds(3));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        assertThat(studio.finished).isEqualTo(1);
    }

    @Test
    void eachCommandIsRefusedWithTheStateWhereItMakesNoSense() {
        Recorder recorder = ready(false);
        assertThat(recorder.command(new Command.Stop()))
                .isEqualTo(refused("cannot stop now: the recorder is in state ready"));
        assertThat(recorder.command(new Command.Extend()))
                .isEqualTo(refused("cannot extend now: the recorder is in state ready"));
        recorder.command(new Command.Start(Optional.empty()));
        run(recorder, Duration.ofSeconds(1));
        assertThat(recorder.command(new Command.Start(Optional.empty())))
                .isEqualTo(refused("cannot start now: the recorder is in state recording"));
        assertThat(recorder.command(new Command.Start(Optional.of(Duration.ofHours(1))))
                        .message())
                .isEqualTo("a recording lasts at most 20 min");
    }

    @Test
    void stopEndsTheRecordingAndExtendMakesItLonger() {
        Recorder recorder = ready(false);
        recorder.command(new Command.Start(Optional.of(Duration.ofMinutes(1))));
        run(recorder, Duration.ofSeconds(30));
        assertThat(recorder.command(new Command.Extend()).message()).startsWith("the recording lasts 360 s now");
        run(recorder, Duration.ofSeconds(60));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorder.command(new Command.Stop()).accepted()).isTrue();
        assertThat(recorder.view().state()).isEqualTo(RecorderState.PROCESSING);
        run(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
    }

    @Test
    void aBrokenCaptureIsAnErrorWithItsReasonAndGoesOnInAnotherFileWhenTheCauseIsGone() {
        Recorder recorder = ready(false);
        recorder.command(new Command.Start(Optional.empty()));
        run(recorder, Duration.ofSeconds(100));
        studio.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.SOURCE_GONE, "the camera is gone"));
        studio.obstacle = Optional.of("the camera is gone");
        run(recorder, Duration.ofSeconds(20));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorder.view().error()).contains("the camera is gone");
        assertThat(studio.finished).as("what was recorded became a video").isEqualTo(1);
        studio.obstacle = Optional.empty();
        run(recorder, Duration.ofSeconds(5));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorder.view().file()).contains("take-2.mkv");
        assertThat(recorder.view().left().orElseThrow()).isLessThan(Duration.ofMinutes(8));
        assertThat(recorder.view().error()).isEmpty();
    }

    @Test
    void anInterruptedRecordingThatIsStoppedDoesNotGoOn() {
        Recorder recorder = ready(false);
        recorder.command(new Command.Start(Optional.empty()));
        run(recorder, Duration.ofSeconds(5));
        studio.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.DIED, "ffmpeg died"));
        studio.obstacle = Optional.of("ffmpeg dies");
        run(recorder, Duration.ofSeconds(5));
        recorder.command(new Command.Stop());
        studio.obstacle = Optional.empty();
        run(recorder, Duration.ofSeconds(10));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        assertThat(studio.begun).isEqualTo(1);
    }

    @Test
    void refusesToRecordWithoutRoomAndRecoversByItselfWhenThereIsRoomAgain() {
        Recorder recorder = ready(false);
        disk.refusal = Optional.of("4.2 GB free, 5 GB needed");
        run(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorder.command(new Command.Start(Optional.empty())).message())
                .contains("4.2 GB free");
        disk.refusal = Optional.empty();
        run(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
    }

    @Test
    void aRunningRecordingEndsWhenTheDiskIsNearlyFull() {
        Recorder recorder = ready(false);
        recorder.command(new Command.Start(Optional.empty()));
        run(recorder, Duration.ofSeconds(5));
        disk.refusal = Optional.of("no room");
        disk.emergency = Optional.of("no room");
        run(recorder, Duration.ofSeconds(5));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(studio.finished).isEqualTo(1);
    }

    @Test
    void aRecordingThatCouldNotBecomeAVideoIsTriedAgainAsSoonAsNothingIsInTheWay() {
        Recorder recorder = ready(true);
        run(recorder, Duration.ofSeconds(5));
        studio.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.DISK_FULL, "the disk is full"));
        studio.finishFailure = Optional.of("the disk is full");
        studio.obstacle = Optional.of("the disk is full");
        run(recorder, Duration.ofSeconds(30));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(studio.cleanUps).isZero();
        studio.finishFailure = Optional.empty();
        studio.obstacle = Optional.empty();
        run(recorder, Duration.ofMinutes(11));
        assertThat(studio.cleanUps).as("which salvages, as soon as it is ready").isEqualTo(1);
    }

    @Test
    void cleansUpInAnErrorTooSinceWhatIsRemovedMakesRoom() {
        Recorder recorder = ready(true);
        run(recorder, Duration.ofSeconds(5));
        studio.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.SOURCE_GONE, "the camera is gone"));
        disk.refusal = Optional.of("4.2 GB free, 5 GB needed");
        run(recorder, Duration.ofHours(2).plusMinutes(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(studio.cleanUps).isEqualTo(2);
    }

    @Test
    void aStopWhileTheCaptureBeginsEndsItAsSoonAsItHasBegun() {
        Recorder recorder = slow(false);
        recorder.command(new Command.Start(Optional.empty()));
        run(recorder, Duration.ofSeconds(2));
        assertThat(recorder.command(new Command.Stop()))
                .isEqualTo(new Reply(true, "the recording ends as soon as it has begun"));
        later.doAll();
        run(recorder, Duration.ofSeconds(1));
        later.doAll();
        run(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        assertThat(studio.finished).isEqualTo(1);
    }

    @Test
    void aStopWhileTheCauseOfAnErrorIsLookedForIsHeard() {
        Recorder recorder = slow(false);
        recorder.command(new Command.Start(Optional.empty()));
        later.doAll();
        run(recorder, Duration.ofSeconds(1));
        studio.captureProblem = Optional.of(new CaptureProblem(CaptureProblem.Kind.DIED, "ffmpeg died"));
        run(recorder, Duration.ofSeconds(1));
        later.doAll();
        run(recorder, Duration.ofSeconds(5));
        assertThat(recorder.view().error()).contains("ffmpeg died");
        assertThat(recorder.command(new Command.Stop()).accepted()).isTrue();
        later.doAll();
        run(recorder, Duration.ofSeconds(5));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        assertThat(studio.begun).isEqualTo(1);
    }

    @Test
    void nothingBeginsAnyMoreOnceItWasAskedToEnd() {
        Recorder recorder = slow(true);
        run(recorder, Duration.ofSeconds(1));
        assertThat(recorder.isAtRest()).as("a recording begins").isFalse();
        recorder.finishUp();
        for (int turn = 0; turn < 5; turn++) {
            later.doAll();
            run(recorder, Duration.ofSeconds(1));
        }
        assertThat(recorder.isAtRest()).isTrue();
        assertThat(studio.begun).isEqualTo(1);
        assertThat(studio.finished).isEqualTo(1);
    }

    @Test
    void aDiskThatGivesNoAnswerIsAnErrorWhileItBeginsAndWhileItFinishes() {
        Recorder recorder = slow(false);
        recorder.command(new Command.Start(Optional.empty()));
        run(recorder, Duration.ofSeconds(179));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
        run(recorder, Duration.ofSeconds(2));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorder.view().error())
                .contains("no answer for 3 min while beginning a recording: the disk or the camera hangs");
        later.doAll();
        run(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.RECORDING);
        assertThat(recorder.view().error()).isEmpty();
        recorder.command(new Command.Stop());
        run(recorder, Duration.ofMinutes(44));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.PROCESSING);
        run(recorder, Duration.ofMinutes(2));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.ERROR);
        assertThat(recorder.view().errors()).as("told once each").isEqualTo(2);
        later.doAll();
        run(recorder, Duration.ofSeconds(1));
        assertThat(recorder.view().state()).isEqualTo(RecorderState.READY);
    }

    @Test
    void withAutoStartItRecordsWheneverItCan() {
        Recorder recorder = recorder(true);
        run(recorder, Duration.ofMinutes(25));
        assertThat(studio.begun).isEqualTo(3);
        assertThat(studio.finished).isEqualTo(2);
    }

    @Test
    void cleansUpOnceAnHourWhenNothingIsRecorded() {
        Recorder recorder = ready(false);
        run(recorder, Duration.ofHours(3).plusMinutes(1));
        assertThat(studio.cleanUps).isEqualTo(3);
    }

    @Test
    void withAutoStartItCleansUpToo() {
        Recorder recorder = recorder(true);
        run(recorder, Duration.ofHours(3).plusMinutes(11));
        assertThat(studio.cleanUps).isEqualTo(3);
    }

    @Test
    void finishingUpMakesAVideoOfWhatIsBeingRecorded() {
        Recorder recorder = ready(false);
        recorder.command(new Command.Start(Optional.empty()));
        run(recorder, Duration.ofSeconds(2));
        assertThat(recorder.isAtRest()).isFalse();
        recorder.finishUp();
        run(recorder, Duration.ofSeconds(1));
        assertThat(recorder.isAtRest()).isTrue();
        assertThat(studio.finished).isEqualTo(1);
    }

    private static Reply refused(String message) {
        return new Reply(false, message);
    }

    private Recorder ready(boolean autoStart) {
        Recorder recorder = recorder(autoStart);
        recorder.tick();
        return recorder;
    }

    private Recorder recorder(boolean autoStart) {
        Log log = Log.to(new PrintStream(said, true, StandardCharsets.UTF_8), clock);
        return new Recorder(studio, disk, LENGTHS, autoStart, new AtOnce(), clock, log);
    }

    /** Its slow work is done when the test says so. */
    private Recorder slow(boolean autoStart) {
        Log log = Log.to(new PrintStream(said, true, StandardCharsets.UTF_8), clock);
        Recorder recorder = new Recorder(studio, disk, LENGTHS, autoStart, later, clock, log);
        later.doAll();
        run(recorder, Duration.ofMillis(200));
        return recorder;
    }

    private void run(Recorder recorder, Duration time) {
        for (long tenth = 0; tenth < time.toMillis() / 100; tenth++) {
            clock.advance(Duration.ofMillis(100));
            recorder.tick();
        }
    }

    private static final class FakeDisk implements DiskWatch {
        private Optional<String> refusal = Optional.empty();
        private Optional<String> emergency = Optional.empty();

        @Override
        public Optional<String> refusal() {
            return refusal;
        }

        @Override
        public Optional<String> emergency() {
            return emergency;
        }
    }

    /** Slow work that waits for the test. */
    private static final class Later extends AtOnce {
        private final Deque<Runnable> waiting = new ArrayDeque<>();

        @Override
        public void execute(Runnable work) {
            waiting.add(work);
        }

        private void doAll() {
            for (Runnable work = waiting.poll(); work != null; work = waiting.poll()) {
                work.run();
            }
        }
    }

    /** Slow work that takes no time. */
    private static class AtOnce extends AbstractExecutorService {
        @Override
        public void execute(Runnable work) {
            work.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
