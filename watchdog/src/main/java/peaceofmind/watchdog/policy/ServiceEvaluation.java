// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.contract.event.EventKind;
import peaceofmind.watchdog.policy.ServiceState.Acting;
import peaceofmind.watchdog.policy.ServiceState.Action;
import peaceofmind.watchdog.policy.ServiceState.Phase;
import peaceofmind.watchdog.policy.ServiceState.Stopped;
import peaceofmind.watchdog.policy.ServiceState.Verifying;
import peaceofmind.watchdog.policy.ServiceState.Watched;

/** Evaluates one service: takes in the observation, then decides. */
final class ServiceEvaluation {

    /** A unit that takes longer to stop than this is not stopping, it hangs. */
    private static final Duration MAX_STOP_TIME = Duration.ofMinutes(5);

    private final PolicyEvaluation evaluation;
    private final ServicePolicy policy;
    private final ServiceObservation observation;
    private final IncidentNotes incidents;
    private final boolean firstObservation;
    private Phase phase;
    private Duration silence;
    private boolean beatenSinceStart;
    private Duration healthyFor;
    private Duration inErrorFor;
    private Duration failedFor;
    private Duration sinceLastRestart;
    private Optional<String> runId;
    private boolean staleReported;
    private HeartbeatFault heartbeatFault;
    private final ExternalStartNotes externalStarts;
    private final SecondInstanceNotes secondInstance;
    private Duration lastGoodBeat;
    private Duration lastBeat;

    ServiceEvaluation(
            PolicyEvaluation evaluation,
            ServicePolicy policy,
            ServiceObservation observation,
            Optional<ServiceState> before) {
        this.evaluation = evaluation;
        this.policy = policy;
        this.observation = observation;
        this.firstObservation = before.isEmpty();
        ServiceState previous = before.orElse(ServiceState.INITIAL);
        this.incidents = new IncidentNotes(evaluation, policy, previous.reportedFaults());
        this.phase = previous.phase();
        this.silence = previous.silence();
        this.beatenSinceStart = previous.beatenSinceStart();
        this.healthyFor = previous.healthyFor();
        this.inErrorFor = previous.inErrorFor();
        this.failedFor = previous.failedFor();
        this.sinceLastRestart = previous.sinceLastRestart();
        this.runId = previous.runId();
        this.staleReported = previous.staleReported();
        this.heartbeatFault = previous.heartbeatFault();
        this.externalStarts = new ExternalStartNotes(evaluation, policy, previous.externalRestarts(), this::note);
        this.secondInstance = new SecondInstanceNotes(evaluation, policy, previous.secondInstance(), this::note);
        this.lastGoodBeat = before.map(ServiceState::lastGoodBeat).orElse(evaluation.now());
        this.lastBeat = before.map(ServiceState::lastBeat).orElseGet(this::lastBeatBeforeFirstTick);
    }

    /** The later of what is remembered and what the file shows of a time without a watchdog; now, where nothing is known. */
    private Duration lastBeatBeforeFirstTick() {
        Duration now = evaluation.now();
        return Stream.concat(
                        history().lastBeat().filter(at -> at.compareTo(now) <= 0).stream(),
                        observation
                                .heartbeatAge()
                                .map(age -> age.compareTo(now) < 0 ? now.minus(age) : Duration.ZERO)
                                .stream())
                .max(Comparator.naturalOrder())
                .orElse(now);
    }

    String name() {
        return policy.name();
    }

    ServiceState state() {
        return new ServiceState(
                phase,
                silence,
                beatenSinceStart,
                healthyFor,
                inErrorFor,
                failedFor,
                sinceLastRestart,
                runId,
                staleReported,
                heartbeatFault,
                externalStarts.starts(),
                secondInstance.instance(),
                incidents.reportedFaults(),
                lastGoodBeat,
                lastBeat);
    }

    Phase phase() {
        return phase;
    }

    /** Updates the state from the observation. */
    void observe(Duration step) {
        Optional<OrderResult> result = evaluation.result(name());
        sinceLastRestart = sinceLastRestart.plus(step);
        // Nobody can say for how long a service that can't be watched has been silent; then it gets its full limit.
        silence = isInconclusive() ? Duration.ZERO : silence.plus(step);
        inErrorFor = inErrorFor.isZero() ? inErrorFor : inErrorFor.plus(step);
        advance(result, step);
        detectStart();
        updateUnit(step);
        if (observation.heartbeat().isAlive() && !firstObservation) {
            lastBeat = evaluation.now();
            if (history().lastBeat().isPresent()) {
                history(history().withLastBeat(Optional.empty()));
            }
        }
        // A change seen now may be the last word of the run before: the comparison starts there.
        if (observation.heartbeat().isAlive() && !firstObservation && result.isEmpty()) {
            onBeat();
        }
        updateHeartbeatFault(step);
        secondInstance.observe(observation.heartbeat());
        updateHealth(step);
        if (phase instanceof Stopped) {
            // What is stopped on purpose misses no beat.
            lastGoodBeat = evaluation.now();
        }
    }

    private void advance(Optional<OrderResult> result, Duration step) {
        switch (phase) {
            case Acting acting -> {
                Duration elapsed = acting.elapsed().plus(step);
                if (result.isPresent()) {
                    orderFinished(acting.action(), result.get());
                } else if (elapsed.compareTo(policy.actionLimit()) >= 0) {
                    orderFinished(
                            acting.action(),
                            new OrderResult(name(), false, "no result within " + Durations.format(elapsed)));
                } else {
                    phase = new Acting(acting.action(), elapsed);
                }
            }
            case Verifying verifying -> {
                Duration elapsed = verifying.elapsed().plus(step);
                phase = new Verifying(elapsed);
                if (elapsed.compareTo(policy.verifyWithin()) > 0) {
                    phase = new Watched();
                    String message = "no heartbeat within " + Durations.format(policy.verifyWithin());
                    note(
                            EventKind.RESTART_FAILED,
                            message + " after the restart",
                            "would have been restarted in vain: " + message);
                }
            }
            case Watched _, Stopped _ -> {}
        }
    }

    private void orderFinished(Action action, OrderResult result) {
        expectStart();
        if (action == Action.RESTART && result.done()) {
            phase = new Verifying(Duration.ZERO);
        } else if (action == Action.STOP && result.done()) {
            phase = new Stopped();
            note(EventKind.OPERATOR_STOPPED, "it was stopped as asked for: left alone");
        } else {
            phase = new Watched();
        }
        if (!result.done()) {
            EventKind kind = action == Action.RESTART ? EventKind.RESTART_FAILED : EventKind.REFUSED;
            note(kind, action.name().toLowerCase(Locale.ROOT) + " failed: " + result.detail());
        }
    }

    /** From now on the start grace counts. */
    void expectStart() {
        silence = Duration.ZERO;
        beatenSinceStart = false;
        inErrorFor = Duration.ZERO;
        failedFor = Duration.ZERO;
        heartbeatFault = HeartbeatFault.NONE;
    }

    /** It gets its full limit from now on. */
    void resetTimers() {
        silence = Duration.ZERO;
        failedFor = Duration.ZERO;
        inErrorFor = Duration.ZERO;
    }

    private void detectStart() {
        boolean newRun = observation.runId().isPresent() && !observation.runId().equals(runId);
        if (newRun && !firstObservation && phase instanceof Watched) {
            // The first one of all is only its start.
            if (runId.isPresent()) {
                externalStarts.started();
            }
            if (observation.beatenInRun()) {
                // Its start is noticed seconds after its first beat: it needs no grace any more.
                inErrorFor = Duration.ZERO;
            } else if (beatenSinceStart) {
                // A service that only ever crashes would otherwise get a new grace with each start, for ever.
                expectStart();
            }
        }
        if (observation.runId().isPresent()) {
            runId = observation.runId();
        }
        externalStarts.noteCalm();
    }

    private void updateUnit(Duration step) {
        boolean runs = observation.unit() == UnitState.ACTIVE || observation.unit() == UnitState.ACTIVATING;
        boolean hasFailed = observation.unit() == UnitState.FAILED || observation.unit() == UnitState.START_LIMIT_HIT;
        failedFor = hasFailed ? failedFor.plus(step) : Duration.ZERO;
        if (phase instanceof Stopped && runs) {
            phase = new Watched();
            expectStart();
            setStoppedByOperator(false);
            note(EventKind.OPERATOR_STARTED, "it runs again, and is watched again");
        } else if ((phase instanceof Watched || phase instanceof Verifying) && isStopped(hasFailed)) {
            phase = new Stopped();
            staleReported = false;
            note(
                    EventKind.OPERATOR_STOPPED,
                    "it does not run because it was stopped, not because it failed: left alone");
        }
    }

    private boolean isStopped(boolean hasFailed) {
        // While its manager does not respond, only the recorded state is known.
        boolean mayBeStopped = hasFailed || observation.unit() == UnitState.UNKNOWN;
        return observation.unit() == UnitState.STOPPED
                || (mayBeStopped && history().stoppedByOperator());
    }

    private void onBeat() {
        boolean error = observation.heartbeat() instanceof HeartbeatObservation.Beat beat && beat.error();
        boolean readable = observation.heartbeat() instanceof HeartbeatObservation.Beat;
        // Content that can't be read says nothing new about what was reported before.
        boolean good = readable
                ? !error
                : inErrorFor.isZero() && heartbeatFault.report().isEmpty();
        Optional<Duration> sinceRestart = Optional.empty();
        if (phase instanceof Verifying verifying) {
            phase = new Watched();
            sinceRestart = Optional.of(verifying.elapsed());
        }
        if (phase instanceof Watched) {
            if (error) {
                beatenInError(sinceRestart);
            } else if (good) {
                beatenWell(sinceRestart);
            }
            heartbeatFault = readable ? HeartbeatFault.NONE : heartbeatFault;
            silence = Duration.ZERO;
            beatenSinceStart = true;
            history(history().reported());
            staleReported = false;
            // It may have been started while the watchdog did not run: what runs is not stopped.
            setStoppedByOperator(false);
        }
        if (good) {
            lastGoodBeat = evaluation.now();
        }
    }

    /** Reported once it has lasted for the limit: a writer that is caught half-way now and then is no alarm. */
    private void updateHeartbeatFault(Duration step) {
        heartbeatFault =
                phase instanceof Watched ? heartbeatFault.next(observation.heartbeat(), step) : HeartbeatFault.NONE;
        Optional<HeartbeatFault.Report> due = heartbeatFault.due(observation.heartbeat(), policy.staleAfter());
        if (due.isEmpty()) {
            return;
        }
        heartbeatFault = heartbeatFault.reported(due.get());
        incidents.noteFault(due.get().event(), heartbeatFault.describe(due.get()), lastGoodBeat);
        if (due.get().isInconclusive()) {
            saveLastBeat();
        } else {
            // What it last reported is out of date.
            inErrorFor = Duration.ZERO;
        }
    }

    /** Saved once, when it matters: each beat would wear the disk. */
    private void saveLastBeat() {
        if (history().lastBeat().isEmpty()) {
            history(history().withLastBeat(Optional.of(lastBeat)));
        }
    }

    private void beatenInError(Optional<Duration> sinceRestart) {
        if (!inErrorFor.isZero()) {
            return;
        }
        inErrorFor = Duration.ofMillis(1);
        if (sinceRestart.isPresent()) {
            String since = Durations.format(sinceRestart.get());
            note(
                    EventKind.ERROR_STATE,
                    "it beats again, " + since + " after the restart, but says that it can't do its work");
        } else {
            incidents.noteFault(EventKind.ERROR_STATE, "it is alive and says that it can't do its work", lastGoodBeat);
        }
    }

    private void beatenWell(Optional<Duration> sinceRestart) {
        boolean erred = !inErrorFor.isZero();
        inErrorFor = Duration.ZERO;
        if (sinceRestart.isPresent() && !evaluation.policy().dryRun()) {
            String after = incidents.isOpen() ? without(" and ", " without a good beat") : "";
            note(
                    EventKind.RESTART_VERIFIED,
                    "beats again, " + Durations.format(sinceRestart.get()) + " after the restart" + after);
        } else if (sinceRestart.isPresent()) {
            String since = Durations.format(sinceRestart.get());
            note(EventKind.RECOVERED, "beats again on its own, " + since + " after it would have been restarted");
        } else if (!incidents.endsWithGoodBeat()) {
            return;
        } else if (incidents.isOpen() && erred) {
            note(EventKind.RECOVERED, "its error state is over" + without(", after ", ""));
        } else if (incidents.isOpen() && heartbeatFault.report().isPresent()) {
            note(EventKind.RECOVERED, heartbeatFault.report().get().recovery() + without(", after ", ""));
        } else if (incidents.isOpen()) {
            note(EventKind.RECOVERED, "it beats" + without(" again after ", ""));
        }
    }

    private String without(String before, String after) {
        return incidents
                .sinceGoodBeat(lastGoodBeat)
                .map(time -> before + Durations.format(time) + after)
                .orElse("");
    }

    private void updateHealth(Duration step) {
        boolean beating = phase instanceof Watched
                && beatenSinceStart
                && !isInconclusive()
                && silence.compareTo(policy.staleAfter()) < 0;
        healthyFor = beating ? healthyFor.plus(step) : Duration.ZERO;
        Duration normalAfter = evaluation.policy().device().normalAfter();
        if (healthyFor.compareTo(normalAfter) < 0) {
            return;
        }
        if (history().gaveUpAt().isEmpty() && history().instability().isEmpty()) {
            return;
        }
        String reason = "healthy for " + Durations.format(normalAfter);
        if (history().gaveUpAt().isPresent()) {
            note(EventKind.NORMAL_AGAIN, reason + ": back to normal", "would be back to normal: " + reason);
        } else {
            note(EventKind.SERVICE_STATE, "stable again: " + reason);
        }
        history(ServiceHistory.EMPTY);
    }

    /** Orders what has become due. */
    void evaluate() {
        // A stop may take its time, but a process that cannot be stopped is no reason to wait for ever.
        boolean stopping = observation.unit() == UnitState.DEACTIVATING && silence.compareTo(MAX_STOP_TIME) < 0;
        if (!(phase instanceof Watched) || stopping) {
            return;
        }
        Optional<Cause> cause = Cause.find(policy, observation, state(), evaluation.now());
        if (cause.isEmpty()) {
            return;
        }
        if (cause.get().kill()) {
            saveLastBeat();
        }
        boolean held = evaluation.history().holds().stream().anyMatch(hold -> hold.covers(name()));
        if (isNewFact(cause.get())) {
            note(cause.get().kind(), cause.get().reason() + (held ? "; left alone because of a hold" : ""));
        }
        if (!held) {
            Escalation.next(evaluation, this, cause.get());
        }
    }

    /** A cause lasts for many ticks and is noted once. */
    private boolean isNewFact(Cause cause) {
        if (cause.kind() == EventKind.ERROR_STATE) {
            Duration before = inErrorFor.minus(evaluation.elapsed());
            return policy.restartOnErrorAfter()
                    .filter(after -> before.compareTo(after) < 0)
                    .isPresent();
        }
        boolean newFact = !staleReported;
        staleReported = true;
        return newFact;
    }

    RestartCounts restarts() {
        return new RestartCounts(policy, history(), evaluation.now());
    }

    Duration sinceLastRestart() {
        return sinceLastRestart;
    }

    ServicePolicy policy() {
        return policy;
    }

    /** Restarts it because of what was seen; counted before it is done. */
    void restart(Cause cause) {
        history(history().withRestart(evaluation.now(), cause.kill()));
        sinceLastRestart = Duration.ZERO;
        String reason =
                cause.reason() + ": restart" + (cause.kill() ? restarts().describeLast() : "");
        if (evaluation.policy().dryRun()) {
            note(EventKind.DRY_RUN, "would restart: " + reason);
            expectStart();
            phase = new Verifying(Duration.ZERO);
            return;
        }
        evaluation.history(
                evaluation.history().withTotals(evaluation.history().totals().withRestart(name())));
        issueOrder(new Order.Restart(name(), cause.kill(), reason), Action.RESTART);
        note(EventKind.RESTART, reason);
    }

    /** Restarts help, and are needed too often: recorded once, until it was healthy for long enough. */
    void setUnstable(boolean rebootTried) {
        if (history().instability().isEmpty()) {
            note(
                    EventKind.UNSTABLE,
                    "unstable: restarts help, but not for long: " + restarts().helpful() + " in "
                            + Durations.format(RestartCounts.INSTABILITY_WINDOW) + " (limit "
                            + policy.unstableRestarts() + ")");
        }
        history(history().withInstability(new ServiceHistory.Instability(rebootTried)));
    }

    /** Gives an order; until its result is known, there is no other. */
    void issueOrder(Order order, Action action) {
        phase = new Acting(action, Duration.ZERO);
        healthyFor = Duration.ZERO;
        evaluation.order(order);
    }

    boolean isInconclusive() {
        return observation.heartbeat().isInconclusive();
    }

    boolean isMissing() {
        return observation.unit() == UnitState.MISSING;
    }

    /** Whether an operator's restart should kill it at once. */
    boolean isSilent() {
        return staleReported || silence.compareTo(policy.staleAfter()) >= 0;
    }

    void setGaveUp(boolean value) {
        history(history().withGaveUpAt(value ? Optional.of(evaluation.now()) : Optional.empty()));
    }

    void setStoppedByOperator(boolean value) {
        if (history().stoppedByOperator() != value) {
            history(history().withStoppedByOperator(value));
        }
    }

    ServiceHistory history() {
        return evaluation.history().service(name());
    }

    private void history(ServiceHistory changed) {
        // The usual case: a copy of the whole history each second would be most of what a decision costs.
        if (changed.equals(history())) {
            return;
        }
        evaluation.history(evaluation.history().withService(name(), changed));
    }

    void note(EventKind kind, String reason) {
        incidents.note(kind, reason, lastGoodBeat);
    }

    /** With other words, and as another kind, when a dry run only thinks of what was done. */
    void note(EventKind kind, String reason, String dryRunReason) {
        boolean dryRun = evaluation.policy().dryRun();
        note(dryRun ? EventKind.DRY_RUN : kind, dryRun ? dryRunReason : reason);
    }
}
