package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.watchdog.events.EventKind;
import peaceofmind.watchdog.policy.ServiceState.Acting;
import peaceofmind.watchdog.policy.ServiceState.Action;
import peaceofmind.watchdog.policy.ServiceState.Phase;
import peaceofmind.watchdog.policy.ServiceState.Stopped;
import peaceofmind.watchdog.policy.ServiceState.Verifying;
import peaceofmind.watchdog.policy.ServiceState.Watched;

/** One service in the making of one decision: what the look showed is taken in, then judged. */
final class ServiceTurn {

    /** An order whose end nobody told counts as failed after this long; each has a far shorter limit of its own. */
    private static final Duration MAX_ACTION = Duration.ofMinutes(5);

    private final Turn turn;
    private final ServicePolicy policy;
    private final ServiceSight sight;
    private final boolean firstLook;
    private Phase phase;
    private Duration silence;
    private boolean beatenSinceStart;
    private Duration healthy;
    private Duration inError;
    private Duration failed;
    private Duration sinceTry;
    private int fruitless;
    private Optional<String> run;
    private boolean staleNoted;
    private StartsByOthers others;

    ServiceTurn(Turn turn, ServicePolicy policy, ServiceSight sight, Optional<ServiceState> before) {
        this.turn = turn;
        this.policy = policy;
        this.sight = sight;
        this.firstLook = before.isEmpty();
        ServiceState last = before.orElse(ServiceState.UNSEEN);
        this.phase = last.phase();
        this.silence = last.silence();
        this.beatenSinceStart = last.beatenSinceStart();
        this.healthy = last.healthy();
        this.inError = last.inError();
        this.failed = last.failed();
        this.sinceTry = last.sinceTry();
        this.fruitless = last.fruitless();
        this.run = last.run();
        this.staleNoted = last.staleNoted();
        this.others = last.others();
    }

    String name() {
        return policy.name();
    }

    ServiceState state() {
        return new ServiceState(
                phase,
                silence,
                beatenSinceStart,
                healthy,
                inError,
                failed,
                sinceTry,
                fruitless,
                run,
                staleNoted,
                others);
    }

    Phase phase() {
        return phase;
    }

    /** Takes in what this look showed. */
    void observe(Duration step) {
        Optional<OrderResult> result = turn.result(name());
        sinceTry = sinceTry.plus(step);
        silence = silence.plus(step);
        inError = inError.isZero() ? inError : inError.plus(step);
        advance(result, step);
        noticeStart();
        noticeUnit(step);
        // A change seen now may be the last word of the run before: it is where the comparison begins.
        if (sight.pulse() instanceof Pulse.Beat beat && !firstLook && result.isEmpty()) {
            beaten(beat);
        }
        noticeHealth(step);
    }

    private void advance(Optional<OrderResult> result, Duration step) {
        switch (phase) {
            case Acting acting -> {
                Duration elapsed = acting.elapsed().plus(step);
                if (result.isPresent()) {
                    finished(acting.action(), result.get());
                } else if (elapsed.compareTo(MAX_ACTION) >= 0) {
                    finished(acting.action(), new OrderResult(name(), false, "nothing was heard of it"));
                } else {
                    phase = new Acting(acting.action(), elapsed);
                }
            }
            case Verifying verifying -> {
                Duration elapsed = verifying.elapsed().plus(step);
                phase = new Verifying(elapsed);
                if (elapsed.compareTo(policy.verifyWithin()) > 0) {
                    phase = new Watched();
                    String what = "no heartbeat within " + Words.of(policy.verifyWithin());
                    note(
                            EventKind.RESTART_FAILED,
                            what + " after the restart",
                            "would have been restarted in vain: " + what);
                }
            }
            case Watched _, Stopped _ -> {}
        }
    }

    private void finished(Action action, OrderResult result) {
        expectStart();
        if (action == Action.RESTART && result.done()) {
            phase = new Verifying(Duration.ZERO);
        } else if (action == Action.STOP && result.done()) {
            phase = new Stopped();
        } else {
            phase = new Watched();
        }
        if (!result.done()) {
            EventKind kind = action == Action.RESTART ? EventKind.RESTART_FAILED : EventKind.REFUSED;
            note(kind, action.name().toLowerCase(Locale.ROOT) + " could not be carried out: " + result.detail());
        }
    }

    /** From now on the start grace counts. */
    void expectStart() {
        silence = Duration.ZERO;
        beatenSinceStart = false;
        inError = Duration.ZERO;
        failed = Duration.ZERO;
    }

    /** It gets its full limit from now on. */
    void restartCounting() {
        silence = Duration.ZERO;
        failed = Duration.ZERO;
        inError = Duration.ZERO;
    }

    private void noticeStart() {
        boolean another = sight.run().isPresent() && !sight.run().equals(run);
        if (another && !firstLook && phase instanceof Watched) {
            // The first one of all is only its start.
            if (run.isPresent()) {
                startedByOthers();
            }
            // A service that only ever crashes would otherwise get a new grace with each start, for ever.
            if (beatenSinceStart) {
                expectStart();
            }
        }
        if (sight.run().isPresent()) {
            run = sight.run();
        }
        if (others.unstable() && startsByOthers() == 0) {
            others = others.withUnstable(false);
            note(EventKind.SERVICE_STATE, "calm again: not started anew for " + Words.of(policy.restartWindow()));
        }
    }

    /** Each start is told, until they are too many: then that is told, once, so that they don't push all else out of the journal. */
    private void startedByOthers() {
        others = others.with(turn.now());
        if (others.unstable()) {
            return;
        }
        if (startsByOthers() < StartsByOthers.TOO_MANY) {
            note(EventKind.SERVICE_STATE, "it was started anew, not by the watchdog");
            return;
        }
        others = others.withUnstable(true);
        note(
                EventKind.SERVICE_STATE,
                "starts again and again: " + startsByOthers() + " times in " + Words.of(policy.restartWindow())
                        + ", not by the watchdog; further starts are not told until it is calm");
    }

    private int startsByOthers() {
        return others.since(turn.now().minus(policy.restartWindow()));
    }

    private void noticeUnit(Duration step) {
        boolean runs = sight.unit() == UnitState.ACTIVE || sight.unit() == UnitState.ACTIVATING;
        boolean hasFailed = sight.unit() == UnitState.FAILED || sight.unit() == UnitState.START_LIMIT_HIT;
        failed = hasFailed ? failed.plus(step) : Duration.ZERO;
        if (phase instanceof Stopped && runs) {
            phase = new Watched();
            expectStart();
            stoppedByOperator(false);
            note(EventKind.OPERATOR_STARTED, "it runs again, and is watched again");
        } else if ((phase instanceof Watched || phase instanceof Verifying) && isStopped(hasFailed)) {
            phase = new Stopped();
            staleNoted = false;
            note(
                    EventKind.OPERATOR_STOPPED,
                    "it does not run because it was stopped, not because it failed: left alone");
        }
    }

    private boolean isStopped(boolean hasFailed) {
        // While its manager gives no answer, what is remembered is all that is known.
        boolean mayBeStopped = hasFailed || sight.unit() == UnitState.UNKNOWN;
        return sight.unit() == UnitState.STOPPED || (mayBeStopped && history().stoppedByOperator());
    }

    private void beaten(Pulse.Beat beat) {
        if (phase instanceof Verifying verifying) {
            phase = new Watched();
            String since = Words.of(verifying.elapsed());
            if (turn.policy().dryRun()) {
                note(EventKind.RECOVERED, "beats again by itself, " + since + " after it would have been restarted");
            } else {
                note(EventKind.RESTART_VERIFIED, "beats again, " + since + " after the restart");
            }
        } else if (staleNoted && phase instanceof Watched) {
            note(EventKind.RECOVERED, "beats again after " + Words.of(silence));
        }
        if (phase instanceof Watched) {
            silence = Duration.ZERO;
            beatenSinceStart = true;
            fruitless = 0;
            staleNoted = false;
            // It may have been started while the watchdog did not look: what runs is not stopped.
            stoppedByOperator(false);
            if (!beat.error()) {
                inError = Duration.ZERO;
            } else if (inError.isZero()) {
                inError = Duration.ofMillis(1);
                note(EventKind.ERROR_STATE, "it is alive and says that it can't do its work");
            }
        }
    }

    private void noticeHealth(Duration step) {
        boolean beating = phase instanceof Watched && beatenSinceStart && silence.compareTo(policy.staleAfter()) < 0;
        healthy = beating ? healthy.plus(step) : Duration.ZERO;
        Duration normalAfter = turn.policy().device().normalAfter();
        if (history().gaveUpAt().isPresent() && healthy.compareTo(normalAfter) >= 0) {
            history(new ServiceHistory(List.of(), Optional.empty(), false));
            String why = "healthy for " + Words.of(normalAfter);
            note(EventKind.NORMAL_AGAIN, why + ": back to normal", "would be back to normal: " + why);
        }
    }

    /** Orders what has become due. */
    void judge() {
        // A stop has its time; one that does not end is a process that can't be ended, and no reason to wait for ever.
        boolean stopping = sight.unit() == UnitState.DEACTIVATING && silence.compareTo(MAX_ACTION) < 0;
        if (!(phase instanceof Watched) || stopping) {
            return;
        }
        Optional<Cause> cause = Cause.find(policy, sight, state());
        if (cause.isEmpty()) {
            return;
        }
        boolean held = turn.history().holds().stream().anyMatch(hold -> hold.covers(name()));
        if (!staleNoted) {
            staleNoted = true;
            note(EventKind.STALE, cause.get().reason() + (held ? "; left alone because of a hold" : ""));
        }
        if (!held) {
            Escalation.next(turn, this, cause.get());
        }
    }

    int restartsInWindow() {
        return history().restartsSince(turn.now().minus(policy.restartWindow()));
    }

    int fruitless() {
        return fruitless;
    }

    Duration sinceTry() {
        return sinceTry;
    }

    ServicePolicy policy() {
        return policy;
    }

    /** Restarts it because of what was seen; counted before it is done. */
    void restart(Cause cause) {
        history(history().withRestart(turn.now()));
        sinceTry = Duration.ZERO;
        fruitless++;
        String reason = cause.reason() + ": restart " + restartsInWindow() + " in " + Words.of(policy.restartWindow())
                + " (" + policy.maxRestarts() + " before a reboot is due)";
        if (turn.policy().dryRun()) {
            note(EventKind.DRY_RUN, "would restart: " + reason);
            expectStart();
            phase = new Verifying(Duration.ZERO);
            return;
        }
        turn.history(turn.history().withTotals(turn.history().totals().withRestart(name())));
        act(new Order.Restart(name(), cause.kill(), reason), Action.RESTART);
        note(EventKind.RESTART, reason);
    }

    /** Gives an order; until its end is told, there is no other. */
    void act(Order order, Action action) {
        phase = new Acting(action, Duration.ZERO);
        healthy = Duration.ZERO;
        turn.order(order);
    }

    boolean isMissing() {
        return sight.unit() == UnitState.MISSING;
    }

    /** Whether a person's restart should not wait for its reaction. */
    boolean isSilent() {
        return staleNoted || silence.compareTo(policy.staleAfter()) >= 0;
    }

    void gaveUp(boolean value) {
        history(history().withGaveUpAt(value ? Optional.of(turn.now()) : Optional.empty()));
    }

    void stoppedByOperator(boolean value) {
        if (history().stoppedByOperator() != value) {
            history(history().withStoppedByOperator(value));
        }
    }

    ServiceHistory history() {
        return turn.history().service(name());
    }

    private void history(ServiceHistory changed) {
        turn.history(turn.history().withService(name(), changed));
    }

    void note(EventKind kind, String reason) {
        turn.note(kind, Optional.of(name()), reason);
    }

    /** With other words, and as another kind, when a dry run only thinks of what was done. */
    void note(EventKind kind, String reason, String inDryRun) {
        boolean dry = turn.policy().dryRun();
        note(dry ? EventKind.DRY_RUN : kind, dry ? inDryRun : reason);
    }
}
