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
        sinceTry = RETRY;
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
        boolean startedAgain = unit == UnitState.STOPPED && sight.unit() != UnitState.STOPPED;
        if (result.isPresent() || begunByOthers || startedAgain) {
            expectStart();
        }
        inFlight = inFlight && result.isEmpty();
        if (sight.pulse() instanceof Pulse.Beat && !firstLook && result.isEmpty() && !inFlight) {
            silent = 0;
            beaten = true;
            stopAsked = false;
        }
        healthy = beaten && silent < 30_000 && !inFlight ? healthy + step : 0;
        unit = sight.unit();
        run = sight.run().isPresent() ? sight.run() : run;
        firstLook = false;
    }

    private boolean anotherRun(ServiceSight sight) {
        return sight.run().isPresent() && !sight.run().equals(run);
    }

    private void expectStart() {
        silent = 0;
        failed = 0;
        beaten = false;
    }

    void holdEnded() {
        silent = 0;
        failed = 0;
    }

    void rebootAbandoned() {
        gaveUp = gaveUp || silent >= 30_000;
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

    /** It should have been dealt with by now. */
    boolean isLate() {
        return overdue() > 1000 + SLACK;
    }

    boolean isFailedForTooLong() {
        return failed > 37_000;
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
        return (gaveUp || restartsWithin(powered, 600_000) >= policy.maxRestarts())
                && (isSilentTooLong() || hasFailed());
    }

    boolean mayBeGivenUp(long powered) {
        return gaveUp || restartsWithin(powered, 600_000) >= policy.maxRestarts();
    }

    private long restartsWithin(long powered, long window) {
        return restarts.stream().filter(at -> at > powered - window).count();
    }

    void ordered() {
        inFlight = true;
        healthy = 0;
    }

    void stopAsked() {
        stopAsked = true;
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
