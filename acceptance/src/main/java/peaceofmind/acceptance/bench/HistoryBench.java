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
import peaceofmind.dashboard.history.History;
import peaceofmind.dashboard.history.HistoryConfig;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.foundation.time.Clock;

/** How long a chart's query takes after eight days of 50 series at 15 s, and how large the files are. */
final class HistoryBench {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration EVERY = Duration.ofSeconds(15);
    private static final int SERIES = 50;
    private static final int BLOCKS = 8 * 24 * 12;
    private static final int ROWS_A_BLOCK = 20;

    /** Fewer than the blocks that may wait for the disk: nothing is given up. */
    private static final int BLOCKS_A_RUN = 10;

    private static final int ROUNDS = 20;
    private static final int STARTS = 5;
    private static final int POINTS = 240;

    private HistoryBench() {}

    static void run(Path dir, Figures figures) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        Time time = new Time(BEGIN);
        for (int block = 0; block < BLOCKS; block += BLOCKS_A_RUN) {
            try (History history = open(dir, time)) {
                for (int row = 0; row < BLOCKS_A_RUN * ROWS_A_BLOCK; row++) {
                    history.accept(batch(time.at));
                    time.at = time.at.plus(EVERY);
                }
            }
        }
        figures.heading("History after " + BLOCKS / 288 + " days of " + SERIES + " series");
        try (History history = open(dir, time)) {
            for (Duration range : List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7))) {
                double[] millis = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    long begun = System.nanoTime();
                    int points = history.query(
                                    Series.of("bench_" + round, Map.of()), time.at.minus(range), time.at, POINTS)
                            .size();
                    millis[round] = (System.nanoTime() - begun) / 1e6;
                    if (points < POINTS / 2) {
                        throw new IOException("only " + points + " points for " + range);
                    }
                }
                figures.row("query of " + range.toHours() + " h", "ms", Budget.atMost(50), "-", millis);
            }
        }
        double[] first = new double[STARTS];
        for (int start = 0; start < STARTS; start++) {
            first[start] = HistoryStart.measure(dir, time.at);
        }
        figures.row("first query of a process, 24 h", "ms", "at most 50 ms", first);
        try (Stream<Path> files = Files.list(dir)) {
            long bytes = 0;
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
            figures.row("files", "MB", Budget.atMost(20), "-", bytes / 1e6);
        }
    }

    static History open(Path dir, Time time) throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            names.add("bench_" + i);
        }
        return History.open(dir, new HistoryConfig(true, Optional.empty(), names), time, System.err::println);
    }

    private static Batch batch(Instant at) {
        List<Family> families = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            families.add(Family.gauge("bench_" + i, "", (double) (at.getEpochSecond() % 1000 * i)));
        }
        return new Batch(at, families);
    }

    /** Time that this benchmark lets pass. */
    static final class Time implements Clock {
        private Instant at;

        Time(Instant at) {
            this.at = at;
        }

        @Override
        public Instant now() {
            return at;
        }

        @Override
        public long nanoTime() {
            return Duration.between(BEGIN, at).toNanos();
        }

        @Override
        public void sleep(Duration duration) {
            at = at.plus(duration);
        }
    }
}
