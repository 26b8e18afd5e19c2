// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.dashboard.history.HistoryConfig;
import peaceofmind.dashboard.history.MetricHistory;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;

/** How long the query of a chart takes after eight days of 50 series at 15 s, and how large the files are. */
final class HistoryBench {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final int SERIES = 50;
    private static final int BLOCKS = 8 * 24 * 12;
    private static final int ROWS_PER_BLOCK = 20;

    /** Fewer than the limit of unwritten blocks, so that nothing is dropped. */
    private static final int BLOCKS_PER_RUN = 10;

    private static final int ROUNDS = 20;
    private static final int PROCESS_STARTS = 5;
    private static final int POINTS = 240;

    private HistoryBench() {}

    static void run(Path dir, BenchReport report) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        BenchClock clock = new BenchClock(START);
        for (int block = 0; block < BLOCKS; block += BLOCKS_PER_RUN) {
            try (MetricHistory history = open(dir, clock)) {
                for (int row = 0; row < BLOCKS_PER_RUN * ROWS_PER_BLOCK; row++) {
                    history.accept(batch(clock.now));
                    clock.now = clock.now.plus(INTERVAL);
                }
            }
        }
        report.heading("History after " + BLOCKS / 288 + " days of " + SERIES + " series");
        try (MetricHistory history = open(dir, clock)) {
            for (Duration range : List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7))) {
                double[] millis = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    long startedAt = System.nanoTime();
                    int points = history.query(
                                    Series.of("bench_" + round, Map.of()), clock.now.minus(range), clock.now, POINTS)
                            .size();
                    millis[round] = (System.nanoTime() - startedAt) / 1e6;
                    if (points < POINTS / 2) {
                        throw new IOException("only " + points + " points for " + range);
                    }
                }
                report.row("query of " + range.toHours() + " h", "ms", Budget.atMost(50), "-", millis);
            }
        }
        double[] firstQueryMillis = new double[PROCESS_STARTS];
        for (int start = 0; start < PROCESS_STARTS; start++) {
            firstQueryMillis[start] = FirstHistoryQuery.measure(dir, clock.now);
        }
        report.row("first query of a process, 24 h", "ms", "at most 50 ms", firstQueryMillis);
        try (Stream<Path> files = Files.list(dir)) {
            long bytes = 0;
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
            report.row("files", "MB", Budget.atMost(20), "-", bytes / 1e6);
        }
    }

    static MetricHistory open(Path dir, BenchClock clock) throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            names.add("bench_" + i);
        }
        return MetricHistory.open(dir, new HistoryConfig(true, Optional.empty(), names), clock, System.err::println);
    }

    private static Batch batch(Instant at) {
        List<Family> families = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            families.add(Family.gauge("bench_" + i, "", (double) (at.getEpochSecond() % 1000 * i)));
        }
        return new Batch(at, families);
    }

    /** A clock that the benchmark advances. */
    static final class BenchClock implements Clock {
        private Instant now;

        BenchClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanoTime() {
            return Duration.between(START, now).toNanos();
        }

        @Override
        public void sleep(Duration duration) {
            now = now.plus(duration);
        }
    }
}
