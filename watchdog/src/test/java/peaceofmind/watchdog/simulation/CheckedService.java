// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import peaceofmind.watchdog.policy.HeartbeatObservation;
import peaceofmind.watchdog.policy.OrderResult;
import peaceofmind.watchdog.policy.ServiceHistory;
import peaceofmind.watchdog.policy.ServiceObservation;
import peaceofmind.watchdog.policy.ServicePolicy;
import peaceofmind.watchdog.policy.UnitState;

/** The checker's own record of a service: from observations and orders, never from the policy's state. */
final class CheckedService {

    /** A tick is sometimes a few milliseconds late. */
    static final long TICK_TOLERANCE_MILLIS = 150;

    private static final long RETRY_MILLIS = 900_000;

    private final ServicePolicy policy;
    private final Deque<Long> unanswered = new ArrayDeque<>();
    private final Deque<Long> helpful = new ArrayDeque<>();
    private boolean firstTick = true;
    private boolean beaten;
    private boolean orderPending;
    private boolean gaveUp;
    private boolean stopRequested;
    private long silentMillis;
    private long failedMillis;
    private long healthyMillis;
    private long sinceRestartMillis = RETRY_MILLIS;
    private long unrecoveredMillis;
    private long inErrorMillis;
    private long unreadableMillis;
    private boolean refused;
    private UnitState unit = UnitState.ACTIVE;
    private Optional<String> runId = Optional.empty();

    CheckedService(ServicePolicy policy) {
        this.policy = policy;
    }

    String name() {
        return policy.name();
    }

    void watchdogStarted() {
        firstTick = true;
        beaten = false;
        orderPending = false;
        silentMillis = 0;
        failedMillis = 0;
        healthyMillis = 0;
        unrecoveredMillis = 0;
        inErrorMillis = 0;
        sinceRestartMillis = RETRY_MILLIS;
        runId = Optional.empty();
        unit = UnitState.ACTIVE;
    }

    void resetHistory() {
        unanswered.clear();
        helpful.clear();
        gaveUp = false;
        stopRequested = false;
    }

    void restoreRestarts(ServiceHistory saved, long uncountedMillis) {
        gaveUp = saved.gaveUpAt().isPresent();
        saved.unansweredRestarts().forEach(at -> unanswered.addLast(at.toMillis() + uncountedMillis));
        saved.helpfulRestarts().forEach(at -> helpful.addLast(at.toMillis() + uncountedMillis));
    }

    /** Takes in the observation of this tick. */
    void observe(ServiceObservation observation, Optional<OrderResult> result, long step) {
        silentMillis += step;
        sinceRestartMillis += step;
        boolean unitFailed = observation.unit() == UnitState.FAILED || observation.unit() == UnitState.START_LIMIT_HIT;
        boolean startedExternally = !firstTick && !orderPending && result.isEmpty() && beaten && isNewRun(observation);
        UnitState unitNow = effectiveState(observation.unit());
        boolean resumed = unit == UnitState.STOPPED && unitNow != UnitState.STOPPED;
        boolean refusedByManager = result.isPresent() && !result.get().done();
        unrecoveredMillis = refusedByManager ? 0 : unrecoveredMillis;
        if (result.isPresent() || resumed || (startedExternally && !observation.beatenInRun())) {
            expectStart();
        } else if (startedExternally) {
            inErrorMillis = 0;
        }
        failedMillis = unitFailed ? failedMillis + step : 0;
        orderPending = orderPending && result.isEmpty();
        inErrorMillis = inErrorMillis == 0 ? 0 : inErrorMillis + step;
        observeHeartbeat(observation.heartbeat(), !firstTick && result.isEmpty() && !orderPending, step);
        healthyMillis = beaten && !refused && silentMillis < policy.staleAfter().toMillis() && !orderPending
                ? healthyMillis + step
                : 0;
        unit = unitNow;
        runId = observation.runId().isPresent() ? observation.runId() : runId;
        firstTick = false;
    }

    private void observeHeartbeat(HeartbeatObservation heartbeat, boolean counts, long step) {
        refused = false;
        boolean alive = false;
        switch (heartbeat) {
            case HeartbeatObservation.Beat beat -> {
                alive = true;
                unreadableMillis = 0;
                inErrorMillis = !counts ? inErrorMillis : beat.error() ? Math.max(1, inErrorMillis) : 0;
            }
            case HeartbeatObservation.Unchanged _,
                    HeartbeatObservation.NoResponse _,
                    HeartbeatObservation.Missing _,
                    HeartbeatObservation.Foreign _ -> unreadableMillis = 0;
            case HeartbeatObservation.Unreadable unreadable -> {
                alive = unreadable.changed();
                unreadableMillis += step;
                // What it said before is no longer what it says.
                inErrorMillis = unreadableMillis > policy.staleAfter().toMillis() + 2000 ? 0 : inErrorMillis;
            }
            case HeartbeatObservation.Refused _, HeartbeatObservation.Unknown _ -> {
                refused = true;
                silentMillis = 0;
            }
        }
        if (alive && counts) {
            silentMillis = 0;
            beaten = true;
            stopRequested = false;
            if (!unanswered.isEmpty()) {
                helpful.addLast(unanswered.getLast());
                unanswered.clear();
            }
        }
    }

    /** While its state is unknown, a service that was stopped, or ordered to stop, counts as stopped. */
    private UnitState effectiveState(UnitState observed) {
        boolean leftAlone = stopRequested || unit == UnitState.STOPPED;
        return observed == UnitState.UNKNOWN && leftAlone ? UnitState.STOPPED : observed;
    }

    private boolean isNewRun(ServiceObservation observation) {
        return observation.runId().isPresent() && !observation.runId().equals(runId);
    }

    private void expectStart() {
        silentMillis = 0;
        failedMillis = 0;
        inErrorMillis = 0;
        beaten = false;
    }

    void holdFinished() {
        inErrorMillis = 0;
        silentMillis = 0;
        failedMillis = 0;
    }

    void rebootAbandoned() {
        gaveUp = gaveUp || silentMillis >= policy.staleAfter().toMillis() || hasFailed();
    }

    long limit() {
        return (beaten ? policy.staleAfter() : policy.startGrace()).toMillis();
    }

    long overdue() {
        return silentMillis - limit();
    }

    boolean isSilentTooLong() {
        return overdue() >= -TICK_TOLERANCE_MILLIS;
    }

    boolean hasFailed() {
        return failedMillis >= 5000 - TICK_TOLERANCE_MILLIS;
    }

    /** Whether it has reported an error for the configured time after which it must be restarted. */
    boolean isInErrorTooLong() {
        return policy.restartOnErrorAfter()
                .filter(after -> inErrorMillis >= after.toMillis() - TICK_TOLERANCE_MILLIS)
                .isPresent();
    }

    /** Whether something should have been done about it by now. */
    boolean isLate() {
        return overdue() > 1000 + TICK_TOLERANCE_MILLIS;
    }

    boolean isFailedForTooLong() {
        return failedMillis > policy.verifyWithin().toMillis() + 7000;
    }

    boolean waitsForRetry() {
        return gaveUp && !unanswered.isEmpty() && sinceRestartMillis < RETRY_MILLIS + 1000;
    }

    boolean isExpectedToRun() {
        boolean leftAlone = stopRequested && (failedMillis > 0 || unit == UnitState.STOPPED);
        return unit != UnitState.STOPPED && unit != UnitState.DEACTIVATING && !orderPending && !leftAlone;
    }

    /** Whether it was stopped on purpose, and no order to it is being executed. */
    boolean isLeftAlone() {
        return !orderPending && (unit == UnitState.STOPPED || (stopRequested && failedMillis > 0));
    }

    boolean isStopped() {
        return unit == UnitState.STOPPED;
    }

    boolean isOrderPending() {
        return orderPending;
    }

    boolean gaveUp() {
        return gaveUp;
    }

    boolean needsReboot(long poweredMillis) {
        boolean helpedTooOften = unanswered.isEmpty() && isUnstable(poweredMillis);
        boolean failed = (gaveUp && !unanswered.isEmpty()) || haveRestartsFailed(poweredMillis);
        return !refused && (failed || helpedTooOften) && (isSilentTooLong() || hasFailed());
    }

    /** The last restarts were in vain. */
    boolean haveRestartsFailed(long poweredMillis) {
        return within(unanswered, poweredMillis, policy.restartWindow().toMillis()) >= policy.maxRestarts();
    }

    boolean isUnstable(long poweredMillis) {
        return within(helpful, poweredMillis, 3_600_000) >= policy.unstableRestarts();
    }

    private static long within(Deque<Long> times, long poweredMillis, long window) {
        return times.stream().filter(at -> at > poweredMillis - window).count();
    }

    void ordered() {
        orderPending = true;
        healthyMillis = 0;
    }

    void setStopRequested(boolean value) {
        stopRequested = value;
    }

    void restarted(long poweredMillis, boolean awaitsBeat) {
        sinceRestartMillis = 0;
        if (awaitsBeat) {
            unanswered.addLast(poweredMillis);
        }
        while (unanswered.size() + helpful.size() > 100) {
            (helpful.isEmpty() ? unanswered : helpful).removeFirst();
        }
    }

    void gaveUp(boolean value) {
        gaveUp = value;
    }

    boolean shouldBeNormal() {
        return gaveUp && healthyMillis > 3_660_000;
    }

    /** Counts how long it could work but does not; returns whether that is too long. */
    boolean isStuck(boolean recoverable, boolean works, long step) {
        unrecoveredMillis = recoverable && !works ? unrecoveredMillis + step : 0;
        return unrecoveredMillis > 1_200_000;
    }

    boolean isSteady() {
        return !firstTick && !orderPending;
    }

    /** As if each second of this time had been like the last tick; its heartbeat could be read, or there was none. */
    void skip(long millis) {
        sinceRestartMillis += millis;
        silentMillis = aged(silentMillis, millis);
        failedMillis = aged(failedMillis, millis);
        healthyMillis = aged(healthyMillis, millis);
        inErrorMillis = aged(inErrorMillis, millis);
        unrecoveredMillis = aged(unrecoveredMillis, millis);
    }

    /** What the last tick has counted from zero, or has left there, would be counted, or left there, again. */
    private static long aged(long counted, long millis) {
        return counted == 0 ? 0 : counted + millis;
    }
}
