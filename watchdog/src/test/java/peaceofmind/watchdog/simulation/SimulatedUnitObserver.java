// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.util.Optional;
import peaceofmind.watchdog.policy.UnitState;

/**
 * The known state of a unit, which lags the true one by seconds: as in the runtime, it is polled every second while something
 * is happening, every five seconds otherwise, and after each order. The schedule is a pure function of time, so that skipping
 * time changes nothing.
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

    /** For a watchdog that has just started and has not polled yet. */
    void reset() {
        unit = UnitState.UNKNOWN;
        runId = Optional.empty();
    }

    /**
     * Polls, if a poll is due in this second.
     *
     * @param beating whether the service beats
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
        runId = hung || service.unit() != UnitState.ACTIVE ? Optional.empty() : service.runId();
    }

    UnitState unit() {
        return unit;
    }

    Optional<String> runId() {
        return runId;
    }

    /** Whether the known state is the true one, and will remain so. */
    boolean isSteady(SimulatedService service, long now) {
        return now >= hungUntil
                && now >= slowUntil
                && unit == service.unit()
                && runId.equals(unit == UnitState.ACTIVE ? service.runId() : Optional.empty());
    }
}
