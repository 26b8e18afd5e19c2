// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Debian's Prometheus with a past of our choice. */
final class HistoricPrometheus implements AutoCloseable {

    private final Process process;
    private final int port;

    private HistoricPrometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param samples lines of OpenMetrics, with times in seconds */
    static HistoricPrometheus start(Path folder, List<String> samples) throws IOException, InterruptedException {
        for (String program : List.of("/usr/bin/prometheus", "/usr/bin/promtool")) {
            Assumptions.assumeTrue(
                    Files.isExecutable(Path.of(program)), "what needs prometheus: " + program + " is not installed");
        }
        Path input = folder.resolve("past.om");
        Files.writeString(input, String.join("\n", samples) + "\n# EOF\n");
        Path blocks = Files.createDirectories(folder.resolve("tsdb"));
        Process promtool = new ProcessBuilder(
                        "/usr/bin/promtool",
                        "tsdb",
                        "create-blocks-from",
                        "openmetrics",
                        "--quiet",
                        input.toString(),
                        blocks.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("promtool.out").toFile())
                .start();
        if (promtool.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("promtool.out")));
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        "/usr/bin/prometheus",
                        "--config.file=" + Files.writeString(folder.resolve("prometheus.yml"), ""),
                        "--storage.tsdb.path=" + blocks,
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.out").toFile())
                .start();
        HistoricPrometheus prometheus = new HistoricPrometheus(process, port);
        await().ignoreExceptions().until(() -> {
            try (var ready = URI.create(prometheus.url() + "/-/ready").toURL().openStream()) {
                return ready.readAllBytes().length > 0;
            }
        });
        return prometheus;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
