// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import peaceofmind.linux.ProcessStat;
import peaceofmind.metrics.Family;
import peaceofmind.testkit.FakeClock;

final class ProcessTimesTest {

    private static final ProcessStat PROCESS = new ProcessStat(7, "app", 'S', 1, 7, 0, 1, 12_345);

    private final FakeClock clock = new FakeClock();
    private final ProcessTimes times = new ProcessTimes(clock);

    @Test
    void theStartStaysTheSameWhileTimePasses() {
        double start = times.startSeconds(PROCESS).orElseThrow();
        clock.advance(Duration.ofHours(5));
        assertThat(times.startSeconds(PROCESS)).contains(start);
    }

    @Test
    void theStartMovesWithTheWallClockWhenThatIsSet() {
        double start = times.startSeconds(PROCESS).orElseThrow();
        clock.stepWall(Duration.ofDays(365));
        // The kernel's uptime is the real one, and may have advanced by some seconds on a busy machine.
        assertThat(times.startSeconds(PROCESS).orElseThrow() - start)
                .isBetween(
                        Duration.ofDays(365).toSeconds() - 60.0,
                        Duration.ofDays(365).toSeconds() + 1.0);
    }

    @Test
    void theAgentsOwnProcessIsMeasured() throws Exception {
        AgentProcessCollector collector = new AgentProcessCollector(times, () -> 3);
        for (int scrape = 0; scrape < 2; scrape++) {
            assertThat(collector.collect().families())
                    .extracting(Family::name)
                    .contains(
                            "process_cpu_seconds_total", "process_start_time_seconds", "process_resident_memory_bytes");
        }
        assertThat(collector.collect().families())
                .filteredOn(family -> family.name().equals("process_resident_memory_bytes"))
                .singleElement()
                .satisfies(family ->
                        assertThat(family.samples().getFirst().value()).isBetween(10e6, 10e9));
    }
}
