// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How late an alert fires, after the pending period of its rule, when a recorder stops its heartbeat; default interval of 15 s. */
final class AlertsBench {

    private static final int PORT = 31_300;
    private static final int ROUNDS = 5;
    private static final Duration STALE_AFTER = Duration.ofSeconds(1);
    private static final Duration RULE_FOR = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String FIRING_LABELS = "alertname=\"ServiceDown\",alertstate=\"firing\"";

    private AlertsBench() {}

    static void run(Path dir, BenchReport report) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        Process agent = start(dir);
        try (HttpClient http = HttpClient.newHttpClient()) {
            double[] delays = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                long silentSince = beatUntilHealthy(dir, http, Duration.ofMillis(16_000 + 3_700L * round));
                awaitFiring(http);
                delays[round] =
                        (System.nanoTime() - silentSince) / 1e9 - STALE_AFTER.toSeconds() - RULE_FOR.toSeconds();
                System.out.printf("  round %d: firing %.1f s after the pending period%n", round + 1, delays[round]);
            }
            report.heading("Delay of an alert, at the default interval of 15 s, with a pending period (for) of 30 s");
            report.row("end of pending period to firing", "s", Budget.alwaysAtMost(15), "-", delays);
        } finally {
            agent.destroy();
            if (!agent.waitFor(20, TimeUnit.SECONDS)) {
                agent.destroyForcibly();
            }
        }
    }

    private static Process start(Path dir) throws IOException {
        Path config = Files.writeString(
                dir.resolve("peace.yaml"), """
                agent:
                  node_port: 0
                  recorder_port: %2$d
                  heartbeat: %1$s/heartbeat.json
                  stale_after: %3$ds
                  database: %1$s/video.db
                  storage: %1$s
                  state_dir: %1$s/state
                  socket: %1$s/agent.sock
                  watchdog_socket: %1$s/watchdog.sock
                dashboard: {enabled: false}
                alerts: {rules: {service_down: {for: %4$ds}}}
                """.formatted(dir, PORT, STALE_AFTER.toSeconds(), RULE_FOR.toSeconds()));
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "peaceofmind.agent.AgentMain",
                        "--config",
                        config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("agent.out").toFile())
                .start();
    }

    /** Writes heartbeats until nothing fires, and for a while after; returns the time of the last one. */
    private static long beatUntilHealthy(Path dir, HttpClient http, Duration extra)
            throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        long healthySince = 0;
        while (healthySince == 0 || System.nanoTime() - healthySince < extra.toNanos()) {
            writeHeartbeat(dir);
            if (healthySince == 0
                    && metrics(http).contains("recorder_up 1")
                    && !metrics(http).contains("\"ServiceDown\"")) {
                healthySince = System.nanoTime();
            }
            if (System.nanoTime() - startedAt > TIMEOUT.toNanos()) {
                throw new IOException("the agent is not healthy; its output: " + dir.resolve("agent.out"));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        writeHeartbeat(dir);
        return System.nanoTime();
    }

    private static void writeHeartbeat(Path dir) throws IOException {
        Path newFile = Files.writeString(
                dir.resolve("heartbeat.new"), "{\"timestamp\":\"" + Instant.now() + "\",\"state\":\"ready\"}");
        Files.move(newFile, dir.resolve("heartbeat.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitFiring(HttpClient http) throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        while (!metrics(http).contains(FIRING_LABELS)) {
            if (System.nanoTime() - startedAt > TIMEOUT.toNanos()) {
                throw new IOException("the alert did not fire within " + TIMEOUT.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** Empty until the agent responds. */
    private static String metrics(HttpClient http) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + "/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException notYet) {
            return "";
        }
    }
}
