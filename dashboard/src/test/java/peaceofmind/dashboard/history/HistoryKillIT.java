// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.testkit.FakeClock;

/** Separate processes collect and are killed by SIGKILL; the next one finds everything except the last five minutes. */
class HistoryKillIT {

    private static final Series QUEUE = Series.of("recorder_upload_queue_size", Map.of());
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final Duration MAX_LOSS = Duration.ofMinutes(5);
    private static final int KILLS = 5;

    @TempDir
    private Path folder;

    @Test
    void aKillLosesAtMostFiveMinutesAndNothingWrittenEarlier() throws Exception {
        Instant at = Instant.parse("2026-11-25T12:03:00Z");
        long found = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            Instant startTime = at;
            at = collectAndKill(startTime, 30 + 13 * kill);
            List<HistoryPoint> points = points(at);
            assertThat(points.getLast().at())
                    .as("after kill " + kill)
                    .isAfterOrEqualTo(at.minus(MAX_LOSS))
                    .isBeforeOrEqualTo(at);
            long earlierPoints = points.stream()
                    .filter(point -> point.at().isBefore(startTime))
                    .count();
            assertThat(earlierPoints).as("points of earlier processes").isEqualTo(found);
            found = points.size();
            at = at.plus(INTERVAL);
        }
    }

    @Test
    void aFileTruncatedWithinABlockLosesOnlyThatBlock() throws Exception {
        Instant end = collectAndKill(Instant.parse("2026-11-25T12:00:00Z"), 90);
        Instant before = points(end).getLast().at();
        try (RandomAccessFile file = new RandomAccessFile(
                folder.resolve(Resolution.ALL.getFirst().fileName()).toFile(), "rw")) {
            file.setLength(file.length() - 100);
        }
        List<HistoryPoint> points = points(end);
        assertThat(Duration.between(points.getLast().at(), before)).isBetween(Duration.ZERO, MAX_LOSS);
        assertThat(points).hasSizeGreaterThan(50);
    }

    /** Returns the time of the last batch that the killed process reported. */
    private Instant collectAndKill(Instant startTime, int batches) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CollectorProcess.class.getName(),
                        folder.toString(),
                        startTime.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            String last = "";
            for (int i = 0; i < batches; i++) {
                last = Objects.requireNonNull(output.readLine(), "the process exited on its own");
            }
            // Unlike Process#destroyForcibly, this leaves its output open.
            process.toHandle().destroyForcibly();
            process.waitFor();
            // Batches that it reported before the signal count too.
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                last = line.length() == last.length() ? line : last;
            }
            return Instant.parse(last);
        }
    }

    private List<HistoryPoint> points(Instant end) throws IOException {
        FakeClock clock = new FakeClock();
        try (MetricHistory history = open(folder, clock)) {
            return history.query(QUEUE, end.minus(Duration.ofHours(20)), end, 10_000);
        }
    }

    private static MetricHistory open(Path folder, FakeClock clock) throws IOException {
        return MetricHistory.open(
                folder, new HistoryConfig(true, Optional.empty(), List.of()), clock, System.err::println);
    }

    /** The separate process: collects without pauses, waits until the history is on disk, and prints the time of each accepted batch. */
    static final class CollectorProcess {

        private CollectorProcess() {}

        public static void main(String[] arguments) throws Exception {
            FakeClock clock = new FakeClock();
            Instant at = Instant.parse(arguments[1]);
            clock.stepWall(Duration.between(clock.now(), at));
            MetricHistory history = open(Path.of(arguments[0]), clock);
            for (int i = 0; ; i++) {
                history.accept(new Batch(clock.now(), List.of(Family.gauge(QUEUE.name(), "", i))));
                while (history.unwrittenBlocks() > 0) {
                    Thread.onSpinWait();
                }
                System.out.println(clock.now());
                clock.advance(INTERVAL);
            }
        }
    }
}
