// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.CaptureProblem;
import peaceofmind.recorder.service.Phase.AwaitingPicture;
import peaceofmind.recorder.service.Phase.Checking;
import peaceofmind.recorder.service.Phase.Closed;
import peaceofmind.recorder.service.Phase.Failed;
import peaceofmind.recorder.service.Phase.Opening;
import peaceofmind.recorder.service.Phase.Ready;
import peaceofmind.recorder.service.Phase.Recording;
import peaceofmind.recorder.service.Phase.StartRequest;
import peaceofmind.recorder.service.Phase.Starting;
import peaceofmind.recorder.service.RecordingBackend.ActiveRecording;

/**
 * The recorder's states and transitions. The main loop calls {@link #tick} ten times a second; it never blocks, and leaves slow work to
 * workers. A recording never waits for the videos of earlier ones. Not thread-safe.
 */
public final class Recorder {

    private static final Duration OPEN_RETRY_DELAY = Duration.ofSeconds(10);
    private static final Duration SOURCE_CHECK_TIMEOUT = Duration.ofSeconds(10);

    /** An opening, a start or a stop that takes longer hangs on the disk or the camera. */
    private static final Duration WORK_TIMEOUT = Duration.ofMinutes(3);

    /** A shorter remainder of an interrupted session is not worth a file. */
    private static final Duration MIN_RESUMED_SESSION = Duration.ofSeconds(10);

    private final RecordingBackend backend;
    private final FreeSpaceGuard freeSpace;
    private final SessionLengths lengths;
    private final boolean autoStart;
    private final SessionStore sessions;
    private final Workers workers;
    private final VideoWork videoWork;
    private final StoppingRecordings stopping;
    private final RecorderErrors errors;
    private final StartReply startReply = new StartReply();
    private final RecheckBackoff recheck = new RecheckBackoff();
    private final Clock clock;
    private final Log log;
    private Phase phase;
    private RecorderState state = RecorderState.BOOTING;
    private long stateSince;
    private long phaseSince;
    private Optional<String> delay = Optional.empty();
    private boolean shuttingDown;
    /** A source that could not be recorded while another recording of it was running, such as a camera that serves one client. */
    private boolean overlapFailed;

    /**
     * Creates a recorder; its first {@link #tick} starts opening the storage.
     *
     * @param autoStart start a recording whenever possible
     * @param sessions continues what a crash or a reboot has interrupted
     */
    public Recorder(
            RecordingBackend backend,
            FreeSpaceGuard freeSpace,
            SessionLengths lengths,
            boolean autoStart,
            SessionStore sessions,
            Workers workers,
            Clock clock,
            Log log) {
        this.backend = backend;
        this.freeSpace = freeSpace;
        this.lengths = lengths;
        this.autoStart = autoStart;
        this.sessions = sessions;
        this.workers = workers;
        this.videoWork = new VideoWork(backend, workers.videos(), clock, log);
        this.stopping = new StoppingRecordings(backend, workers.recording(), videoWork, clock, log);
        this.errors = new RecorderErrors(videoWork, log);
        this.clock = clock;
        this.log = log;
        this.stateSince = clock.nanoTime();
        this.phaseSince = clock.nanoTime();
        this.phase =
                new Closed(clock.nanoTime(), sessions.load().map(saved -> Session.resumed(clock.nanoTime(), saved)));
    }

    /** One iteration of the main loop. */
    public void tick() {
        long now = clock.nanoTime();
        stopping.tick();
        transitionTo(nextPhase(now));
        timeoutReason(now).ifPresent(errors::report);
        // Also while it records: uploaded videos are removed before the next recording has to be refused.
        videoWork.setSpaceNeeded(freeSpace.reasonNotToStart().isPresent());
        videoWork.tick(now).ifPresent(reason -> reportUnfinished(reason, now));
        reportDelays(now);
        setState(stateOf(phase));
        saveSession();
    }

    /** A recording could not be made into a video; it is kept and retried. Recording continues if possible. */
    private void reportUnfinished(String reason, long now) {
        if (phase instanceof Starting || phase instanceof AwaitingPicture || phase instanceof Recording) {
            errors.increment(reason);
            return;
        }
        errors.report(reason);
        if (phase instanceof Ready) {
            transitionTo(new Failed(Optional.empty(), recheck.nextCheckAt(now)));
        }
    }

    private void reportDelays(long now) {
        Optional<String> current = stopping.delayReason(now).or(() -> videoWork.delayReason(now));
        if (current.isPresent() && delay.isEmpty()) {
            errors.increment(current.get());
        }
        delay = current;
    }

    private void transitionTo(Phase next) {
        if (!next.equals(phase)) {
            phase = next;
            phaseSince = clock.nanoTime();
        }
    }

    /** Of what somebody requested, and not while it shuts down: then the session is continued by the next run of the program. */
    private void saveSession() {
        Optional<Session> session = phase.currentSession().filter(Session::isRequested);
        if (shuttingDown) {
            return;
        } else if (session.isPresent()) {
            sessions.save(
                    session.get().remaining(clock.nanoTime()), session.get().length());
        } else {
            sessions.clear();
        }
    }

    /** Reports once that the slow work of this phase seems to hang. The recorder keeps waiting for it. */
    private Optional<String> timeoutReason(long now) {
        String work = switch (phase) {
            case Starting _, Checking _ -> "starting a recording";
            case Opening _ -> "opening the storage";
            case Closed _, Ready _, AwaitingPicture _, Recording _, Failed _ -> "";
        };
        return !work.isEmpty() && now - phaseSince >= WORK_TIMEOUT.toNanos() && !errors.isPresent()
                ? Optional.of("no progress for " + WORK_TIMEOUT.toMinutes() + " min while " + work
                        + ": the disk or the camera hangs")
                : Optional.empty();
    }

    private Phase nextPhase(long now) {
        return switch (phase) {
            case Opening opening -> opening.task().isDone() ? afterOpening(opening, now) : opening;
            case Closed closed ->
                now - closed.openAt() >= 0
                        ? new Opening(Task.start(workers.recording(), backend::open), closed.sessionToResume())
                        : closed;
            case Ready ready -> whileReady(ready, now);
            case Starting starting -> starting.task().isDone() ? afterStarting(starting, now) : starting;
            case AwaitingPicture waiting -> whileAwaitingPicture(waiting, now);
            case Recording recording -> whileRecording(recording, now);
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
        if (result.value().isEmpty()) {
            errors.report(result.error());
            return new Closed(now + OPEN_RETRY_DELAY.toNanos(), opening.sessionToResume());
        }
        log.info(result.value().get());
        // Salvages what a crash left behind.
        videoWork.requestCleanUp();
        Optional<Session> interrupted = opening.sessionToResume().filter(session -> isWorthResuming(session, now));
        if (interrupted.isEmpty()) {
            return new Ready();
        }
        log.info("continuing the recording that a restart has interrupted: "
                + interrupted.get().remaining(now).toSeconds() + " s are left");
        Optional<String> spaceProblem = freeSpace.reasonNotToStart();
        spaceProblem.ifPresent(errors::report);
        return spaceProblem.isPresent()
                ? new Failed(interrupted, recheck.nextCheckAt(now))
                : startRecording(new StartRequest(interrupted.get(), true, Optional.empty()));
    }

    private boolean isWorthResuming(Session session, long now) {
        return !shuttingDown
                && !session.isOver(clock.now())
                && session.remaining(now).compareTo(MIN_RESUMED_SESSION) > 0;
    }

    private Phase whileReady(Ready ready, long now) {
        Optional<String> spaceProblem = freeSpace.reasonNotToStart();
        if (spaceProblem.isPresent() && !errors.isPresent()) {
            errors.report(spaceProblem.get());
        } else if (spaceProblem.isEmpty() && errors.isPresent()) {
            errors.clear();
        }
        return autoStart && spaceProblem.isEmpty() && !shuttingDown ? startAutomatically(now, Optional.empty()) : ready;
    }

    private Starting startAutomatically(long now, Optional<Recording> previous) {
        return startRecording(new StartRequest(Session.automatic(now, lengths.defaultLength()), false, previous));
    }

    private Starting startRecording(StartRequest request) {
        return new Starting(Task.start(workers.recording(), backend::startRecording), request, false);
    }

    private Phase afterStarting(Starting starting, long now) {
        Task.TaskResult<ActiveRecording> result = starting.task().result();
        if (result.value().isEmpty()) {
            return afterFailedStart(result.error(), starting.request(), starting.stopRequested(), now);
        }
        AwaitingPicture waiting = new AwaitingPicture(result.value().get(), starting.request());
        return starting.stopRequested() ? stopBeforeFirstPicture(waiting) : waiting;
    }

    private Phase whileAwaitingPicture(AwaitingPicture waiting, long now) {
        Optional<String> failure = failureOf(waiting.active());
        if (failure.isPresent()) {
            stopping.stop(waiting.active());
            return afterFailedStart(failure.get(), waiting.request(), false, now);
        } else if (!waiting.active().session().hasPicture()) {
            return waiting;
        }
        waiting.request().previous().ifPresent(previous -> stopping.stop(previous.active()));
        errors.clear();
        recheck.recordingStarted(now);
        Session session = waiting.request().resumed()
                ? waiting.request().session()
                : waiting.request().session().startingAt(now);
        String length = session.remaining(now).toSeconds() + " s";
        log.info("recording to " + waiting.active().rawFile().getFileName() + " for " + length);
        startReply.recording("recording for " + length);
        return new Recording(waiting.active(), session);
    }

    private static Optional<String> failureOf(ActiveRecording active) {
        return active.session().problem().map(CaptureProblem::reason);
    }

    private Phase afterFailedStart(String reason, StartRequest request, boolean stopRequested, long now) {
        Optional<Recording> previous = request.previous();
        boolean previousContinues = previous.filter(
                        recording -> failureOf(recording.active()).isEmpty())
                .isPresent();
        previous.ifPresent(recording -> stopping.stop(recording.active()));
        if (stopRequested) {
            startReply.stopped();
            return new Ready();
        } else if (previousContinues) {
            overlapFailed = true;
            log.info("the source is recorded by one recording at a time from now on: " + reason);
            return startRecording(new StartRequest(request.session(), request.resumed(), Optional.empty()));
        }
        errors.report(reason);
        startReply.failed(reason);
        recheck.startFailed();
        return new Failed(Optional.of(request.session()), recheck.nextCheckAt(now));
    }

    private Phase stopBeforeFirstPicture(AwaitingPicture waiting) {
        stopping.stop(waiting.active());
        waiting.request().previous().ifPresent(previous -> stopping.stop(previous.active()));
        startReply.stopped();
        return new Ready();
    }

    private Phase whileRecording(Recording recording, long now) {
        Optional<String> failure = failureOf(recording.active()).or(freeSpace::reasonToStop);
        if (failure.isPresent()) {
            recheck.recordingFailed(now);
            errors.report(failure.get());
            stopping.stop(recording.active());
            return new Failed(Optional.of(recording.session()), recheck.nextCheckAt(now));
        }
        errors.updateSound(recording.active().session().soundProblem());
        recording
                .session()
                .dueWarning(now)
                .ifPresent(remaining -> log.info("the recording ends in " + remaining.toSeconds() + " s"));
        if (recording.session().isOver(clock.now())) {
            log.info("the clock was set: the time of the interrupted recording is over");
            return stopRecording(recording);
        }
        return recording.session().remaining(now).isZero() ? afterSession(recording, now) : recording;
    }

    /** With {@code auto_start} the next recording has its first picture before this one is stopped, where the source permits that. */
    private Phase afterSession(Recording recording, long now) {
        if (!autoStart || shuttingDown || freeSpace.reasonNotToStart().isPresent()) {
            return stopRecording(recording);
        } else if (backend.canOverlap() && !overlapFailed) {
            return startAutomatically(now, Optional.of(recording));
        }
        stopping.stop(recording.active());
        return startAutomatically(now, Optional.empty());
    }

    /** Neither the video nor the next recording waits for that. */
    private Ready stopRecording(Recording recording) {
        stopping.stop(recording.active());
        return new Ready();
    }

    private Phase afterChecking(Checking checking, long now) {
        Task.TaskResult<Optional<String>> result = checking.task().result();
        Optional<String> sourceProblem =
                result.value().orElse(Optional.of(result.error())).or(freeSpace::reasonNotToStart);
        if (sourceProblem.isPresent()) {
            errors.update(sourceProblem.get());
            return new Failed(checking.sessionToResume(), recheck.nextCheckAt(now));
        }
        // The error stays until there is a picture: a camera that rejects a password can be reached, too.
        Optional<Session> sessionToResume = checking.sessionToResume().filter(session -> isWorthResuming(session, now));
        if (sessionToResume.isPresent()) {
            return startRecording(new StartRequest(sessionToResume.get(), true, Optional.empty()));
        } else if (autoStart && !shuttingDown) {
            return startAutomatically(now, Optional.empty());
        }
        errors.clear();
        return new Ready();
    }

    /** Executes a command; the reply says why it was refused. */
    public CommandReply execute(Command command) {
        return switch (command) {
            case Command.Start start -> start(start);
            case Command.Stop _ -> stop();
            case Command.Extend _ -> extend();
            case Command.Recover _ -> recover();
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
        transitionTo(
                startRecording(new StartRequest(Session.requested(clock.nanoTime(), length), false, Optional.empty())));
        setState(stateOf(phase));
        saveSession();
        return startReply.expect("starting a recording of " + length.toSeconds() + " s");
    }

    private CommandReply recover() {
        Optional<Phase> retry = phase.retriedAt(clock.nanoTime());
        retry.ifPresent(this::transitionTo);
        return new CommandReply(retry.isPresent(), retry.isPresent() ? "trying again" : refusalMessage("recover"));
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
        boolean wasStarting = phase instanceof Starting || phase instanceof AwaitingPicture;
        transitionTo(afterStop.get());
        setState(stateOf(phase));
        saveSession();
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
            case Recording recording -> Optional.of(stopRecording(recording));
            case Starting current -> Optional.of(new Starting(current.task(), current.request(), true));
            case AwaitingPicture waiting -> Optional.of(stopBeforeFirstPicture(waiting));
            case Opening current
            when current.sessionToResume().isPresent() -> Optional.of(new Opening(current.task(), Optional.empty()));
            case Closed current
            when current.sessionToResume().isPresent() -> Optional.of(new Closed(current.openAt(), Optional.empty()));
            case Failed current
            when current.sessionToResume().isPresent() -> Optional.of(new Failed(Optional.empty(), current.checkAt()));
            case Checking current
            when current.sessionToResume().isPresent() -> Optional.of(new Checking(current.task(), Optional.empty()));
            case Opening _, Closed _, Ready _, Failed _, Checking _ -> Optional.empty();
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
                + errors.current().map(reason -> " (" + reason + ")").orElse("");
    }

    /**
     * Stops the current recording, which becomes a video; no other recording is started. Check {@link #isIdle} after further ticks. Its
     * session is continued by the next run of the program, if there is one in time.
     */
    public void requestShutdown() {
        saveSession();
        shuttingDown = true;
        phaseAfterStop().ifPresent(this::transitionTo);
    }

    /** Whether nothing is being recorded or finished. */
    public boolean isIdle() {
        boolean recording = phase instanceof Recording || phase instanceof Starting || phase instanceof AwaitingPicture;
        return !recording && stopping.isEmpty() && !videoWork.isFinishing();
    }

    /** The current state. */
    public RecorderView view() {
        long now = clock.nanoTime();
        Optional<Recording> recording = phase.currentRecording();
        return new RecorderView(
                state,
                Duration.ofNanos(now - stateSince),
                errors.current().or(() -> phase instanceof Ready ? delay : Optional.empty()),
                errors.total(),
                recording.map(active -> active.active().rawFile().getFileName().toString()),
                recording.map(active -> active.active().session().bytes()),
                recording.map(active -> active.session().remaining(now)),
                recording.map(active -> active.session().length()));
    }

    private RecorderState stateOf(Phase current) {
        return switch (current) {
            case Opening _, Closed _ -> errors.isPresent() ? RecorderState.ERROR : RecorderState.BOOTING;
            case Failed _, Checking _ -> RecorderState.ERROR;
            case Ready _ when errors.isPresent() || delay.isPresent() -> RecorderState.ERROR;
            case Ready _ ->
                videoWork.isFinishing() || !stopping.isEmpty() ? RecorderState.PROCESSING : RecorderState.READY;
            case Starting _, AwaitingPicture _ -> errors.isPresent() ? RecorderState.ERROR : state;
            case Recording _ -> RecorderState.RECORDING;
        };
    }

    private void setState(RecorderState next) {
        if (next != state) {
            log.info("state " + state.label() + " → " + next.label()
                    + errors.current().map(reason -> ": " + reason).orElse(""));
            state = next;
            stateSince = clock.nanoTime();
        }
    }
}
