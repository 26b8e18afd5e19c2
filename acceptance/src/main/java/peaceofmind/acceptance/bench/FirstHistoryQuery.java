// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import peaceofmind.dashboard.history.MetricHistory;
import peaceofmind.metrics.Series;

/** The first query of a process that has just opened a history, with the JVM limits of a device. */
final class FirstHistoryQuery {

    /** Nobody opens the page sooner after a boot. */
    private static final Duration WAIT_BEFORE_QUERY = Duration.ofSeconds(2);

    private FirstHistoryQuery() {}

    /** Starts such a process and returns the milliseconds that its first query took. */
    static double measure(Path folder, Instant now) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms8m",
                        "-Xmx48m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstHistoryQuery.class.getName(),
                        folder.toString(),
                        now.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            return Double.parseDouble(Objects.requireNonNull(output.readLine(), "the process printed nothing"));
        } finally {
            process.waitFor();
        }
    }

    /**
     * Answers one query and prints how long it took.
     *
     * @param arguments {@code FOLDER NOW}
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        HistoryBench.BenchClock clock = new HistoryBench.BenchClock(Instant.parse(arguments[1]));
        try (MetricHistory history = HistoryBench.open(Path.of(arguments[0]), clock)) {
            TimeUnit.MILLISECONDS.sleep(WAIT_BEFORE_QUERY.toMillis());
            long startedAt = System.nanoTime();
            history.query(Series.of("bench_0", Map.of()), clock.now().minus(Duration.ofDays(1)), clock.now(), 240);
            System.out.println((System.nanoTime() - startedAt) / 1e6);
        }
    }
}
