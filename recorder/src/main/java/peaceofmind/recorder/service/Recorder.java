package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.service.RecordingBackend.ActiveRecording;

/**
 * The recorder's states and what leads from one to another. {@link #tick} is called ten times a second by the main loop and never
 * waits; slow work is done by the worker. Not thread-safe.
 */
public final class Recorder {

    private static final Duration OPEN_RETRY_DELAY = Duration.ofSeconds(10);
    private static final Duration MIN_RECHECK_DELAY = Duration.ofSeconds(3);

    /** A source that fails again and again at once is asked more and more rarely: each try leaves a scrap of video. */
    private static final Duration MAX_RECHECK_DELAY = Duration.ofMinutes(1);

    private static final Duration MIN_STABLE_RECORDING = Duration.ofSeconds(30);
    private static final Duration SOURCE_CHECK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLEAN_UP_INTERVAL = Duration.ofHours(1);

    /** Whoever has not ended by then hangs: a disk or a camera that gives no answer. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    /** A long recording on a slow card takes a quarter of an hour; a start may have several of them to salvage. */
    private static final Duration FINISH_TIMEOUT = Duration.ofMinutes(45);

    /** A shorter rest of a broken session is not worth a file. */
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

    /** The storage could not be opened; tried again at {@code retryAt}. */
    private record OpenFailed(long retryAt) implements Phase {}

    private record Ready() implements Phase {}

    /**
     * The time of a session that does not go on from before begins with its first picture.
     *
     * @param afterStop it was asked to end meanwhile: what has begun by then becomes a video at once
     */
    private record Starting(Task<ActiveRecording> task, Session session, boolean resumed, boolean stopRequested) implements Phase {}

    private record Recording(ActiveRecording active, Session session) implements Phase {}

    /** @param sessionToResume the session that goes on once the cause of {@code failure} is gone */
    private record Finishing(Task<String> task, Optional<String> failure, Optional<Session> sessionToResume) implements Phase {}

    private record Failed(Optional<Session> sessionToResume, long checkAt) implements Phase {}

    private record Checking(Task<Optional<String>> task, Optional<Session> sessionToResume) implements Phase {}

    /**
     * A recorder that begins with opening its storage.
     *
     * @param autoStart begin a recording whenever one is possible
     * @param worker of one thread
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

    /** One turn of the main loop. */
    public void tick() {
        long now = clock.nanoTime();
        transitionTo(nextPhase(now));
        timeoutReason(now).ifPresent(this::reportError);
        setState(stateOf(phase));
        boolean cleanUpDue = now - lastCleanUpAt >= CLEAN_UP_INTERVAL.toNanos();
        // In an error, too: a full disk is one, and what retention allows to remove makes room.
        if ((cleanUpDue && (phase instanceof Ready || phase instanceof Failed)) || (salvagePending && phase instanceof Ready)) {
            cleanUp(now);
        }
    }

    private void transitionTo(Phase next) {
        if (!next.equals(phase)) {
            phase = next;
            phaseSince = clock.nanoTime();
        }
    }

    /** Why the slow work of this phase will hardly end any more, in words, once: it is waited for all the same. */
    private Optional<String> timeoutReason(long now) {
        Duration timeout = switch (phase) {
            case Starting _, Checking _ -> START_TIMEOUT;
            case Opening _, Finishing _ -> FINISH_TIMEOUT;
            case OpenFailed _, Ready _, Recording _, Failed _ -> Duration.ZERO;
        };
        boolean timedOut = !timeout.isZero() && now - phaseSince >= timeout.toNanos();
        return timedOut && error.isEmpty()
                ? Optional.of("no answer for " + timeout.toMinutes() + " min while "
                        + (timeout.equals(START_TIMEOUT) ? "beginning a recording" : "making videos")
                        + ": the disk or the camera hangs")
                : Optional.empty();
    }

    private Phase nextPhase(long now) {
        return switch (phase) {
            case Opening opening -> opening.task().isDone() ? afterOpening(opening, now) : opening;
            case OpenFailed openFailed -> now - openFailed.retryAt() >= 0 ? new Opening(Task.start(worker, backend::open)) : openFailed;
            case Ready ready -> whileReady(ready, now);
            case Starting starting -> starting.task().isDone() ? afterStarting(starting, now) : starting;
            case Recording recording -> whileRecording(recording, now);
            case Finishing finishing -> finishing.task().isDone() ? afterFinishing(finishing, now) : finishing;
            case Failed failed ->
                now - failed.checkAt() >= 0
                        ? new Checking(Task.start(worker, () -> backend.checkSource(SOURCE_CHECK_TIMEOUT)), failed.sessionToResume())
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
        return autoStart && spaceProblem.isEmpty() && !shuttingDown ? startRecording(new Session(now, lengths.defaultLength()), false) : ready;
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
            return starting.stopRequested() ? finishRecording(recording, Optional.empty(), Optional.empty()) : recording;
        }
        reportError(result.error());
        quickFailures++;
        return new Failed(starting.stopRequested() ? Optional.empty() : Optional.of(starting.session()), nextCheckAt(now));
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

    private Finishing finishRecording(Recording recording, Optional<String> failure, Optional<Session> sessionToResume) {
        return new Finishing(Task.start(worker, () -> backend.finishRecording(recording.active())), failure, sessionToResume);
    }

    private Phase afterFinishing(Finishing finishing, long now) {
        Task.TaskResult<String> result = finishing.task().result();
        result.value().ifPresent(log::info);
        if (result.value().isEmpty()) {
            reportError(result.error());
            // The raw recording was kept: it becomes a video as soon as nothing is in the way any more.
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
                        .filter(sessionToResume -> sessionToResume.remaining(now).compareTo(MIN_RESUMED_SESSION) > 0)
                        .isPresent();
        if (resume) {
            log.info("the cause is gone: the recording goes on in another file");
            return startRecording(checking.sessionToResume().orElseThrow(), true);
        }
        clearError();
        return new Ready();
    }

    private long nextCheckAt(long now) {
        Duration delay = MIN_RECHECK_DELAY.multipliedBy(1L << Math.clamp(quickFailures - 1L, 0, 5));
        return now + (delay.compareTo(MAX_RECHECK_DELAY) > 0 ? MAX_RECHECK_DELAY : delay).toNanos();
    }

    /** Carries out a command, or says why not. */
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
                    false, "a recording lasts at most " + lengths.maxLength().toMinutes() + " min");
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
        // Never while something is recorded: what grows would be taken for what was left.
        if (phase instanceof Ready || phase instanceof Failed) {
            cleanUp(clock.nanoTime());
            return new CommandReply(true, "begun: what becomes of each is in the log (peace logs recorder)");
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
                        ? "the recording has ended; it becomes a video now"
                        : wasStarting
                                ? "the recording ends as soon as it has begun"
                                : "the interrupted recording does not go on");
    }

    /** The phase that follows when nothing shall be recorded any more; empty when nothing is, or would go on. */
    private Optional<Phase> phaseAfterStop() {
        return switch (phase) {
            case Recording recording -> Optional.of(finishRecording(recording, Optional.empty(), Optional.empty()));
            case Starting current -> Optional.of(new Starting(current.task(), current.session(), current.resumed(), true));
            case Finishing current
            when current.sessionToResume().isPresent() -> Optional.of(new Finishing(current.task(), current.failure(), Optional.empty()));
            case Failed current when current.sessionToResume().isPresent() -> Optional.of(new Failed(Optional.empty(), current.checkAt()));
            case Checking current when current.sessionToResume().isPresent() -> Optional.of(new Checking(current.task(), Optional.empty()));
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
                        "the recording lasts " + length.toSeconds() + " s now, "
                                + recording.session().remaining(clock.nanoTime()).toSeconds() + " s of it are left"))
                .orElse(new CommandReply(
                        false,
                        "it has its greatest length already, "
                                + lengths.maxLength().toMinutes() + " min"));
    }

    private String refusalMessage(String command) {
        return "cannot " + command + " now: the recorder is in state " + state.label()
                + error.map(reason -> " (" + reason + ")").orElse("");
    }

    /**
     * Begins to end what is being recorded, so that it becomes a video; nothing begins any more. Ask {@link #isIdle} after the next
     * ticks.
     */
    public void requestShutdown() {
        shuttingDown = true;
        phaseAfterStop().ifPresent(this::transitionTo);
    }

    /** Nothing is being recorded or finished. */
    public boolean isIdle() {
        return !(phase instanceof Recording || phase instanceof Finishing || phase instanceof Starting);
    }

    /** How it is now. */
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
                log.warn("the error is not counted for ever: " + notCounted.getMessage());
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
