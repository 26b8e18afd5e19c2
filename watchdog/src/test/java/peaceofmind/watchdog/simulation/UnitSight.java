package peaceofmind.watchdog.simulation;

import java.util.Optional;
import peaceofmind.watchdog.policy.UnitState;

/**
 * What is known of a unit, which is seconds behind the truth: as the runtime does, it looks each second when something is going on, every
 * five seconds when all is calm, and after each order. When it looks is a pure function of time, so that skipping changes nothing.
 */
final class UnitSight {

    private static final long NEVER = -1_000_000;

    private final int salt;
    private UnitState unit = UnitState.UNKNOWN;
    private Optional<String> run = Optional.empty();
    private long silentUntil = NEVER;
    private long slowUntil = NEVER;

    UnitSight(int salt) {
        this.salt = salt;
    }

    void silentUntil(long end) {
        silentUntil = end;
    }

    void slowUntil(long end) {
        slowUntil = end;
    }

    /** Of a watchdog that has just started, and not looked yet. */
    void begin() {
        unit = UnitState.UNKNOWN;
        run = Optional.empty();
    }

    /**
     * The look of this second, if one is due.
     *
     * @param calm the service beats
     */
    void lookIfDue(SimulatedService service, long now, boolean calm) {
        boolean slow = now < slowUntil;
        long every = calm && unit == UnitState.ACTIVE ? slow ? 7 : 5 : slow ? 3 : 1;
        if (Math.floorMod(now + salt, every) == 0) {
            lookNow(service, now);
        }
    }

    void lookNow(SimulatedService service, long now) {
        boolean silent = now < silentUntil;
        unit = silent ? UnitState.UNKNOWN : service.unit();
        run = silent || service.unit() != UnitState.ACTIVE ? Optional.empty() : Optional.of("run-" + service.run());
    }

    UnitState unit() {
        return unit;
    }

    Optional<String> run() {
        return run;
    }

    /** It sees what is so, and will. */
    boolean isQuiet(SimulatedService service, long now) {
        return now >= silentUntil
                && now >= slowUntil
                && unit == service.unit()
                && run.equals(Optional.of("run-" + service.run()));
    }
}
