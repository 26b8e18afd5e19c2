// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.service.RecordingBackend.ActiveRecording;

/**
 * The recorder's states and transitions. The main loop calls {@link #tick} ten times a second; it never blocks, and leaves slow work to
 * workers. A recording never waits for the videos of earlier ones. Not thread-safe.
 */
public final class Recorder {

    private static final Duration OPEN_RETRY_DELAY = Duration.ofSeconds(10);
    private static final Duration MIN_RECHECK_DELAY = Duration.ofSeconds(3);

    /** A source that keeps failing at once is retried with increasing delays: each attempt leaves a tiny video. */
    private static final Duration MAX_RECHECK_DELAY = Duration.ofMinutes(1);

    private static final Duration MIN_STABLE_RECORDING = Duration.ofSeconds(30);
    private static final Duration SOURCE_CHECK_TIMEOUT = Duration.ofSeconds(10);

    /** An opening, a start or a stop that takes longer hangs on the disk or the camera. */
    private static final Duration WORK_TIMEOUT = Duration.ofMinutes(3);

    /** A shorter remainder of an interrupted session is not worth a file. */
    private static final Duration MIN_RESUMED_SESSION = Duration.ofSeconds(10);

    private final RecordingBackend backend;
    private final FreeSpaceGuard freeSpace;
    private final SessionLengths lengths;
    private final boolean autoStart;
    private final Workers workers;
    private final VideoWork videoWork;
    private final Clock clock;
    private final Log log;
    private Phase phase;
    private RecorderState state = RecorderState.BOOTING;
    private long stateSince;
    private long phaseSince;
    private boolean videoDelayReported;
    private boolean shuttingDown;
    private int errorCount;
    private int quickFailures;
    private long recordingStartedAt;
    private Optional<String> error = Optional.empty();

    private sealed interface Phase {}

    private record Opening(Task<String> task) implements Phase {}

    /** The storage is not open, and is opened at {@code openAt}. */
    private record Closed(long openAt) implements Phase {}

    private record Ready() implements Phase {}

    /**
     * A new session's time starts when the recording has started; a resumed one keeps its time.
     *
     * @param stopRequested whether a stop was requested in the meantime: the recording is finished as soon as it has started
     */
    private record Starting(Task<ActiveRecording> task, Session session, boolean resumed, boolean stopRequested)
            implements Phase {}

    private record Recording(ActiveRecording active, Session session) implements Phase {}

    /** @param sessionToResume the session to continue once the cause of {@code failure} is gone */
    private record Stopping(
            Task<Optional<String>> task,
            ActiveRecording active,
            Optional<String> failure,
            Optional<Session> sessionToResume)
            implements Phase {}

    private record Failed(Optional<Session> sessionToResume, long checkAt) implements Phase {}

    private record Checking(Task<Optional<String>> task, Optional<Session> sessionToResume) implements Phase {}

    /**
     * Creates a recorder; its first {@link #tick} starts opening the storage.
     *
     * @param autoStart start a recording whenever possible
     */
    public Recorder(
            RecordingBackend backend,
            FreeSpaceGuard freeSpace,
            SessionLengths lengths,
            boolean autoStart,
            Workers workers,
            Clock clock,
            Log log) {
        this.backend = backend;
        this.freeSpace = freeSpace;
        this.lengths = lengths;
        this.autoStart = autoStart;
        this.workers = workers;
        this.videoWork = new VideoWork(backend, workers.videos(), clock, log);
        this.clock = clock;
        this.log = log;
        this.stateSince = clock.nanoTime();
        this.phaseSince = clock.nanoTime();
        this.phase = new Closed(clock.nanoTime());
    }

    /** One iteration of the main loop. */
    public void tick() {
        long now = clock.nanoTime();
        transitionTo(nextPhase(now));
        timeoutReason(now).ifPresent(this::reportError);
        // Also while it records: uploaded videos are removed before the next recording has to be refused.
        videoWork.setSpaceNeeded(freeSpace.reasonNotToStart().isPresent());
        videoWork.tick(now).ifPresent(reason -> reportUnfinished(reason, now));
        reportVideoDelay(now);
        setState(stateOf(phase));
    }

    /** A recording could not be made into a video; it is kept and retried. Recording continues if possible. */
    private void reportUnfinished(String reason, long now) {
        Optional<String> earlier = error;
        reportError(reason);
        if (phase instanceof Ready) {
            transitionTo(new Failed(Optional.empty(), nextCheckAt(now)));
        } else if (phase instanceof Starting || phase instanceof Recording) {
            error = earlier;
        }
    }

    private void reportVideoDelay(long now) {
        Optional<String> delay = videoWork.delayReason(now);
        if (delay.isPresent() && !videoDelayReported) {
            countError(delay.get());
        }
        videoDelayReported = delay.isPresent();
    }

    private void transitionTo(Phase next) {
        if (!next.equals(phase)) {
            phase = next;
            phaseSince = clock.nanoTime();
        }
    }

    /** Reports once that the slow work of this phase seems to hang. The recorder keeps waiting for it. */
    private Optional<String> timeoutReason(long now) {
        String work = switch (phase) {
            case Starting _, Checking _ -> "starting a recording";
            case Stopping _ -> "stopping a recording";
            case Opening _ -> "opening the storage";
            case Closed _, Ready _, Recording _, Failed _ -> "";
        };
        return !work.isEmpty() && now - phaseSince >= WORK_TIMEOUT.toNanos() && error.isEmpty()
                ? Optional.of("no progress for " + WORK_TIMEOUT.toMinutes() + " min while " + work
                        + ": the disk or the camera hangs")
                : Optional.empty();
    }

    private Phase nextPhase(long now) {
        return switch (phase) {
            case Opening opening -> opening.task().isDone() ? afterOpening(opening, now) : opening;
            case Closed closed ->
                now - closed.openAt() >= 0 ? new Opening(Task.start(workers.recording(), backend::open)) : closed;
            case Ready ready -> whileReady(ready, now);
            case Starting starting -> starting.task().isDone() ? afterStarting(starting, now) : starting;
            case Recording recording -> whileRecording(recording, now);
            case Stopping stopping -> stopping.task().isDone() ? afterStopping(stopping, now) : stopping;
            case Failed failed ->
                now - failed.checkAt() >= 0
                        ? new Checking(
                                Task.start(workers.recording(), () -> backend.checkSource(SOURCE_CHECK_TIMEOUT)),
                                failed.sessionToResume())
                        : failed;
            case Checking checking -> checking.task().isDone() ? afterChecking(checking, now) : checking;
        };
    }

    private Phase afterOpening(Opening opening, long now) {
        Task.TaskResult<String> result = opening.task().result();
        if (result.value().isPresent()) {
            log.info(result.value().get());
            // Salvages what a crash left behind.
            videoWork.requestCleanUp();
            return new Ready();
        }
        reportError(result.error());
        return new Closed(now + OPEN_RETRY_DELAY.toNanos());
    }

    private Phase whileReady(Ready ready, long now) {
        Optional<String> spaceProblem = freeSpace.reasonNotToStart();
        if (spaceProblem.isPresent() && error.isEmpty()) {
            reportError(spaceProblem.get());
        } else if (spaceProblem.isEmpty() && error.isPresent()) {
            clearError();
        }
        return autoStart && spaceProblem.isEmpty() && !shuttingDown
                ? startRecording(new Session(now, lengths.defaultLength()), false)
                : ready;
    }

    private Starting startRecording(Session session, boolean resume) {
        return new Starting(Task.start(workers.recording(), backend::startRecording), session, resume, false);
    }

    private Phase afterStarting(Starting starting, long now) {
        Task.TaskResult<ActiveRecording> result = starting.task().result();
        if (result.value().isPresent()) {
            clearError();
            recordingStartedAt = now;
            Session session = starting.resumed()
                    ? starting.session()
                    : new Session(now, starting.session().length());
            log.info("recording to " + result.value().get().rawFile().getFileName() + " for "
                    + session.remaining(now).toSeconds() + " s");
            Recording recording = new Recording(result.value().get(), session);
            return starting.stopRequested() ? stopRecording(recording, Optional.empty(), Optional.empty()) : recording;
        }
        reportError(result.error());
        quickFailures++;
        return new Failed(
                starting.stopRequested() ? Optional.empty() : Optional.of(starting.session()), nextCheckAt(now));
    }

    private Phase whileRecording(Recording recording, long now) {
        Optional<String> failure = recording
                .active()
                .session()
                .problem()
                .map(problem -> problem.reason())
                .or(freeSpace::reasonToStop);
        if (failure.isPresent()) {
            quickFailures = now - recordingStartedAt < MIN_STABLE_RECORDING.toNanos() ? quickFailures + 1 : 0;
            reportError(failure.get());
            return stopRecording(recording, failure, Optional.of(recording.session()));
        }
        recording
                .session()
                .dueWarning(now)
                .ifPresent(remaining -> log.warn("the recording ends in " + remaining.toSeconds() + " s"));
        return recording.session().remaining(now).isZero()
                ? stopRecording(recording, Optional.empty(), Optional.empty())
                : recording;
    }

    private Stopping stopRecording(Recording recording, Optional<String> failure, Optional<Session> sessionToResume) {
        return new Stopping(
                Task.start(workers.recording(), () -> backend.stopRecording(recording.active())),
                recording.active(),
                failure,
                sessionToResume);
    }

    /** The video is made in the background; the next recording does not wait for it. */
    private Phase afterStopping(Stopping stopping, long now) {
        Task.TaskResult<Optional<String>> result = stopping.task().result();
        result.value().orElse(Optional.of(result.error())).ifPresent(log::warn);
        videoWork.finish(stopping.active());
        return stopping.failure().isPresent() ? new Failed(stopping.sessionToResume(), nextCheckAt(now)) : new Ready();
    }

    private Phase afterChecking(Checking checking, long now) {
        Task.TaskResult<Optional<String>> result = checking.task().result();
        Optional<String> sourceProblem =
                result.value().orElse(Optional.of(result.error())).or(freeSpace::reasonNotToStart);
        if (sourceProblem.isPresent()) {
            error = sourceProblem;
            return new Failed(checking.sessionToResume(), nextCheckAt(now));
        }
        boolean resume = !shuttingDown
                && checking.sessionToResume()
                        .filter(sessionToResume ->
                                sessionToResume.remaining(now).compareTo(MIN_RESUMED_SESSION) > 0)
                        .isPresent();
        if (resume) {
            log.info("the cause is gone: continuing the recording in another file");
            return startRecording(checking.sessionToResume().orElseThrow(), true);
        }
        clearError();
        return new Ready();
    }

    private long nextCheckAt(long now) {
        Duration delay = MIN_RECHECK_DELAY.multipliedBy(1L << Math.clamp(quickFailures - 1L, 0, 5));
        return now + (delay.compareTo(MAX_RECHECK_DELAY) > 0 ? MAX_RECHECK_DELAY : delay).toNanos();
    }

    /** Executes a command; the reply says why it was refused. */
    public CommandReply execute(Command command) {
        return switch (command) {
            case Command.Start start -> start(start);
            case Command.Stop _ -> stop();
            case Command.Extend _ -> extend();
            case Command.Salvage _ -> salvage();
        };
    }

    private CommandReply start(Command.Start start) {
        Duration length = start.length().orElse(lengths.defaultLength());
        if (length.compareTo(lengths.maxLength()) > 0 || !length.isPositive()) {
            return new CommandReply(
                    false,
                    "the maximum length of a recording is "
                            + lengths.maxLength().toMinutes() + " min");
        } else if (!(phase instanceof Ready) || shuttingDown) {
            return new CommandReply(false, refusalMessage("start"));
        }
        Optional<String> spaceProblem = freeSpace.reasonNotToStart();
        if (spaceProblem.isPresent()) {
            return new CommandReply(false, spaceProblem.get());
        }
        transitionTo(startRecording(new Session(clock.nanoTime(), length), false));
        setState(stateOf(phase));
        return new CommandReply(true, "recording for " + length.toSeconds() + " s");
    }

    private CommandReply salvage() {
        if (phase instanceof Closed || phase instanceof Opening) {
            return new CommandReply(false, refusalMessage("salvage"));
        }
        return new CommandReply(
                true,
                (videoWork.requestCleanUp() ? "started" : "already running")
                        + ": see the log for the results (peace logs recorder)");
    }

    private CommandReply stop() {
        Optional<Phase> afterStop = phaseAfterStop();
        if (afterStop.isEmpty()) {
            return new CommandReply(false, refusalMessage("stop"));
        }
        boolean wasRecording = phase instanceof Recording;
        boolean wasStarting = phase instanceof Starting;
        transitionTo(afterStop.get());
        setState(stateOf(phase));
        return new CommandReply(
                true,
                wasRecording
                        ? "the recording has stopped and is being made into a video"
                        : wasStarting
                                ? "the recording will stop as soon as it has started"
                                : "the interrupted recording will not be continued");
    }

    /** The phase after a stop; empty when nothing is being recorded or would be resumed. */
    private Optional<Phase> phaseAfterStop() {
        return switch (phase) {
            case Recording recording -> Optional.of(stopRecording(recording, Optional.empty(), Optional.empty()));
            case Starting current ->
                Optional.of(new Starting(current.task(), current.session(), current.resumed(), true));
            case Stopping current
            when current.sessionToResume().isPresent() ->
                Optional.of(new Stopping(current.task(), current.active(), current.failure(), Optional.empty()));
            case Failed current
            when current.sessionToResume().isPresent() -> Optional.of(new Failed(Optional.empty(), current.checkAt()));
            case Checking current
            when current.sessionToResume().isPresent() -> Optional.of(new Checking(current.task(), Optional.empty()));
            case Opening _, Closed _, Ready _, Stopping _, Failed _, Checking _ -> Optional.empty();
        };
    }

    private CommandReply extend() {
        if (!(phase instanceof Recording recording)) {
            return new CommandReply(false, refusalMessage("extend"));
        }
        return recording
                .session()
                .extend(lengths)
                .map(length -> new CommandReply(
                        true,
                        "the recording now lasts " + length.toSeconds() + " s, with "
                                + recording
                                        .session()
                                        .remaining(clock.nanoTime())
                                        .toSeconds() + " s remaining"))
                .orElse(new CommandReply(
                        false,
                        "the recording already has the maximum length of "
                                + lengths.maxLength().toMinutes() + " min"));
    }

    private String refusalMessage(String command) {
        return "cannot " + command + " now: the recorder is in state " + state.label()
                + error.map(reason -> " (" + reason + ")").orElse("");
    }

    /**
     * Stops the current recording, which becomes a video; no other recording is started. Check {@link #isIdle} after further ticks.
     */
    public void requestShutdown() {
        shuttingDown = true;
        phaseAfterStop().ifPresent(this::transitionTo);
    }

    /** Whether nothing is being recorded or finished. */
    public boolean isIdle() {
        return !(phase instanceof Recording || phase instanceof Stopping || phase instanceof Starting)
                && !videoWork.isFinishing();
    }

    /** The current state. */
    public RecorderView view() {
        long now = clock.nanoTime();
        Optional<Recording> recording = phase instanceof Recording current ? Optional.of(current) : Optional.empty();
        return new RecorderView(
                state,
                Duration.ofNanos(now - stateSince),
                error.or(() -> phase instanceof Ready ? videoWork.delayReason(now) : Optional.empty()),
                errorCount,
                recording.map(active -> active.active().rawFile().getFileName().toString()),
                recording.map(active -> active.active().session().bytes()),
                recording.map(active -> active.session().remaining(now)),
                recording.map(active -> active.session().length()));
    }

    private RecorderState stateOf(Phase current) {
        return switch (current) {
            case Opening _, Closed _ -> error.isPresent() ? RecorderState.ERROR : RecorderState.BOOTING;
            case Failed _, Checking _ -> RecorderState.ERROR;
            case Ready _ when error.isPresent() || videoDelayReported -> RecorderState.ERROR;
            case Ready _ -> videoWork.isFinishing() ? RecorderState.PROCESSING : RecorderState.READY;
            case Starting _ -> error.isPresent() ? RecorderState.ERROR : state;
            case Recording _ -> RecorderState.RECORDING;
            case Stopping stopping ->
                stopping.failure().isPresent() || error.isPresent() ? RecorderState.ERROR : RecorderState.PROCESSING;
        };
    }

    private void setState(RecorderState next) {
        if (next != state) {
            log.info("state " + state.label() + " → " + next.label()
                    + error.map(reason -> ": " + reason).orElse(""));
            state = next;
            stateSince = clock.nanoTime();
        }
    }

    private void reportError(String reason) {
        error = Optional.of(reason);
        countError(reason);
    }

    private void countError(String reason) {
        log.error(reason);
        errorCount++;
        videoWork.countError();
    }

    private void clearError() {
        if (error.isPresent()) {
            log.info("the cause of the error is gone");
            error = Optional.empty();
        }
    }
}
