// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.STATE_TIMEOUT;
import static peaceofmind.testkit.Eventually.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Checks both pages of metrics with Prometheus' own tool, for an agent in which every feature exposes something. */
class WholePagesIT {

    /** One series of each feature, which shows that the page is complete. */
    private static final List<String> SERIES_OF_EACH_FEATURE = List.of(
            "recorder_videos_total",
            "peace_watchdog_restarts_total",
            "peace_watchdog_unstable",
            "peace_drill_last_success_timestamp_seconds",
            "peace_update_last_success",
            "peace_ship_up",
            "peace_ship_log_up",
            "peace_alert_messages_",
            "peace_build_info",
            "peace_agent_heap_used_bytes");

    @TempDir
    private Path folder;

    @Test
    void promtoolReportsNoProblemsOnEitherPage() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/promtool")), "promtool is not installed");
        int port = AgentRun.freePort();
        int nodePort = AgentRun.freePort();
        Path config = config(port, nodePort);
        writeStateFiles();
        try (ControlServer _ =
                        ControlServer.listen(folder.resolve("watchdog.sock"), "rw-------", (_, _) -> watchdog());
                AgentRun _ = AgentRun.start(folder, port, "--config", config.toString())
                        .awaitUp()) {
            await().untilAsserted(() -> assertThat(page(port)).contains(SERIES_OF_EACH_FEATURE));
            assertThat(promtool(page(port))).isEmpty();
            String node = page(nodePort);
            assertThat(node).contains("node_boot_time_seconds", "node_cpu_seconds_total");
            // Established names of node_exporter, which every dashboard uses.
            assertThat(promtool(node).lines().filter(line -> !line.matches("node_memory_\\w+ .*'camelCase'")))
                    .isEmpty();
        }
    }

    private Path config(int port, int nodePort) throws Exception {
        return Files.writeString(
                folder.resolve("peace.yaml"), AgentRun.configuration(folder, nodePort, port) + """
                alerts:
                  webhooks: [{name: phone, form: json, url: "http://127.0.0.1:9/"}]
                ship:
                  metrics: [{name: away, url: "http://127.0.0.1:9/", send_every: 1s, interval: 1s}]
                  logs: [{name: away, url: "http://127.0.0.1:9/", files: [%s/service.log]}]
                """.formatted(folder));
    }

    private void writeStateFiles() throws Exception {
        Files.writeString(folder.resolve("service.log"), "a line\n");
        Files.writeString(
                folder.resolve("heartbeat.json"),
                "{\"timestamp\":\"" + Instant.now()
                        + "\",\"state\":\"recording\",\"recording_active\":true,\"recording_bytes\":5,\"pid\":1}");
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("video_metadata.db"));
                Statement statement = writer.createStatement()) {
            statement.execute("CREATE TABLE videos (status TEXT NOT NULL)");
            statement.execute("INSERT INTO videos VALUES ('completed')");
        }
        AgentConfig paths = AgentSettings.read(ConfigDocument.read(folder.resolve("peace.yaml")))
                .agent();
        Files.createDirectories(paths.drillState().resolveSibling(""));
        Files.writeString(paths.drillState(), "{\"last_success\":{\"kill\":1790000000}}");
        Files.createDirectories(paths.updateState().resolveSibling(""));
        Files.writeString(paths.updateState(), "{\"step\":\"rolled_back\",\"to\":\"2\",\"from\":\"1\",\"begun\":1}");
    }

    private static JsonObject watchdog() {
        JsonObject service = Json.object()
                .put("name", "recorder")
                .put("condition", "healthy")
                .put("unstable", false)
                .put("restarts_total", 3)
                .build();
        JsonObject status = Json.object()
                .put("services", List.of(service))
                .put(
                        "reboots",
                        Json.object().put("total", 1).put("left_today", 3).build())
                .build();
        JsonObject reboot = Json.object()
                .put("sequence", 1)
                .put("kind", "reboot")
                .put("time", "2026-01-01T00:00:00Z")
                .build();
        return Json.object()
                .put("events", List.of(reboot))
                .put("status", status)
                .build();
    }

    private static String page(int port) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                    .timeout(STATE_TIMEOUT)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    /** Its output; also not empty when it failed without any. */
    private String promtool(String page) throws Exception {
        Path in = Files.writeString(folder.resolve("page.txt"), page);
        Path out = folder.resolve("promtool.out");
        Process promtool = new ProcessBuilder("/usr/bin/promtool", "check", "metrics")
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(promtool.waitFor(STATE_TIMEOUT)).isTrue();
        String output = Files.readString(out);
        return output.isEmpty() && promtool.exitValue() != 0 ? "exit code " + promtool.exitValue() : output;
    }
}
