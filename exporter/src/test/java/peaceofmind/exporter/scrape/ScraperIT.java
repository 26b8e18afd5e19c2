// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.http.Credentials;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Family;

/** Scrapes Debian's node_exporter and Prometheus. */
final class ScraperIT {

    @TempDir
    private Path folder;

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aRealNodeExporterIsScrapedCompletely() throws Exception {
        int port = freePort();
        List<Family> families = scrape(port, "prometheus-node-exporter", "--web.listen-address=127.0.0.1:" + port);
        assertThat(value(families, "up")).isEqualTo(1);
        assertThat(value(families, "scrape_samples_scraped")).isGreaterThan(200);
        assertThat(value(families, "scrape_samples_post_metric_relabeling"))
                .isEqualTo(value(families, "scrape_samples_scraped"));
        Family processor = family(families, "node_cpu_seconds_total").orElseThrow();
        assertThat(processor.type()).isEqualTo(Family.Type.COUNTER);
        assertThat(processor.help()).isNotEmpty();
        assertThat(processor.samples())
                .allSatisfy(sample -> assertThat(sample.labels())
                        .containsEntry("job", "real")
                        .containsEntry("instance", "gym-7")
                        .containsKeys("cpu", "mode"));
    }

    @Test
    void aRealPrometheusIsScrapedCompletely() throws Exception {
        int port = freePort();
        Files.writeString(folder.resolve("prometheus.yml"), "global: {scrape_interval: 1h}\n");
        List<Family> families = scrape(
                port,
                "prometheus",
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port);
        assertThat(value(families, "up")).isEqualTo(1);
        assertThat(family(families, "prometheus_build_info")).isPresent();
        assertThat(family(families, "prometheus_tsdb_compaction_chunk_range_seconds_bucket")
                        .map(Family::type))
                .contains(Family.Type.HISTOGRAM);
    }

    private List<Family> scrape(int port, String... command) throws IOException, InterruptedException {
        Assumptions.assumeTrue(isInstalled(command[0]), "needs " + command[0] + ", which is not installed");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("target.out").toFile())
                .start();
        ScrapeTargetConfig config = new ScrapeTargetConfig(
                "real",
                URI.create("http://127.0.0.1:" + port + "/metrics"),
                Credentials.NONE,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                new ScrapeLimits(4_000_000, 10_000, 30),
                false,
                Map.of(),
                List.of());
        ScrapeTarget target = new ScrapeTarget(config, "gym-7", Clock.system(), warnings::add);
        try {
            await().pollInterval(Duration.ofSeconds(1)).until(() -> {
                target.scrape();
                return value(LatestFamilies.of(target), "up") == 1;
            });
            return LatestFamilies.of(target);
        } finally {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static Optional<Family> family(List<Family> families, String name) {
        return families.stream().filter(family -> family.name().equals(name)).findFirst();
    }

    private static double value(List<Family> families, String name) {
        return family(families, name).orElseThrow().samples().getFirst().value();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isInstalled(String command) {
        for (String path : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(path, command))) {
                return true;
            }
        }
        return false;
    }
}
