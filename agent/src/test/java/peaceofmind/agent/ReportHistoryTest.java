// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.report.MonthlyReport;
import peaceofmind.contract.report.ReportCalculator;
import peaceofmind.contract.report.ReportSources;
import peaceofmind.dashboard.history.HistoryConfig;
import peaceofmind.dashboard.history.MetricHistory;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.testkit.FakeClock;

/** A report from a real history on the disk, with restarts of the agent and a device that was off. */
final class ReportHistoryTest {

    private static final Instant START = Instant.parse("2026-10-01T00:00:00Z");
    private static final Duration RUN = Duration.ofMinutes(30);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();

    private MetricHistory open() throws IOException {
        return MetricHistory.open(folder, HistoryConfig.read(ConfigDocument.empty()), clock, _ -> {});
    }

    /** Half an hour of batches, with a video each half an hour. */
    private void run(int number) throws IOException {
        try (MetricHistory history = open()) {
            for (int minute = 0; minute < RUN.toMinutes(); minute++) {
                history.accept(new Batch(
                        clock.now(),
                        List.of(
                                Family.gauge("peace_watchdog_up", "", 1),
                                Family.gauge("recorder_disk_free_bytes", "", 50e9 - 1e9 * number),
                                Family.counter("recorder_videos_recorded_total", "", 100 + number))));
                clock.advance(Duration.ofMinutes(1));
            }
        }
    }

    @Test
    void countersGrowAndGapsAreFoundAcrossRestarts() throws Exception {
        clock.stepWall(Duration.between(clock.now(), START));
        for (int number = 0; number < 40; number++) {
            if (number == 12) {
                // Without power from 06:00 to 12:00.
                clock.advance(Duration.ofHours(6));
            }
            run(number);
        }
        Instant end = START.plus(Duration.ofHours(26));
        assertThat(clock.now()).isEqualTo(end);
        try (MetricHistory history = open()) {
            ReportSources sources = new ReportSources(
                    "gym",
                    List.of("recorder"),
                    List.of(new Event(
                            0, START.minusSeconds(60), EventKind.WATCHDOG_STARTED, Optional.empty(), "started")),
                    new ReportHistory(Optional.of(history)),
                    5_000_000_000L,
                    Map.of());
            MonthlyReport report = ReportCalculator.calculate(sources, YearMonth.of(2026, 10), end, ZoneOffset.UTC);
            assertThat(report.gaps())
                    .containsExactly("Nobody watched from 2026-10-01 06:00 to 2026-10-01 12:00 (6 h 0 min).");
            assertThat(report.service("recorder").orElseThrow().up()).isEqualTo(Duration.ofHours(20));
            assertThat(report.videos().recorded()).hasValue(39);
            // The history has single precision.
            assertThat(report.disk().freeAtStart().orElseThrow()).isCloseTo(50e9, within(5e3));
            assertThat(report.disk().minFree().orElseThrow()).isCloseTo(11e9, within(5e3));
        }
    }

    @Test
    void withoutAHistoryNothingIsKnown() throws Exception {
        assertThat(new ReportHistory(Optional.empty()).values("peace_watchdog_up", START, START.plusSeconds(900)))
                .isEmpty();
    }
}
