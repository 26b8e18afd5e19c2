package peaceofmind.watchdog.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import peaceofmind.testkit.Fault;

/**
 * A fault at its time.
 *
 * @param at second of the device's life
 * @param service index of the service that it befalls; without meaning for the device's own faults
 * @param length seconds that it lasts
 * @param shade which of the fault's variants: 0 to 99
 */
record Incident(long at, Fault fault, int service, long length, int shade) {

    static final long DAY = 86_400;

    /** Not the wall clock: the policy sees none. {@code WallClockTest} drives the real reader through its jumps. */
    static final Set<Fault> BEFALLING = EnumSet.complementOf(EnumSet.of(Fault.CLOCK_STEP, Fault.CLOCK_YEARS));

    /** A device's whole fate, decided before it begins: nothing that the policy does can change it. */
    static List<Incident> draw(Random random, int days, int services) {
        List<Incident> fate = new ArrayList<>();
        List<Fault> kinds = List.copyOf(BEFALLING);
        int storms = days / 4 + 1;
        for (int storm = 0; storm < storms; storm++) {
            long begin = random.nextLong(days * DAY);
            // Trouble comes in company: only then do faults meet.
            int company = 1 + random.nextInt(7);
            for (int number = 0; number < company; number++) {
                Fault fault = kinds.get(random.nextInt(kinds.size()));
                long at = begin + random.nextLong(2400);
                int shade = random.nextInt(100);
                fate.add(new Incident(at, fault, random.nextInt(services), length(fault, random), shade));
            }
        }
        fate.sort(Comparator.comparingLong(Incident::at));
        return List.copyOf(fate);
    }

    private static long length(Fault fault, Random random) {
        return switch (fault) {
            case FREEZE, CRASH, ENDED, START_LIMIT, OPERATOR_RESTART, OPERATOR_REBOOT, REBOOT_IN_THE_MIDDLE -> 1;
            case CLOCK_STEP, CLOCK_YEARS -> 1;
            case BRIEF_LIVES -> 60 + random.nextInt(3600);
            case MANAGER_SILENT -> 5 + random.nextInt(300);
            case MANAGER_SLOW -> 60 + random.nextInt(7200);
            case CRASH_LOOP, MANAGER_FAILS -> 20 + random.nextInt(600);
            case BROKEN_FOR_GOOD -> random.nextInt(4) == 0 ? 30_000 + random.nextInt(90_000) : random.nextInt(8000);
            case HARD_HANG -> 60 + random.nextInt(7200);
            case TORN_HEARTBEAT, MISSING_HEARTBEAT -> random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(25);
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

    long end() {
        return at + length;
    }
}
