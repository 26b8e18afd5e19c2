// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.testkit.FakeClock;

class MetricHistoryTest {

    private static final Series QUEUE = Series.of("recorder_upload_queue_size", Map.of());
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> warnings = new ArrayList<>();

    @Test
    void samplesAreQueryableAtOnceAndAfterARestart() throws IOException {
        Instant start = clock.now();
        try (MetricHistory history = open()) {
            collect(history, 100);
            assertThat(history.query(QUEUE, start, clock.now(), 1000))
                    .hasSize(100)
                    .extracting(HistoryPoint::avg)
                    .startsWith(0.0, 1.0, 2.0)
                    .endsWith(99.0);
        }
        try (MetricHistory history = open()) {
            assertThat(history.query(QUEUE, start, clock.now(), 1000)).hasSize(100);
            assertThat(history.series()).containsExactly(QUEUE);
            assertThat(history.damagedBlocks()).isZero();
        }
        assertThat(warnings).isEmpty();
    }

    /** A query once missed a whole block: it had read the files before the block was written, and the memory after. */
    @Test
    void aQueryWhileABlockIsWrittenMissesNothing() throws IOException {
        Instant start = clock.now();
        try (MetricHistory history = open()) {
            for (int collected = 1; collected <= 600; collected++) {
                collect(history, 1);
                assertThat(history.query(QUEUE, start, clock.now(), 1000)).hasSize(collected);
            }
        }
    }

    @Test
    void downsampledPointsKeepMinAverageAndMax() throws IOException {
        Instant start = clock.now();
        try (MetricHistory history = open()) {
            collect(history, 40);
            List<HistoryPoint> points = history.query(
                    QUEUE, start, start.plus(Duration.ofMinutes(10)).minusMillis(1), 2);
            assertThat(points).hasSize(2);
            HistoryPoint first = points.getFirst();
            assertThat(new HistoryPoint(first.at(), first.min(), 0, first.max()))
                    .isEqualTo(new HistoryPoint(start, 0, 0, 19));
            // What was written already is stored as float, and how much that is depends on the writer's thread.
            assertThat(first.avg()).isCloseTo(9.5, offset(1e-5));
            assertThat(points.getLast().max()).isEqualTo(39);
        }
    }

    @Test
    void aKilledProcessLosesAtMostFiveMinutes() throws IOException {
        Instant start = clock.now();
        MetricHistory killed = open();
        collect(killed, 500);
        // The writer is another thread: only what was handed to it can survive.
        awaitWritten(killed, start);
        try (MetricHistory history = open()) {
            List<HistoryPoint> points = history.query(QUEUE, start, clock.now(), 1000);
            Duration lost = Duration.between(points.getLast().at(), clock.now());
            assertThat(lost).isLessThanOrEqualTo(Duration.ofMinutes(5).plus(INTERVAL));
        }
        killed.close();
    }

    @Test
    void aClockStepShiftsUnwrittenRows() throws IOException {
        try (MetricHistory history = open()) {
            clock.stepWall(Duration.ofDays(-365 * 50));
            collect(history, 4);
            clock.stepWall(Duration.ofDays(365 * 50));
            collect(history, 4);
            Instant now = clock.now();
            assertThat(history.query(QUEUE, now.minus(Duration.ofMinutes(3)), now, 1000))
                    .hasSize(8);
        }
    }

    @Test
    void clockStepsOfYearsDestroyNothing() throws IOException {
        Instant start = clock.now();
        try (MetricHistory history = open()) {
            collect(history, 80);
            awaitWritten(history, start);
            clock.stepWall(Duration.ofDays(3650));
            collect(history, 80);
            clock.stepWall(Duration.ofDays(-3650));
            collect(history, 80);
        }
        try (MetricHistory history = open()) {
            // Unwritten rows were shifted with the clock, and back again; written rows kept their times.
            assertThat(history.query(QUEUE, start, start.plus(INTERVAL.multipliedBy(59)), 1000))
                    .hasSize(60);
            assertThat(history.query(QUEUE, start, clock.now(), 1000)).hasSizeGreaterThanOrEqualTo(140);
        }
    }

    @Test
    void corruptFilesDoNotPreventOpening() throws IOException {
        for (Resolution resolution : Resolution.ALL) {
            Files.writeString(folder.resolve(resolution.fileName()), "garbage".repeat(10_000));
        }
        Files.writeString(folder.resolve("series.json"), "{");
        try (MetricHistory history = open()) {
            Instant start = clock.now();
            collect(history, 25);
            assertThat(history.query(QUEUE, start, clock.now(), 1000)).hasSize(25);
            assertThat(history.damagedBlocks()).isPositive();
        }
    }

    private MetricHistory open() throws IOException {
        return MetricHistory.open(folder, new HistoryConfig(true, Optional.empty(), List.of()), clock, warnings::add);
    }

    private void collect(MetricHistory history, int times) {
        for (int i = 0; i < times; i++) {
            history.accept(
                    new Batch(clock.now(), List.of(Family.gauge(QUEUE.name(), "", i), Family.gauge("other", "", 1))));
            clock.advance(INTERVAL);
        }
    }

    /** Waits until everything except the open block is on disk. */
    private void awaitWritten(MetricHistory history, Instant start) throws IOException {
        await().until(() -> history.unwrittenBlocks() == 0);
        assertThat(history.query(QUEUE, start, clock.now(), 1000)).isNotEmpty();
    }
}
