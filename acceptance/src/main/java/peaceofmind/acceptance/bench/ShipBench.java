// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.acceptance.Checkout;

/** Shipping of metrics compared with Debian's Prometheus in agent mode, both running at the same time with the same series. */
final class ShipBench {

    private static final Duration WARM_UP_TIME = Duration.ofSeconds(70);
    private static final Duration MEASURED_TIME = Duration.ofMinutes(4);
    private static final int NODE_PORT = 29_500;
    private static final int RECORDER_PORT = 29_501;
    private static final Duration COLLECT_INTERVAL = Duration.ofSeconds(15);
    private static final String GC_LOG = "gc.log";

    private ShipBench() {}

    static void run(Checkout checkout, Path dir, BenchReport report) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        try (CountingReceiver defaultReceiver = new CountingReceiver();
                CountingReceiver all = new CountingReceiver();
                CountingReceiver prometheusReceiver = new CountingReceiver()) {
            Process agent = agent(dir, defaultReceiver, all);
            try (PrometheusAgent prometheus =
                    PrometheusAgent.start(dir, List.of(NODE_PORT, RECORDER_PORT), prometheusReceiver.url())) {
                MeasuredProcess ourProcess = new MeasuredProcess(agent.pid());
                MeasuredProcess theirProcess =
                        new MeasuredProcess(prometheus.process().pid());
                System.out.println(
                        "  measuring for " + WARM_UP_TIME.plus(MEASURED_TIME).toSeconds() + " s ...");
                Thread.sleep(WARM_UP_TIME);
                long[] before = {
                    defaultReceiver.bytes(),
                    all.bytes(),
                    prometheusReceiver.bytes(),
                    ourProcess.writtenBytes(),
                    theirProcess.writtenBytes()
                };
                AllocationLog allocated = AllocationLog.from(dir.resolve(GC_LOG));
                Thread.sleep(MEASURED_TIME);
                double kilobytesPerSecond =
                        AllocationLog.from(dir.resolve(GC_LOG)).perSecondSince(allocated);
                double perHour = 3_600.0 / MEASURED_TIME.toSeconds() / 1e6;
                double prometheusPerHour = (prometheusReceiver.bytes() - before[2]) * perHour;
                report.heading("Shipping, over " + MEASURED_TIME.toMinutes() + " minutes, " + countSeries()
                        + " series exposed");
                report.row(
                        "default list, every minute",
                        "MB/h",
                        Budget.atMost(0.37),
                        "original 3.7",
                        (defaultReceiver.bytes() - before[0]) * perHour);
                report.row(
                        "all series, every 15 s",
                        "MB/h",
                        Budget.atMost(prometheusPerHour / 2),
                        "half of Prometheus",
                        (all.bytes() - before[1]) * perHour);
                report.row("Prometheus, all series, every 15 s", "MB/h", "-", prometheusPerHour);
                report.row(
                        "disk writes, agent",
                        "MB/d",
                        Budget.atMost(20),
                        "for all monitors",
                        (ourProcess.writtenBytes() - before[3]) * perHour * 24);
                report.row(
                        "disk writes, Prometheus",
                        "MB/d",
                        "-",
                        (theirProcess.writtenBytes() - before[4]) * perHour * 24);
                report.row(
                        "allocation per collection, in total",
                        "kB",
                        "15 s, scraped once as well",
                        kilobytesPerSecond * COLLECT_INTERVAL.toSeconds());
                report.note("requests: default " + defaultReceiver.requests() + ", all " + all.requests()
                        + ", Prometheus " + prometheusReceiver.requests());
            } finally {
                agent.destroyForcibly();
            }
        }
        measureSpeed(checkout, dir, report);
    }

    private static Process agent(Path dir, CountingReceiver defaultReceiver, CountingReceiver all) throws IOException {
        Path config = Files.writeString(dir.resolve("peace.yaml"), """
                device: {name: balaruc-les-bains-rob, customer: balaruc-les-bains-rob, location: gym}
                agent:
                  node_port: %2$d
                  recorder_port: %3$d
                  heartbeat: %1$s/heartbeat.json
                  database: %1$s/video_metadata.db
                  storage: %1$s
                  state_dir: %1$s/state
                ship:
                  metrics:
                    - {name: default, url: '%4$s'}
                    - {name: all, url: '%5$s', interval: 15s, allow: all}
                """.formatted(
                        dir, NODE_PORT, RECORDER_PORT, defaultReceiver.url(), all.url()));
        Files.writeString(
                dir.resolve("heartbeat.json"),
                "{\"timestamp\":\"2026-11-24T08:00:00Z\",\"state\":\"recording\",\"recording_active\":true}");
        return java(
                dir,
                System.getProperty("java.class.path"),
                "agent.out",
                "peaceofmind.agent.AgentMain",
                "--config",
                config.toString());
    }

    private static Process java(Path dir, String classPath, String output, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx48m",
                "-XX:-UsePerfData",
                "-Xlog:gc+heap=info:file=" + dir.resolve(GC_LOG),
                "-cp",
                classPath));
        all.addAll(List.of(command));
        return new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve(output).toFile())
                .start();
    }

    private static int countSeries() {
        int lines = 0;
        for (int port : new int[] {NODE_PORT, RECORDER_PORT}) {
            try (InputStream in =
                    URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
                lines += (int) new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .count();
            } catch (IOException unavailable) {
                System.out.println("  no metrics at port " + port);
            }
        }
        return lines;
    }

    /** Catch-up and encoding, measured inside a separate process with the agent's classes. */
    private static void measureSpeed(Checkout checkout, Path dir, BenchReport report)
            throws IOException, InterruptedException {
        String classPath =
                System.getProperty("java.class.path") + ":" + checkout.root().resolve("shipping/target/test-classes");
        Process process = java(
                dir,
                classPath,
                "speed.out",
                "peaceofmind.shipping.metrics.ShipSpeed",
                dir.resolve("speed").toString());
        if (process.waitFor() != 0) {
            throw new IOException("ShipSpeed failed: see " + dir.resolve("speed.out"));
        }
        report.heading("Catch-up after 24 hours without a connection; encoding (150 series, once a minute)");
        try (BufferedReader lines = Files.newBufferedReader(dir.resolve("speed.out"))) {
            for (Optional<String> line = nextLine(lines); line.isPresent(); line = nextLine(lines)) {
                String[] columns = line.get().split("\t", -1);
                report.row(columns[0], columns[1], "-", Double.parseDouble(columns[2]));
            }
        }
    }

    private static Optional<String> nextLine(BufferedReader lines) throws IOException {
        return Optional.ofNullable(lines.readLine());
    }
}
