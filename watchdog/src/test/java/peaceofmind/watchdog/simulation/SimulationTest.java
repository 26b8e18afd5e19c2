// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.EventKind;
import peaceofmind.watchdog.policy.WatchdogPolicy;

/**
 * The policy's invariants hold in ten thousand days of random faults, with the default limits and others. {@code
 * -Dsimulation.seed=N} repeats one device's run; {@code -Dsimulation.devices=N} sets the number of devices.
 */
final class SimulationTest {

    private static final int DAYS = 20;

    /** Kinds that the loop around the policy records, the ladder of network repairs, or only a dry run. */
    private static final Set<EventKind> NOT_FROM_POLICY = EnumSet.of(
            EventKind.WATCHDOG_STARTED,
            EventKind.WATCHDOG_STOPPED,
            EventKind.REPORTED,
            EventKind.NETWORK_DOWN,
            EventKind.NETWORK_CAUSE,
            EventKind.NETWORK_REPAIR,
            EventKind.NETWORK_UP,
            EventKind.HISTORY_LOST,
            EventKind.DRY_RUN);

    @Test
    void allInvariantsHoldInTenThousandDaysOfRandomFaults() {
        long seed = Long.getLong("simulation.seed", -1);
        if (seed >= 0) {
            Simulation simulation = Simulation.of(seed, DAYS, WatchdogPolicy::decide);
            System.out.println("simulation of seed " + seed + ": " + simulation.run());
            return;
        }
        long startedAt = System.nanoTime();
        SimulationStats stats = LongStream.range(0, Long.getLong("simulation.devices", 520))
                .parallel()
                .mapToObj(number ->
                        Simulation.of(number, DAYS, WatchdogPolicy::decide).run())
                .collect(SimulationStats::new, SimulationStats::add, SimulationStats::add);
        System.out.printf("simulation: %.1f s, %s%n", (System.nanoTime() - startedAt) / 1e9, stats);
        assertThat(stats.faults.keySet()).containsExactlyInAnyOrderElementsOf(SimulatedIncident.INJECTED);
        assertThat(stats.events.keySet())
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(NOT_FROM_POLICY)));
        assertThat(stats.orders.keySet())
                .containsExactlyInAnyOrder(
                        "Restart", "Stop", "Start", "Reboot", "ForceReboot", "LeaveToSystemd", "ResumeKeepAlive");
    }

    @Test
    void skippingSteadyTimeChangesNothing() {
        for (long seed = 0; seed < 8; seed++) {
            assertSkippingChangesNothing(seed, 8);
        }
        // Its disk can be written again in the middle of a steady time, and its power is cut later.
        assertSkippingChangesNothing(373, 11);
    }

    private static void assertSkippingChangesNothing(long seed, int days) {
        Simulation skipping = Simulation.of(seed, days, WatchdogPolicy::decide);
        Simulation stepping = Simulation.of(seed, days, WatchdogPolicy::decide).withoutSkipping();
        SimulationStats skipped = skipping.run();
        SimulationStats stepped = stepping.run();
        assertThat(skipping.transcript()).as("seed %d", seed).isEqualTo(stepping.transcript());
        assertThat(skipped.steps).isLessThan(stepped.steps);
        stepped.steps = skipped.steps;
        assertThat(skipped).as("seed %d", seed).hasToString(stepped.toString());
        assertThat(skipped.events).as("seed %d", seed).isEqualTo(stepped.events);
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        Simulation first = Simulation.of(7, DAYS, WatchdogPolicy::decide);
        Simulation second = Simulation.of(7, DAYS, WatchdogPolicy::decide);
        first.run();
        second.run();
        assertThat(first.transcript()).isNotEmpty().isEqualTo(second.transcript());
    }
}
