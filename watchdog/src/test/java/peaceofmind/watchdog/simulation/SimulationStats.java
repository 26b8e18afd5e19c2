// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import peaceofmind.contract.event.EventKind;
import peaceofmind.testkit.Fault;

/** Counts what happened in all simulated days. */
final class SimulationStats {

    final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    final Map<EventKind, Long> events = new EnumMap<>(EventKind.class);
    final Map<String, Long> orders = new TreeMap<>();
    long seconds;
    long steps;
    long automaticRestarts;
    long automaticReboots;
    long uncountedReboots;
    long worstDelayMillis;

    void add(SimulationStats other) {
        other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        other.events.forEach((kind, count) -> events.merge(kind, count, Long::sum));
        other.orders.forEach((order, count) -> orders.merge(order, count, Long::sum));
        seconds += other.seconds;
        steps += other.steps;
        automaticRestarts += other.automaticRestarts;
        automaticReboots += other.automaticReboots;
        uncountedReboots += other.uncountedReboots;
        worstDelayMillis = Math.max(worstDelayMillis, other.worstDelayMillis);
    }

    @Override
    public String toString() {
        return """
                %.0f device-days, %d steps, %d automatic restarts, %d automatic reboots, %d of them uncounted, worst delay %d ms, \
                faults %s, orders %s""".formatted(
                        seconds / 86_400.0,
                        steps,
                        automaticRestarts,
                        automaticReboots,
                        uncountedReboots,
                        worstDelayMillis,
                        faults,
                        orders);
    }
}
