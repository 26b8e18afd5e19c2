// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import peaceofmind.testkit.Fault;

/**
 * A fault at a given time.
 *
 * @param at second of the device's life
 * @param service index of the affected service; meaningless for faults of the device
 * @param length in seconds
 * @param variant of the fault: 0 to 99
 */
record SimulatedIncident(long at, Fault fault, int service, long length, int variant) {

    static final long DAY_SECONDS = 86_400;

    /**
     * Without faults of the wall clock, which the policy does not use; {@code WallClockTest} tests its jumps with the real
     * reader.
     */
    static final Set<Fault> INJECTED = EnumSet.complementOf(EnumSet.of(Fault.CLOCK_STEP, Fault.CLOCK_STEP_YEARS));

    /** All faults of a device's life, generated in advance: the policy cannot change them. */
    static List<SimulatedIncident> generate(Random random, int days, int services) {
        List<SimulatedIncident> incidents = new ArrayList<>();
        List<Fault> kinds = List.copyOf(INJECTED);
        int bursts = days / 4 + 1;
        for (int burst = 0; burst < bursts; burst++) {
            long start = random.nextLong(days * DAY_SECONDS);
            // In clusters, so that faults overlap.
            int burstSize = 1 + random.nextInt(7);
            for (int number = 0; number < burstSize; number++) {
                Fault fault = kinds.get(random.nextInt(kinds.size()));
                long at = start + random.nextLong(2400);
                int variant = random.nextInt(100);
                incidents.add(
                        new SimulatedIncident(at, fault, random.nextInt(services), length(fault, random), variant));
            }
        }
        incidents.sort(Comparator.comparingLong(SimulatedIncident::at));
        return List.copyOf(incidents);
    }

    private static long length(Fault fault, Random random) {
        return switch (fault) {
            case FREEZE, CRASH, EXITED, START_LIMIT, OPERATOR_RESTART, OPERATOR_REBOOT, UNEXPECTED_REBOOT -> 1;
            case CLOCK_STEP, CLOCK_STEP_YEARS -> 1;
            case FREEZES_AGAIN_AND_AGAIN -> 300 + random.nextInt(7200);
            case SHORT_RUNS -> 60 + random.nextInt(3600);
            case MANAGER_UNRESPONSIVE -> 5 + random.nextInt(300);
            case MANAGER_SLOW -> 60 + random.nextInt(7200);
            case CRASH_LOOP, MANAGER_FAILS -> 20 + random.nextInt(600);
            case BROKEN_UNTIL_REPAIRED ->
                random.nextInt(4) == 0 ? 30_000 + random.nextInt(90_000) : random.nextInt(8000);
            case UNKILLABLE_HANG -> 60 + random.nextInt(7200);
            case TORN_HEARTBEAT, REFUSED_HEARTBEAT ->
                random.nextInt(2) == 0 ? 60 + random.nextInt(7200) : random.nextInt(25);
            case SECOND_INSTANCE -> 2 + random.nextInt(2000);
            case SAVES_REFUSED ->
                random.nextInt(3) == 0 ? 100_000 + random.nextInt(200_000) : 60 + random.nextInt(20_000);
            case MISSING_HEARTBEAT -> random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(25);
            case FLAPPING_ERROR -> 10 + random.nextInt(600);
            case NETWORK_LOSS -> 60 + random.nextInt(7200);
            case OPERATOR_STOP -> 10 + random.nextInt(3600);
            case HOLD -> random.nextInt(12) == 0 ? 90_000 : 60 + random.nextInt(7200);
            case SLOW_BOOT -> 600 + random.nextInt(3600);
            case WATCHDOG_KILLED, HISTORY_LOST -> 1 + random.nextInt(20);
            case WATCHDOG_SUSPENDED -> 3 + random.nextInt(300);
            case POWER_CUT -> 30 + random.nextInt(3600);
            case REBOOT_REFUSED -> 600 + random.nextInt(20_000);
        };
    }

    long endsAt() {
        return at + length;
    }
}
