// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.acceptance.Checkout;
import peaceofmind.acceptance.DemoRun;

/**
 * The cost of one scrape, as CPU time of the process over many scrapes: ours at :9100 and :9101, and Debian's node_exporter with the
 * same collectors, alternating in one run.
 */
final class ScrapeBench {

    private static final int PORT_BASE = 29_400;
    private static final int WARM_UP_SCRAPES = 3_000;
    private static final int ROUNDS = 5;
    private static final int SCRAPES = 500;

    private record Target(String label, MeasuredProcess process, int port, List<Double> millis) {
        private Target(String label, long pid, int port) {
            this(label, new MeasuredProcess(pid), port, new ArrayList<>());
        }

        private double[] allMillis() {
            return millis.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    private ScrapeBench() {}

    static void run(Checkout checkout, Path dir, BenchReport report) throws IOException, InterruptedException {
        try (DemoRun demo = DemoRun.start(checkout, dir, PORT_BASE)) {
            demo.awaitReady(Duration.ofSeconds(60));
            long agent = demo.findProcess("AgentMain").orElseThrow(() -> new IOException("no agent"));
            Target system = new Target("ours :9100", agent, PORT_BASE);
            Target recorder = new Target("ours :9101", agent, PORT_BASE + 1);
            if (!NodeExporter.isInstalled()) {
                report.note("node_exporter is not installed: nothing to compare :9100 with");
                measure(report, List.of(system, recorder));
                printReport(report, system, recorder);
                return;
            }
            try (NodeExporter nodeExporter = NodeExporter.withSharedCollectors(dir)) {
                Target nodeExporterTarget = new Target(
                        "node_exporter, same collectors", nodeExporter.process().pid(), nodeExporter.port());
                measure(report, List.of(system, nodeExporterTarget, recorder));
                printReport(report, system, recorder);
                report.row(
                        nodeExporterTarget.label + ", " + scrape(nodeExporterTarget.port, 1) + " B",
                        "ms",
                        "-",
                        nodeExporterTarget.allMillis());
                double share =
                        BenchReport.median(system.allMillis()) / BenchReport.median(nodeExporterTarget.allMillis());
                report.row("ours :9100 relative to node_exporter", "", "theirs 6.5 - 10 ms: <= 0.31 - 0.2", share);
            }
        }
    }

    private static void measure(BenchReport report, List<Target> targets) throws IOException {
        for (Target target : targets) {
            scrape(target.port, WARM_UP_SCRAPES);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Target target : targets) {
                double before = target.process.cpuSeconds();
                scrape(target.port, SCRAPES);
                target.millis.add((target.process.cpuSeconds() - before) * 1000 / SCRAPES);
            }
        }
        report.heading(
                "CPU per scrape, over " + SCRAPES + " scrapes per round, after " + WARM_UP_SCRAPES + " to warm up");
    }

    private static void printReport(BenchReport report, Target system, Target recorder) throws IOException {
        report.row(
                system.label + ", " + scrape(system.port, 1) + " B", "ms", Budget.atMost(2), "-", system.allMillis());
        report.row(
                recorder.label + ", " + scrape(recorder.port, 1) + " B",
                "ms",
                Budget.atMost(0.3),
                "original 0.44 - 0.70",
                recorder.allMillis());
    }

    private static int scrape(int port, int count) throws IOException {
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openConnection();
            try (InputStream body = connection.getInputStream()) {
                bytes = body.readAllBytes().length;
            }
        }
        return bytes;
    }
}
