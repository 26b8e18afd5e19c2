package peaceofmind.watchdog.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import peaceofmind.watchdog.events.EventKind;
import peaceofmind.watchdog.policy.WatchdogPolicy;

/**
 * The policy keeps its promises in ten thousand days of random faults, with the usual limits and others. {@code -Dsimulation.seed=N} lives one device's life again;
 * {@code -Dsimulation.devices=N} chooses how many there are.
 */
final class SimulationTest {

    private static final int DAYS = 20;

    /** What the loop around the policy writes, or only a dry run. */
    private static final Set<EventKind> NOT_FROM_HERE = EnumSet.of(
            EventKind.WATCHDOG_STARTED,
            EventKind.WATCHDOG_STOPPED,
            EventKind.REPORTED,
            EventKind.HEARTBEAT_REFUSED,
            EventKind.HISTORY_LOST,
            EventKind.DRY_RUN);

    @Test
    void allPromisesAreKeptInTenThousandDaysOfRandomFaults() {
        long seed = Long.getLong("simulation.seed", -1);
        if (seed >= 0) {
            Life life = Life.of(seed, DAYS, WatchdogPolicy::decide);
            System.out.println("simulation of seed " + seed + ": " + life.live());
            return;
        }
        long begun = System.nanoTime();
        Tally tally = LongStream.range(0, Long.getLong("simulation.devices", 520))
                .parallel()
                .mapToObj(
                        number -> Life.of(number, DAYS, WatchdogPolicy::decide).live())
                .collect(Tally::new, Tally::add, Tally::add);
        System.out.printf("simulation: %.1f s, %s%n", (System.nanoTime() - begun) / 1e9, tally);
        assertThat(tally.faults.keySet()).containsExactlyInAnyOrderElementsOf(Incident.BEFALLING);
        assertThat(tally.events.keySet())
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(NOT_FROM_HERE)));
        assertThat(tally.orders.keySet())
                .containsExactlyInAnyOrder(
                        "Restart", "Stop", "Start", "Reboot", "ForceReboot", "StopFeeding", "ResumeFeeding");
    }

    @Test
    void leavingOutQuietTimeChangesNothing() {
        for (long seed = 0; seed < 8; seed++) {
            Life skipping = Life.of(seed, 8, WatchdogPolicy::decide);
            Life stepping = Life.of(seed, 8, WatchdogPolicy::decide).secondBySecond();
            long skipped = skipping.live().steps;
            long stepped = stepping.live().steps;
            assertThat(skipping.transcript()).as("seed %d", seed).isEqualTo(stepping.transcript());
            assertThat(skipped).isLessThan(stepped);
        }
    }

    @Test
    void theSameSeedIsTheSameLife() {
        Life first = Life.of(7, DAYS, WatchdogPolicy::decide);
        Life second = Life.of(7, DAYS, WatchdogPolicy::decide);
        first.live();
        second.live();
        assertThat(first.transcript()).isNotEmpty().isEqualTo(second.transcript());
    }
}
