package peaceofmind.watchdog.simulation;

import java.util.Optional;
import peaceofmind.watchdog.policy.UnitState;

/**
 * What is known of a unit, which is seconds behind the truth: as the runtime does, it looks each second when something is going on, every
 * five seconds when all is calm, and after each order. When it looks is a pure function of time, so that skipping changes nothing.
 */
final class SimulatedUnitObserver {

    private static final long NEVER = -1_000_000;

    private final int salt;
    private UnitState unit = UnitState.UNKNOWN;
    private Optional<String> runId = Optional.empty();
    private long hungUntil = NEVER;
    private long slowUntil = NEVER;

    SimulatedUnitObserver(int salt) {
        this.salt = salt;
    }

    void hangUntil(long end) {
        hungUntil = end;
    }

    void slowUntil(long end) {
        slowUntil = end;
    }

    /** Of a watchdog that has just started, and not looked yet. */
    void reset() {
        unit = UnitState.UNKNOWN;
        runId = Optional.empty();
    }

    /**
     * The look of this second, if one is due.
     *
     * @param beating the service beats
     */
    void pollIfDue(SimulatedService service, long now, boolean beating) {
        boolean slow = now < slowUntil;
        long interval = beating && unit == UnitState.ACTIVE ? slow ? 7 : 5 : slow ? 3 : 1;
        if (Math.floorMod(now + salt, interval) == 0) {
            pollNow(service, now);
        }
    }

    void pollNow(SimulatedService service, long now) {
        boolean hung = now < hungUntil;
        unit = hung ? UnitState.UNKNOWN : service.unit();
        runId = hung || service.unit() != UnitState.ACTIVE ? Optional.empty() : Optional.of("run-" + service.runNumber());
    }

    UnitState unit() {
        return unit;
    }

    Optional<String> runId() {
        return runId;
    }

    /** It sees what is so, and will. */
    boolean isSteady(SimulatedService service, long now) {
        return now >= hungUntil
                && now >= slowUntil
                && unit == service.unit()
                && runId.equals(Optional.of("run-" + service.runNumber()));
    }
}
