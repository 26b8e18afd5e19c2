// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.testkit.PanelQuery;

/** Debian's Prometheus scrapes two devices and is asked what the panels and rules ask. */
class PrometheusQueriesIT {

    /** The series of a healthy device that panels query. */
    private static final String DEVICE = """
            recorder_up 1
            recorder_state{state="ready"} 0
            recorder_state{state="recording"} 1
            recorder_disk_free_bytes 7e10
            recorder_upload_success_rate 0.99
            recorder_upload_success_rate_24h 1
            recorder_process_start_time_seconds 1000
            recorder_upload_queue_size 2
            recorder_videos_total{status="completed"} 5
            recorder_videos_recorded_total 7
            recorder_videos_uploaded_total 6
            peace_build_info{version="0"} 1
            peace_watchdog_up 1
            peace_watchdog_restarts_total 0
            peace_watchdog_reboots_total 0
            node_cpu_seconds_total{cpu="0",mode="idle"} 100
            node_memory_MemAvailable_bytes 1e9
            node_memory_MemTotal_bytes 2e9
            node_hwmon_temp_celsius{chip="c",sensor="temp1"} 55
            node_boot_time_seconds 1000
            node_time_seconds 5000
            peace_previous_boot_end{cause="power_loss"} 1
            node_network_receive_bytes_total{device="eth0"} 5
            node_network_transmit_bytes_total{device="eth0"} 5
            """;

    @TempDir
    private Path folder;

    @Test
    void everyPanelHasDataAndOneSilentDeviceOfTwoIsNoticed() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/prometheus")), "what needs prometheus: it is not installed");
        HttpServer gym = device();
        HttpServer pool = device();
        int port = freePort();
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: recorder
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                        labels: {instance: gym, customer: rob, location: gym}
                      - targets: ['127.0.0.1:%d']
                        labels: {instance: pool, customer: rob, location: pool}
                """.formatted(
                        gym.getAddress().getPort(), pool.getAddress().getPort()));
        Process prometheus = new ProcessBuilder(
                        "/usr/bin/prometheus",
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.out").toFile())
                .start();
        try {
            for (String query : panels()) {
                await().ignoreExceptions()
                        .untilAsserted(
                                () -> assertThat(query(port, query)).as(query).contains("\"value\":"));
            }
            for (AlertRule rule : AlertCatalogue.rules()) {
                assertThat(query(port, GrafanaRules.expression(rule)))
                        .as(rule.name())
                        .contains("\"status\":\"success\"");
            }
            String gone =
                    GrafanaRules.expression(AlertCatalogue.rule("DeviceGone").orElseThrow());
            assertThat(query(port, gone)).doesNotContain("pool").doesNotContain("gym");
            pool.stop(0);
            await().untilAsserted(() -> assertThat(query(port, gone))
                    .contains("\"instance\":\"pool\"")
                    .doesNotContain("gym"));
        } finally {
            gym.stop(0);
            pool.stop(0);
            prometheus.destroy();
            if (!prometheus.waitFor(10, TimeUnit.SECONDS)) {
                prometheus.destroyForcibly();
            }
        }
    }

    /** PromQL of every panel, as Grafana sends it for the last hour. */
    static List<String> panels() throws IOException, JsonException {
        return PanelQuery.below(Path.of("..", "packaging", "grafana", "dashboards")).stream()
                .filter(query -> !query.isLogs())
                .map(query -> query.filled(Duration.ofHours(1)))
                .distinct()
                .toList();
    }

    private static HttpServer device() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            try (exchange) {
                byte[] body = DEVICE.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String query(int port, String expression) throws IOException {
        String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        try (InputStream response = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + encoded)
                .toURL()
                .openStream()) {
            return new String(response.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
