package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.service.RecordingBackend.ActiveRecording;

/**
 * The recorder's states and transitions. The main loop calls {@link #tick} ten times a second; it never blocks, and leaves slow work to the
 * worker. Not thread-safe.
 */
public final class Recorder {

    private static final Duration OPEN_RETRY_DELAY = Duration.ofSeconds(10);
    private static final Duration MIN_RECHECK_DELAY = Duration.ofSeconds(3);

    /** A source that keeps failing at once is retried with increasing delays: each attempt leaves a tiny video. */
    private static final Duration MAX_RECHECK_DELAY = Duration.ofMinutes(1);

    private static final Duration MIN_STABLE_RECORDING = Duration.ofSeconds(30);
    private static final Duration SOURCE_CHECK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLEAN_UP_INTERVAL = Duration.ofHours(1);

    /** A start that takes longer hangs on the disk or the camera. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    /** Finishing a long recording on a slow SD card takes a quarter of an hour, and a start may have to salvage several. */
    private static final Duration FINISH_TIMEOUT = Duration.ofMinutes(45);

    /** A shorter remainder of an interrupted session is not worth a file. */
    private static final Duration MIN_RESUMED_SESSION = Duration.ofSeconds(10);

    private final RecordingBackend backend;
    private final FreeSpaceGuard freeSpace;
    private final SessionLengths lengths;
    private final boolean autoStart;
    private final ExecutorService worker;
    private final Clock clock;
    private final Log log;
    private Phase phase;
    private RecorderState state = RecorderState.BOOTING;
    private long stateSince;
    private long phaseSince;
    private long lastCleanUpAt;
    private boolean salvagePending;
    private boolean shuttingDown;
    private int errorCount;
    private int quickFailures;
    private long recordingStartedAt;
    private Optional<String> error = Optional.empty();

    private sealed interface Phase {}

    private record Opening(Task<String> task) implements Phase {}

    /** The storage could not be opened; retried at {@code retryAt}. */
    private record OpenFailed(long retryAt) implements Phase {}

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
    private record Finishing(Task<String> task, Optional<String> failure, Optional<Session> sessionToResume)
            implements Phase {}

    private record Failed(Optional<Session> sessionToResume, long checkAt) implements Phase {}

    private record Checking(Task<Optional<String>> task, Optional<Session> sessionToResume) implements Phase {}

    /**
     * Creates a recorder, which starts by opening its storage.
     *
     * @param autoStart start a recording whenever possible
     * @param worker single-threaded
     */
    public Recorder(
            RecordingBackend backend,
            FreeSpaceGuard freeSpace,
            SessionLengths lengths,
            boolean autoStart,
            ExecutorService worker,
            Clock clock,
            Log log) {
        this.backend = backend;
        this.freeSpace = freeSpace;
        this.lengths = lengths;
        this.autoStart = autoStart;
        this.worker = worker;
        this.clock = clock;
        this.log = log;
        this.stateSince = clock.nanoTime();
        this.phaseSince = clock.nanoTime();
        this.lastCleanUpAt = clock.nanoTime();
        this.phase = new Opening(Task.start(worker, backend::open));
    }

    /** One iteration of the main loop. */
    public void tick() {
        long now = clock.nanoTime();
        transitionTo(nextPhase(now));
        timeoutReason(now).ifPresent(this::reportError);
        setState(stateOf(phase));
        boolean cleanUpDue = now - lastCleanUpAt >= CLEAN_UP_INTERVAL.toNanos();
        // Even after a failure: if the disk is full, removing expired videos frees space.
        if ((cleanUpDue && (phase instanceof Ready || phase instanceof Failed))
                || (salvagePending && phase instanceof Ready)) {
            cleanUp(now);
        }
    }

    private void transitionTo(Phase next) {
        if (!next.equals(phase)) {
            phase = next;
            phaseSince = clock.nanoTime();
        }
    }

    /** Reports once that the slow work of this phase seems to hang. The recorder keeps waiting for it. */
    private Optional<String> timeoutReason(long now) {
        Duration timeout = switch (phase) {
            case Starting _, Checking _ -> START_TIMEOUT;
            case Opening _, Finishing _ -> FINISH_TIMEOUT;
            case OpenFailed _, Ready _, Recording _, Failed _ -> Duration.ZERO;
        };
        boolean timedOut = !timeout.isZero() && now - phaseSince >= timeout.toNanos();
        return timedOut && error.isEmpty()
                ? Optional.of("no progress for " + timeout.toMinutes() + " min while "
                        + (timeout.equals(START_TIMEOUT) ? "starting a recording" : "finishing videos")
                        + ": the disk or the camera hangs")
                : Optional.empty();
    }

    private Phase nextPhase(long now) {
        return switch (phase) {
            case Opening opening -> opening.task().isDone() ? afterOpening(opening, now) : opening;
            case OpenFailed openFailed ->
                now - openFailed.retryAt() >= 0 ? new Opening(Task.start(worker, backend::open)) : openFailed;
            case Ready ready -> whileReady(ready, now);
            case Starting starting -> starting.task().isDone() ? afterStarting(starting, now) : starting;
            case Recording recording -> whileRecording(recording, now);
            case Finishing finishing -> finishing.task().isDone() ? afterFinishing(finishing, now) : finishing;
            case Failed failed ->
                now - failed.checkAt() >= 0
                        ? new Checking(
                                Task.start(worker, () -> backend.checkSource(SOURCE_CHECK_TIMEOUT)),
                                failed.sessionToResume())
                        : failed;
            case Checking checking -> checking.task().isDone() ? afterChecking(checking, now) : checking;
        };
    }

    private Phase afterOpening(Opening opening, long now) {
        Task.TaskResult<String> result = opening.task().result();
        if (result.value().isPresent()) {
            log.info(result.value().get());
            return new Ready();
        }
        reportError(result.error());
        return new OpenFailed(now + OPEN_RETRY_DELAY.toNanos());
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
        return new Starting(Task.start(worker, backend::startRecording), session, resume, false);
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
            return starting.stopRequested()
                    ? finishRecording(recording, Optional.empty(), Optional.empty())
                    : recording;
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
            return finishRecording(recording, failure, Optional.of(recording.session()));
        }
        recording
                .session()
                .dueWarning(now)
                .ifPresent(remaining -> log.warn("the recording ends in " + remaining.toSeconds() + " s"));
        return recording.session().remaining(now).isZero()
                ? finishRecording(recording, Optional.empty(), Optional.empty())
                : recording;
    }

    private Finishing finishRecording(
            Recording recording, Optional<String> failure, Optional<Session> sessionToResume) {
        return new Finishing(
                Task.start(worker, () -> backend.finishRecording(recording.active())), failure, sessionToResume);
    }

    private Phase afterFinishing(Finishing finishing, long now) {
        Task.TaskResult<String> result = finishing.task().result();
        result.value().ifPresent(log::info);
        if (result.value().isEmpty()) {
            reportError(result.error());
            // The raw recording was kept: it is made into a video once the cause is gone.
            salvagePending = true;
            return new Failed(finishing.sessionToResume(), nextCheckAt(now));
        } else if (finishing.failure().isPresent()) {
            return new Failed(finishing.sessionToResume(), nextCheckAt(now));
        }
        return new Ready();
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
        } else if (!(phase instanceof Ready)) {
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
        // Never while recording: the growing file would be taken for a leftover.
        if (phase instanceof Ready || phase instanceof Failed) {
            cleanUp(clock.nanoTime());
            return new CommandReply(true, "started: see the log for the results (peace logs recorder)");
        }
        return new CommandReply(false, refusalMessage("salvage"));
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
            case Recording recording -> Optional.of(finishRecording(recording, Optional.empty(), Optional.empty()));
            case Starting current ->
                Optional.of(new Starting(current.task(), current.session(), current.resumed(), true));
            case Finishing current
            when current.sessionToResume().isPresent() ->
                Optional.of(new Finishing(current.task(), current.failure(), Optional.empty()));
            case Failed current
            when current.sessionToResume().isPresent() -> Optional.of(new Failed(Optional.empty(), current.checkAt()));
            case Checking current
            when current.sessionToResume().isPresent() -> Optional.of(new Checking(current.task(), Optional.empty()));
            case Opening _, OpenFailed _, Ready _, Finishing _, Failed _, Checking _ -> Optional.empty();
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
     * Starts finishing the current recording, which becomes a video; no other recording is started. Check {@link #isIdle} after further
     * ticks.
     */
    public void requestShutdown() {
        shuttingDown = true;
        phaseAfterStop().ifPresent(this::transitionTo);
    }

    /** Whether nothing is being recorded or finished. */
    public boolean isIdle() {
        return !(phase instanceof Recording || phase instanceof Finishing || phase instanceof Starting);
    }

    /** The current state. */
    public RecorderView view() {
        long now = clock.nanoTime();
        Optional<Recording> recording = phase instanceof Recording current ? Optional.of(current) : Optional.empty();
        return new RecorderView(
                state,
                Duration.ofNanos(now - stateSince),
                error,
                errorCount,
                recording.map(active -> active.active().rawFile().getFileName().toString()),
                recording.map(active -> active.active().session().bytes()),
                recording.map(active -> active.session().remaining(now)),
                recording.map(active -> active.session().length()));
    }

    private RecorderState stateOf(Phase current) {
        return switch (current) {
            case Opening _ -> error.isPresent() ? RecorderState.ERROR : RecorderState.BOOTING;
            case OpenFailed _, Failed _, Checking _ -> RecorderState.ERROR;
            case Ready _ -> error.isPresent() ? RecorderState.ERROR : RecorderState.READY;
            case Starting _ -> error.isPresent() ? RecorderState.ERROR : state;
            case Recording _ -> RecorderState.RECORDING;
            case Finishing finishing ->
                finishing.failure().isPresent() || error.isPresent() ? RecorderState.ERROR : RecorderState.PROCESSING;
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
        log.error(reason);
        error = Optional.of(reason);
        errorCount++;
        worker.execute(() -> {
            try {
                backend.countError();
            } catch (RecordingException notCounted) {
                log.warn("the error could not be counted in the database: " + notCounted.getMessage());
            }
        });
    }

    private void clearError() {
        if (error.isPresent()) {
            log.info("the cause of the error is gone");
            error = Optional.empty();
        }
    }

    private void cleanUp(long now) {
        lastCleanUpAt = now;
        salvagePending = false;
        worker.execute(() -> {
            try {
                backend.cleanUp().ifPresent(log::info);
            } catch (RecordingException problem) {
                log.warn("clean-up: " + problem.getMessage());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
