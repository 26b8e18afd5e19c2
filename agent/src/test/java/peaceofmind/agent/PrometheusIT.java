// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Prometheus scrapes the agent. */
class PrometheusIT {

    @TempDir
    private Path folder;

    @Test
    void aRealPrometheusScrapesItAndReturnsItsSeries() throws Exception {
        Assumptions.assumeTrue(isInstalled(), "needs prometheus, which is not installed");
        Files.writeString(
                folder.resolve("heartbeat.json"),
                "{\"timestamp\":\"" + Instant.now() + "\",\"state\":\"recording\",\"recording_active\":true}");
        int port = AgentRun.freePort();
        int prometheusPort = AgentRun.freePort();
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: recorder
                    static_configs: [{targets: ['127.0.0.1:%d']}]
                """.formatted(port));
        Process prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + prometheusPort)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.out").toFile())
                .start();
        try (AgentRun agent = AgentRun.start(folder, port).awaitUp()) {
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(query(prometheusPort, "up{job=\"recorder\"}"))
                            .contains("\"1\"]"));
            assertThat(query(prometheusPort, "recorder_up")).contains("\"1\"]");
            assertThat(query(prometheusPort, "recorder_state{state=\"recording\"}"))
                    .contains("\"1\"]");
            assertThat(query(prometheusPort, "count({__name__=~\"recorder_.+\"})"))
                    .contains("\"value\"");
            assertThat(agent.output()).doesNotContain("Exception");
        } finally {
            prometheus.destroy();
            if (!prometheus.waitFor(10, TimeUnit.SECONDS)) {
                prometheus.destroyForcibly();
            }
        }
    }

    private static String query(int port, String expression) throws Exception {
        String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        try (InputStream response = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + encoded)
                .toURL()
                .openStream()) {
            return new String(response.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean isInstalled() {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, "prometheus"))) {
                return true;
            }
        }
        return false;
    }
}
