package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.service.Studio.Take;

/**
 * The recorder's states and what leads from one to another. {@link #tick} is called ten times a second by the main loop and never
 * waits; slow work is done by the worker. Not thread-safe.
 */
public final class Recorder {

    private static final Duration OPEN_AGAIN = Duration.ofSeconds(10);
    private static final Duration CHECK_AGAIN = Duration.ofSeconds(3);

    /** A source that fails again and again at once is asked more and more rarely: each try leaves a scrap of video. */
    private static final Duration LONGEST_CHECK_AGAIN = Duration.ofMinutes(1);

    private static final Duration LASTING = Duration.ofSeconds(30);
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(10);
    private static final Duration CLEAN_UP_EVERY = Duration.ofHours(1);

    /** Whoever has not ended by then hangs: a disk or a camera that gives no answer. */
    private static final Duration LONGEST_BEGIN = Duration.ofMinutes(3);

    /** A long recording on a slow card takes a quarter of an hour; a start may have several of them to salvage. */
    private static final Duration LONGEST_FINISH = Duration.ofMinutes(45);

    /** A shorter rest of a broken session is not worth a file. */
    private static final Duration LEAST_REST = Duration.ofSeconds(10);

    private final Studio studio;
    private final DiskWatch disk;
    private final SessionLengths lengths;
    private final boolean autoStart;
    private final ExecutorService worker;
    private final Clock clock;
    private final Log log;
    private Phase phase;
    private RecorderState state = RecorderState.BOOTING;
    private long stateSince;
    private long phaseSince;
    private long cleanedAt;
    private boolean salvageOwed;
    private boolean ending;
    private int errors;
    private int quickFailures;
    private long takeBegunAt;
    private Optional<String> error = Optional.empty();

    private sealed interface Phase {}

    private record Opening(Job<String> job) implements Phase {}

    /** The storage could not be opened; tried again at {@code again}. */
    private record Closed(long again) implements Phase {}

    private record Ready() implements Phase {}

    /**
     * The time of a session that does not go on from before begins with its first picture.
     *
     * @param stopped it was asked to end meanwhile: what has begun by then becomes a video at once
     */
    private record Beginning(Job<Take> job, Session session, boolean goesOn, boolean stopped) implements Phase {}

    private record Recording(Take take, Session session) implements Phase {}

    /** @param rest the session that goes on once the cause of {@code failure} is gone */
    private record Finishing(Job<String> job, Optional<String> failure, Optional<Session> rest) implements Phase {}

    private record Failed(Optional<Session> rest, long checkAt) implements Phase {}

    private record Checking(Job<Optional<String>> job, Optional<Session> rest) implements Phase {}

    /**
     * A recorder that begins with opening its storage.
     *
     * @param autoStart begin a recording whenever one is possible
     * @param worker of one thread
     */
    public Recorder(
            Studio studio,
            DiskWatch disk,
            SessionLengths lengths,
            boolean autoStart,
            ExecutorService worker,
            Clock clock,
            Log log) {
        this.studio = studio;
        this.disk = disk;
        this.lengths = lengths;
        this.autoStart = autoStart;
        this.worker = worker;
        this.clock = clock;
        this.log = log;
        this.stateSince = clock.nanoTime();
        this.phaseSince = clock.nanoTime();
        this.cleanedAt = clock.nanoTime();
        this.phase = new Opening(Job.begin(worker, studio::open));
    }

    /** One turn of the main loop. */
    public void tick() {
        long now = clock.nanoTime();
        become(next(now));
        overdue(now).ifPresent(this::fail);
        enter(stateOf(phase));
        boolean due = now - cleanedAt >= CLEAN_UP_EVERY.toNanos();
        // In an error, too: a full disk is one, and what retention allows to remove makes room.
        if ((due && (phase instanceof Ready || phase instanceof Failed)) || (salvageOwed && phase instanceof Ready)) {
            cleanUp(now);
        }
    }

    private void become(Phase next) {
        if (!next.equals(phase)) {
            phase = next;
            phaseSince = clock.nanoTime();
        }
    }

    /** Why the slow work of this phase will hardly end any more, in words, once: it is waited for all the same. */
    private Optional<String> overdue(long now) {
        Duration limit = switch (phase) {
            case Beginning _, Checking _ -> LONGEST_BEGIN;
            case Opening _, Finishing _ -> LONGEST_FINISH;
            case Closed _, Ready _, Recording _, Failed _ -> Duration.ZERO;
        };
        boolean hangs = !limit.isZero() && now - phaseSince >= limit.toNanos();
        return hangs && error.isEmpty()
                ? Optional.of("no answer for " + limit.toMinutes() + " min while "
                        + (limit.equals(LONGEST_BEGIN) ? "beginning a recording" : "making videos")
                        + ": the disk or the camera hangs")
                : Optional.empty();
    }

    private Phase next(long now) {
        return switch (phase) {
            case Opening opening -> opening.job().isDone() ? opened(opening, now) : opening;
            case Closed closed -> now - closed.again() >= 0 ? new Opening(Job.begin(worker, studio::open)) : closed;
            case Ready ready -> ready(ready, now);
            case Beginning beginning -> beginning.job().isDone() ? begun(beginning, now) : beginning;
            case Recording recording -> recording(recording, now);
            case Finishing finishing -> finishing.job().isDone() ? finished(finishing, now) : finishing;
            case Failed failed ->
                now - failed.checkAt() >= 0
                        ? new Checking(Job.begin(worker, () -> studio.obstacle(CHECK_LIMIT)), failed.rest())
                        : failed;
            case Checking checking -> checking.job().isDone() ? checked(checking, now) : checking;
        };
    }

    private Phase opened(Opening opening, long now) {
        Job.Outcome<String> outcome = opening.job().outcome();
        if (outcome.result().isPresent()) {
            log.info(outcome.result().get());
            return new Ready();
        }
        fail(outcome.problem());
        return new Closed(now + OPEN_AGAIN.toNanos());
    }

    private Phase ready(Ready ready, long now) {
        Optional<String> full = disk.refusal();
        if (full.isPresent() && error.isEmpty()) {
            fail(full.get());
        } else if (full.isEmpty() && error.isPresent()) {
            recovered();
        }
        return autoStart && full.isEmpty() && !ending ? begin(new Session(now, lengths.standard()), false) : ready;
    }

    private Beginning begin(Session session, boolean goesOn) {
        return new Beginning(Job.begin(worker, studio::begin), session, goesOn, false);
    }

    private Phase begun(Beginning beginning, long now) {
        Job.Outcome<Take> outcome = beginning.job().outcome();
        if (outcome.result().isPresent()) {
            recovered();
            takeBegunAt = now;
            Session session = beginning.goesOn()
                    ? beginning.session()
                    : new Session(now, beginning.session().length());
            log.info("recording to " + outcome.result().get().raw().getFileName() + " for "
                    + session.left(now).toSeconds() + " s");
            Recording recording = new Recording(outcome.result().get(), session);
            return beginning.stopped() ? finish(recording, Optional.empty(), Optional.empty()) : recording;
        }
        fail(outcome.problem());
        quickFailures++;
        return new Failed(beginning.stopped() ? Optional.empty() : Optional.of(beginning.session()), checkAgainAt(now));
    }

    private Phase recording(Recording recording, long now) {
        Optional<String> broken = recording
                .take()
                .session()
                .problem()
                .map(problem -> problem.reason())
                .or(disk::emergency);
        if (broken.isPresent()) {
            quickFailures = now - takeBegunAt < LASTING.toNanos() ? quickFailures + 1 : 0;
            fail(broken.get());
            return finish(recording, broken, Optional.of(recording.session()));
        }
        recording
                .session()
                .dueWarning(now)
                .ifPresent(left -> log.warn("the recording ends in " + left.toSeconds() + " s"));
        return recording.session().left(now).isZero()
                ? finish(recording, Optional.empty(), Optional.empty())
                : recording;
    }

    private Finishing finish(Recording recording, Optional<String> failure, Optional<Session> rest) {
        return new Finishing(Job.begin(worker, () -> studio.finish(recording.take())), failure, rest);
    }

    private Phase finished(Finishing finishing, long now) {
        Job.Outcome<String> outcome = finishing.job().outcome();
        outcome.result().ifPresent(log::info);
        if (outcome.result().isEmpty()) {
            fail(outcome.problem());
            // The raw recording was kept: it becomes a video as soon as nothing is in the way any more.
            salvageOwed = true;
            return new Failed(finishing.rest(), checkAgainAt(now));
        } else if (finishing.failure().isPresent()) {
            return new Failed(finishing.rest(), checkAgainAt(now));
        }
        return new Ready();
    }

    private Phase checked(Checking checking, long now) {
        Job.Outcome<Optional<String>> outcome = checking.job().outcome();
        Optional<String> obstacle =
                outcome.result().orElse(Optional.of(outcome.problem())).or(disk::refusal);
        if (obstacle.isPresent()) {
            error = obstacle;
            return new Failed(checking.rest(), checkAgainAt(now));
        }
        boolean goesOn = !ending
                && checking.rest()
                        .filter(rest -> rest.left(now).compareTo(LEAST_REST) > 0)
                        .isPresent();
        if (goesOn) {
            log.info("the cause is gone: the recording goes on in another file");
            return begin(checking.rest().orElseThrow(), true);
        }
        recovered();
        return new Ready();
    }

    private long checkAgainAt(long now) {
        Duration pause = CHECK_AGAIN.multipliedBy(1L << Math.clamp(quickFailures - 1L, 0, 5));
        return now + (pause.compareTo(LONGEST_CHECK_AGAIN) > 0 ? LONGEST_CHECK_AGAIN : pause).toNanos();
    }

    /** Carries out a command, or says why not. */
    public Reply command(Command command) {
        return switch (command) {
            case Command.Start start -> start(start);
            case Command.Stop _ -> stop();
            case Command.Extend _ -> extend();
            case Command.Salvage _ -> salvage();
        };
    }

    private Reply start(Command.Start start) {
        Duration length = start.length().orElse(lengths.standard());
        if (length.compareTo(lengths.longest()) > 0 || !length.isPositive()) {
            return new Reply(
                    false, "a recording lasts at most " + lengths.longest().toMinutes() + " min");
        } else if (!(phase instanceof Ready)) {
            return new Reply(false, refusal("start"));
        }
        Optional<String> full = disk.refusal();
        if (full.isPresent()) {
            return new Reply(false, full.get());
        }
        become(begin(new Session(clock.nanoTime(), length), false));
        enter(stateOf(phase));
        return new Reply(true, "recording for " + length.toSeconds() + " s");
    }

    private Reply salvage() {
        // Never while something is recorded: what grows would be taken for what was left.
        if (phase instanceof Ready || phase instanceof Failed) {
            cleanUp(clock.nanoTime());
            return new Reply(true, "begun: what becomes of each is in the log (peace logs recorder)");
        }
        return new Reply(false, refusal("salvage"));
    }

    private Reply stop() {
        Optional<Phase> stopped = stopped();
        if (stopped.isEmpty()) {
            return new Reply(false, refusal("stop"));
        }
        boolean recorded = phase instanceof Recording;
        boolean begins = phase instanceof Beginning;
        become(stopped.get());
        enter(stateOf(phase));
        return new Reply(
                true,
                recorded
                        ? "the recording has ended; it becomes a video now"
                        : begins
                                ? "the recording ends as soon as it has begun"
                                : "the interrupted recording does not go on");
    }

    /** The phase that follows when nothing shall be recorded any more; empty when nothing is, or would go on. */
    private Optional<Phase> stopped() {
        return switch (phase) {
            case Recording recording -> Optional.of(finish(recording, Optional.empty(), Optional.empty()));
            case Beginning it -> Optional.of(new Beginning(it.job(), it.session(), it.goesOn(), true));
            case Finishing it
            when it.rest().isPresent() -> Optional.of(new Finishing(it.job(), it.failure(), Optional.empty()));
            case Failed it when it.rest().isPresent() -> Optional.of(new Failed(Optional.empty(), it.checkAt()));
            case Checking it when it.rest().isPresent() -> Optional.of(new Checking(it.job(), Optional.empty()));
            case Opening _, Closed _, Ready _, Finishing _, Failed _, Checking _ -> Optional.empty();
        };
    }

    private Reply extend() {
        if (!(phase instanceof Recording recording)) {
            return new Reply(false, refusal("extend"));
        }
        return recording
                .session()
                .extend(lengths)
                .map(length -> new Reply(
                        true,
                        "the recording lasts " + length.toSeconds() + " s now, "
                                + recording.session().left(clock.nanoTime()).toSeconds() + " s of it are left"))
                .orElse(new Reply(
                        false,
                        "it has its greatest length already, "
                                + lengths.longest().toMinutes() + " min"));
    }

    private String refusal(String command) {
        return "cannot " + command + " now: the recorder is in state " + state.word()
                + error.map(why -> " (" + why + ")").orElse("");
    }

    /**
     * Begins to end what is being recorded, so that it becomes a video; nothing begins any more. Ask {@link #isAtRest} after the next
     * ticks.
     */
    public void finishUp() {
        ending = true;
        stopped().ifPresent(this::become);
    }

    /** Nothing is being recorded or finished. */
    public boolean isAtRest() {
        return !(phase instanceof Recording || phase instanceof Finishing || phase instanceof Beginning);
    }

    /** How it is now. */
    public RecorderView view() {
        long now = clock.nanoTime();
        Optional<Recording> recording = phase instanceof Recording now2 ? Optional.of(now2) : Optional.empty();
        return new RecorderView(
                state,
                Duration.ofNanos(now - stateSince),
                error,
                errors,
                recording.map(r -> r.take().raw().getFileName().toString()),
                recording.map(r -> r.take().session().bytes()),
                recording.map(r -> r.session().left(now)),
                recording.map(r -> r.session().length()));
    }

    private RecorderState stateOf(Phase current) {
        return switch (current) {
            case Opening _ -> error.isPresent() ? RecorderState.ERROR : RecorderState.BOOTING;
            case Closed _, Failed _, Checking _ -> RecorderState.ERROR;
            case Ready _ -> error.isPresent() ? RecorderState.ERROR : RecorderState.READY;
            case Beginning _ -> error.isPresent() ? RecorderState.ERROR : state;
            case Recording _ -> RecorderState.RECORDING;
            case Finishing finishing ->
                finishing.failure().isPresent() || error.isPresent() ? RecorderState.ERROR : RecorderState.PROCESSING;
        };
    }

    private void enter(RecorderState next) {
        if (next != state) {
            log.info("state " + state.word() + " → " + next.word()
                    + error.map(why -> ": " + why).orElse(""));
            state = next;
            stateSince = clock.nanoTime();
        }
    }

    private void fail(String why) {
        log.error(why);
        error = Optional.of(why);
        errors++;
        worker.execute(() -> {
            try {
                studio.countError();
            } catch (StudioException notCounted) {
                log.warn("the error is not counted for ever: " + notCounted.getMessage());
            }
        });
    }

    private void recovered() {
        if (error.isPresent()) {
            log.info("the cause of the error is gone");
            error = Optional.empty();
        }
    }

    private void cleanUp(long now) {
        cleanedAt = now;
        salvageOwed = false;
        worker.execute(() -> {
            try {
                studio.cleanUp().ifPresent(log::info);
            } catch (StudioException problem) {
                log.warn("clean-up: " + problem.getMessage());
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
