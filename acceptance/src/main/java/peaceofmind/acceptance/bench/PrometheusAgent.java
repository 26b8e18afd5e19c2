// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Debian's Prometheus in agent mode, which scrapes every 15 s and sends everything by remote write. Closing it stops it. */
record PrometheusAgent(Process process) implements AutoCloseable {

    private static final String JOB_TEMPLATE = """
                  - job_name: port-%1$d
                    static_configs:
                      - targets: ['127.0.0.1:%1$d']
                        labels: {instance: balaruc-les-bains-rob, customer: balaruc-les-bains-rob, location: gym}
                """;

    /**
     * Starts Prometheus.
     *
     * @param scrapedPorts ports of its scrape targets
     * @param receiverUrl its remote-write URL
     */
    static PrometheusAgent start(Path dir, List<Integer> scrapedPorts, String receiverUrl) throws IOException {
        String jobs = scrapedPorts.stream().map(JOB_TEMPLATE::formatted).collect(Collectors.joining());
        Path config = Files.writeString(dir.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 15s
                scrape_configs:
                %sremote_write:
                  - {url: '%s'}
                """.formatted(jobs, receiverUrl));
        return new PrometheusAgent(new ProcessBuilder(
                        "prometheus",
                        "--enable-feature=agent",
                        "--config.file=" + config,
                        "--storage.agent.path=" + dir.resolve("wal"),
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("prometheus.out").toFile())
                .start());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
