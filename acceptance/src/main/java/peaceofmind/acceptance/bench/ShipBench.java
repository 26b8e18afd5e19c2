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

/** Shipping of metrics beside Debian's Prometheus in agent mode, both at work at the same time on the same series. */
final class ShipBench {

    private static final Duration WARM_UP = Duration.ofSeconds(70);
    private static final Duration SPAN = Duration.ofMinutes(4);
    private static final int NODE_PORT = 29_500;
    private static final int RECORDER_PORT = 29_501;
    private static final Duration CYCLE = Duration.ofSeconds(15);
    private static final String GC_LOG = "gc.log";

    private ShipBench() {}

    static void run(Checkout checkout, Path dir, Figures figures) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        try (ByteCounter byDefault = new ByteCounter();
                ByteCounter all = new ByteCounter();
                ByteCounter theirs = new ByteCounter()) {
            Process agent = agent(dir, byDefault, all);
            try (PrometheusAgent prometheus =
                    PrometheusAgent.start(dir, List.of(NODE_PORT, RECORDER_PORT), theirs.url())) {
                Measured ourProcess = new Measured(agent.pid());
                Measured theirProcess = new Measured(prometheus.process().pid());
                System.out.println("  measuring for " + WARM_UP.plus(SPAN).toSeconds() + " s ...");
                Thread.sleep(WARM_UP);
                long[] before = {
                    byDefault.bytes(),
                    all.bytes(),
                    theirs.bytes(),
                    ourProcess.writtenBytes(),
                    theirProcess.writtenBytes()
                };
                AllocationLog allocated = AllocationLog.from(dir.resolve(GC_LOG));
                Thread.sleep(SPAN);
                double kilobytesASecond =
                        AllocationLog.from(dir.resolve(GC_LOG)).perSecondSince(allocated);
                double perHour = 3_600.0 / SPAN.toSeconds() / 1e6;
                double prometheusHour = (theirs.bytes() - before[2]) * perHour;
                figures.heading("Shipping, over " + SPAN.toMinutes() + " minutes, " + series() + " series exposed");
                figures.row(
                        "default list, each minute",
                        "MB/h",
                        Budget.atMost(0.37),
                        "original 3.7",
                        (byDefault.bytes() - before[0]) * perHour);
                figures.row(
                        "all series, each 15 s",
                        "MB/h",
                        Budget.atMost(prometheusHour / 2),
                        "half of Prometheus",
                        (all.bytes() - before[1]) * perHour);
                figures.row("Prometheus, all series, each 15 s", "MB/h", "-", prometheusHour);
                figures.row(
                        "disk writes, agent",
                        "MB/d",
                        Budget.atMost(20),
                        "for all monitors",
                        (ourProcess.writtenBytes() - before[3]) * perHour * 24);
                figures.row(
                        "disk writes, Prometheus",
                        "MB/d",
                        "-",
                        (theirProcess.writtenBytes() - before[4]) * perHour * 24);
                figures.row(
                        "allocation of a cycle, all in all",
                        "kB",
                        "15 s, scraped once besides",
                        kilobytesASecond * CYCLE.toSeconds());
                figures.note("requests: default " + byDefault.requests() + ", all " + all.requests() + ", Prometheus "
                        + theirs.requests());
            } finally {
                agent.destroyForcibly();
            }
        }
        speed(checkout, dir, figures);
    }

    private static Process agent(Path dir, ByteCounter byDefault, ByteCounter all) throws IOException {
        Path config = Files.writeString(
                dir.resolve("peace.yaml"), """
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
                """.formatted(dir, NODE_PORT, RECORDER_PORT, byDefault.url(), all.url()));
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

    private static int series() {
        int lines = 0;
        for (int port : new int[] {NODE_PORT, RECORDER_PORT}) {
            try (InputStream in =
                    URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
                lines += (int) new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .count();
            } catch (IOException notServed) {
                System.out.println("  nobody serves port " + port);
            }
        }
        return lines;
    }

    /** Catch-up and encoding, measured inside a process of their own beside the agent's classes. */
    private static void speed(Checkout checkout, Path dir, Figures figures) throws IOException, InterruptedException {
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
        figures.heading("Catch-up after 24 hours without a way out; encoding (150 series, once a minute)");
        try (BufferedReader lines = Files.newBufferedReader(dir.resolve("speed.out"))) {
            for (Optional<String> line = next(lines); line.isPresent(); line = next(lines)) {
                String[] parts = line.get().split("\t", -1);
                figures.row(parts[0], parts[1], "-", Double.parseDouble(parts[2]));
            }
        }
    }

    private static Optional<String> next(BufferedReader lines) throws IOException {
        return Optional.ofNullable(lines.readLine());
    }
}
