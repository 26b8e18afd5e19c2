package peaceofmind.watchdog.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import peaceofmind.watchdog.policy.OrderResult;
import peaceofmind.watchdog.policy.Pulse;
import peaceofmind.watchdog.policy.ServicePolicy;
import peaceofmind.watchdog.policy.ServiceSight;
import peaceofmind.watchdog.policy.UnitState;

/** The checker's own books about one service: from what could be seen and what was ordered, never from the policy's memory. */
final class CheckedService {

    /** A look is late by a few milliseconds at times. */
    static final long SLACK = 150;

    private static final long RETRY = 900_000;

    private final ServicePolicy policy;
    private final Deque<Long> restarts = new ArrayDeque<>();
    private boolean firstLook = true;
    private boolean beaten;
    private boolean inFlight;
    private boolean gaveUp;
    private boolean stopAsked;
    private long silent;
    private long failed;
    private long healthy;
    private long sinceTry = RETRY;
    private long curable;
    private long inError;
    private UnitState unit = UnitState.ACTIVE;
    private Optional<String> run = Optional.empty();

    CheckedService(ServicePolicy policy) {
        this.policy = policy;
    }

    String name() {
        return policy.name();
    }

    void watchdogStarted() {
        firstLook = true;
        beaten = false;
        inFlight = false;
        silent = 0;
        failed = 0;
        healthy = 0;
        curable = 0;
        inError = 0;
        sinceTry = RETRY;
        run = Optional.empty();
        unit = UnitState.ACTIVE;
    }

    void forget() {
        restarts.clear();
        gaveUp = false;
        stopAsked = false;
    }

    /** What this look shows. */
    void see(ServiceSight sight, Optional<OrderResult> result, long step) {
        silent += step;
        sinceTry += step;
        boolean broken = sight.unit() == UnitState.FAILED || sight.unit() == UnitState.START_LIMIT_HIT;
        failed = broken ? failed + step : 0;
        boolean begunByOthers = !firstLook && !inFlight && result.isEmpty() && beaten && anotherRun(sight);
        UnitState now = known(sight.unit());
        boolean startedAgain = unit == UnitState.STOPPED && now != UnitState.STOPPED;
        boolean refusedByManager = result.isPresent() && !result.get().done();
        curable = refusedByManager ? 0 : curable;
        if (result.isPresent() || begunByOthers || startedAgain) {
            expectStart();
        }
        inFlight = inFlight && result.isEmpty();
        inError = inError == 0 ? 0 : inError + step;
        if (sight.pulse() instanceof Pulse.Beat beat && !firstLook && result.isEmpty() && !inFlight) {
            silent = 0;
            beaten = true;
            stopAsked = false;
            inError = beat.error() ? Math.max(1, inError) : 0;
        }
        healthy = beaten && silent < policy.staleAfter().toMillis() && !inFlight ? healthy + step : 0;
        unit = now;
        run = sight.run().isPresent() ? sight.run() : run;
        firstLook = false;
    }

    /** While nobody knows, what was stopped, or asked to stop, is taken for stopped. */
    private UnitState known(UnitState seen) {
        boolean leftAlone = stopAsked || unit == UnitState.STOPPED;
        return seen == UnitState.UNKNOWN && leftAlone ? UnitState.STOPPED : seen;
    }

    private boolean anotherRun(ServiceSight sight) {
        return sight.run().isPresent() && !sight.run().equals(run);
    }

    private void expectStart() {
        silent = 0;
        failed = 0;
        inError = 0;
        beaten = false;
    }

    void holdEnded() {
        inError = 0;
        silent = 0;
        failed = 0;
    }

    void rebootAbandoned() {
        gaveUp = gaveUp || silent >= policy.staleAfter().toMillis();
    }

    long limit() {
        return (beaten ? policy.staleAfter() : policy.startGrace()).toMillis();
    }

    long overdue() {
        return silent - limit();
    }

    boolean isSilentTooLong() {
        return overdue() >= -SLACK;
    }

    boolean hasFailed() {
        return failed >= 5000 - SLACK;
    }

    /** It is configured to be restarted for saying so for that long. */
    boolean erredTooLong() {
        return policy.restartOnErrorAfter()
                .filter(after -> inError >= after.toMillis() - SLACK)
                .isPresent();
    }

    /** It should have been dealt with by now. */
    boolean isLate() {
        return overdue() > 1000 + SLACK;
    }

    boolean isFailedForTooLong() {
        return failed > policy.verifyWithin().toMillis() + 7000;
    }

    boolean waitsForRetry() {
        return gaveUp && sinceTry < RETRY + 1000;
    }

    boolean isExpectedToRun() {
        boolean leftAlone = stopAsked && (failed > 0 || unit == UnitState.STOPPED);
        return unit != UnitState.STOPPED && unit != UnitState.DEACTIVATING && !inFlight && !leftAlone;
    }

    boolean isStopped() {
        return unit == UnitState.STOPPED;
    }

    boolean inFlight() {
        return inFlight;
    }

    boolean gaveUp() {
        return gaveUp;
    }

    boolean needsReboot(long powered) {
        return mayBeGivenUp(powered) && (isSilentTooLong() || hasFailed());
    }

    boolean mayBeGivenUp(long powered) {
        return gaveUp || restartsInWindow(powered) >= policy.maxRestarts();
    }

    private long restartsInWindow(long powered) {
        long begin = powered - policy.restartWindow().toMillis();
        return restarts.stream().filter(at -> at > begin).count();
    }

    void ordered() {
        inFlight = true;
        healthy = 0;
    }

    void stopAsked(boolean value) {
        stopAsked = value;
    }

    void restarted(long powered) {
        sinceTry = 0;
        restarts.addLast(powered);
        if (restarts.size() > 100) {
            restarts.removeFirst();
        }
    }

    void gaveUp(boolean value) {
        gaveUp = value;
    }

    boolean shouldBeNormal() {
        return gaveUp && healthy > 3_660_000;
    }

    /** Counts how long it could work and does not; answers whether that is too long. */
    boolean isStuck(boolean couldWork, boolean works, long step) {
        curable = couldWork && !works ? curable + step : 0;
        return curable > 1_200_000;
    }

    boolean isSettled() {
        return beaten && silent == 0 && !gaveUp && !inFlight && !stopAsked && unit == UnitState.ACTIVE;
    }

    void skip(long millis) {
        healthy += millis;
        sinceTry += millis;
    }
}
