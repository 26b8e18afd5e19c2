package peaceofmind.acceptance.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import peaceofmind.dashboard.history.History;
import peaceofmind.metrics.Series;

/** A process that has just opened a history, with the limits of a device, and is asked for the first time. */
final class HistoryStart {

    /** A person needs longer than that to open the page after a boot. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private HistoryStart() {}

    /** Starts such a process; milliseconds of its first query. */
    static double measure(Path folder, Instant now) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms8m",
                        "-Xmx48m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HistoryStart.class.getName(),
                        folder.toString(),
                        now.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = process.inputReader()) {
            return Double.parseDouble(Objects.requireNonNull(said.readLine(), "the process said nothing"));
        } finally {
            process.waitFor();
        }
    }

    /** {@code FOLDER NOW}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        HistoryBench.Time time = new HistoryBench.Time(Instant.parse(arguments[1]));
        try (History history = HistoryBench.open(Path.of(arguments[0]), time)) {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            long begun = System.nanoTime();
            history.query(Series.of("bench_0", Map.of()), time.now().minus(Duration.ofDays(1)), time.now(), 240);
            System.out.println((System.nanoTime() - begun) / 1e6);
        }
    }
}
