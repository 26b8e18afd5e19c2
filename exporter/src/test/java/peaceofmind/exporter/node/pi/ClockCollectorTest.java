// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.metrics.Family;
import peaceofmind.testkit.FakeClock;

class ClockCollectorTest {

    @TempDir
    private Path proc;

    private final FakeClock clock = new FakeClock();
    private double uptime = 20;
    private ClockCollector collector = new ClockCollector(new KernelFiles(clock::nanoTime), Path.of("/"), clock);

    @BeforeEach
    void start() throws IOException {
        collector = new ClockCollector(new KernelFiles(clock::nanoTime), proc, clock);
        pass(Duration.ZERO);
    }

    @Test
    void aSlewedClockHasNotStepped() throws IOException {
        for (int round = 0; round < 100; round++) {
            pass(Duration.ofSeconds(15));
            clock.stepWall(Duration.ofMillis(7));
            assertThat(collectValues()).containsExactly(Map.entry("peace_clock_steps_total", 0.0));
        }
    }

    @Test
    void aStepIsReportedWithItsSizeAndSign() throws IOException {
        collectValues();
        clock.stepWall(Duration.ofHours(-1));
        pass(Duration.ofSeconds(15));
        assertThat(collectValues()).containsEntry("peace_clock_steps_total", 1.0);
        assertThat(collectValues().getOrDefault("peace_clock_last_step_seconds", 0.0))
                .isBetween(-3600.1, -3599.9);
        clock.stepWall(Duration.ofDays(365));
        assertThat(collectValues()).containsEntry("peace_clock_steps_total", 2.0);
        assertThat(collectValues().getOrDefault("peace_clock_last_step_timestamp_seconds", 0.0))
                .isEqualTo(clock.now().toEpochMilli() / 1000.0);
    }

    private void pass(Duration time) throws IOException {
        clock.advance(time);
        uptime += time.toMillis() / 1000.0;
        Files.writeString(proc.resolve("uptime"), uptime + " 1.00\n");
    }

    private Map<String, Double> collectValues() throws IOException {
        return collector.collect().families().stream()
                .collect(Collectors.toMap(
                        Family::name, family -> family.samples().getFirst().value()));
    }
}
