package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peaceofmind.acceptance.Checkout;
import peaceofmind.acceptance.DemoRun;
import peaceofmind.linux.ProcessStat;

/**
 * What one scrape costs: processor time of the process over many scrapes. Ours at :9100 and :9101, and Debian's node_exporter with the
 * same collectors, taking turns in one run.
 */
final class ScrapeBench {

    private static final int PORT_BASE = 29_400;
    private static final int WARM_UP = 3_000;
    private static final int ROUNDS = 5;
    private static final int SCRAPES = 500;
    private static final double MILLIS_PER_TICK = 10;
    private static final Path NODE_EXPORTER = Path.of("/usr/bin/prometheus-node-exporter");

    /** Those that ours has too; watchdog is newer than Debian 12's version, systemd needs a bus. */
    private static final List<String> COLLECTORS = List.of(
            "cpu",
            "cpufreq",
            "diskstats",
            "dmi",
            "filefd",
            "filesystem",
            "hwmon",
            "loadavg",
            "meminfo",
            "netclass",
            "netdev",
            "os",
            "pressure",
            "sockstat",
            "stat",
            "thermal_zone",
            "time",
            "timex",
            "uname",
            "vmstat");

    private record Target(String what, String yardstick, long pid, int port, List<Double> millis) {}

    private ScrapeBench() {}

    static void run(Checkout checkout, Path dir, Figures figures) throws IOException, InterruptedException {
        try (DemoRun demo = DemoRun.start(checkout, dir, PORT_BASE)) {
            demo.awaitUp(Duration.ofSeconds(60));
            long agent = demo.processOf("AgentMain").orElseThrow(() -> new IOException("no agent"));
            Target system = target("ours :9100", "at most 2 ms", agent, PORT_BASE);
            Target recorder = target("ours :9101", "original 0.44 - 0.70 ms; at most 0.3", agent, PORT_BASE + 1);
            if (!Files.isExecutable(NODE_EXPORTER)) {
                figures.note("node_exporter is not installed: nothing to compare :9100 with");
                measure(figures, List.of(system, recorder));
                return;
            }
            int port = freePort();
            Process theirs = nodeExporter(port, dir);
            try {
                awaitAnswer(port);
                Target nodeExporter = target("node_exporter, same collectors", "-", theirs.pid(), port);
                measure(figures, List.of(system, nodeExporter, recorder));
            } finally {
                theirs.destroy();
            }
        }
    }

    private static Target target(String what, String yardstick, long pid, int port) {
        return new Target(what, yardstick, pid, port, new ArrayList<>());
    }

    private static void measure(Figures figures, List<Target> targets) throws IOException {
        for (Target target : targets) {
            scrape(target.port, WARM_UP);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Target target : targets) {
                long before = ticks(target.pid);
                scrape(target.port, SCRAPES);
                target.millis.add((ticks(target.pid) - before) * MILLIS_PER_TICK / SCRAPES);
            }
        }
        figures.heading("Processor of one scrape, over " + SCRAPES + " scrapes a round, after " + WARM_UP);
        for (Target target : targets) {
            figures.row(
                    target.what + ", " + scrape(target.port, 1) + " bytes",
                    "ms",
                    target.yardstick,
                    target.millis.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }

    private static Process nodeExporter(int port, Path dir) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                NODE_EXPORTER.toString(),
                                "--web.listen-address=127.0.0.1:" + port,
                                "--collector.disable-defaults"),
                        COLLECTORS.stream().map(name -> "--collector." + name))
                .collect(Collectors.toList());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("node-exporter.out").toFile())
                .start();
    }

    private static void awaitAnswer(int port) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                scrape(port, 1);
                return;
            } catch (IOException notYet) {
                Thread.sleep(100);
            }
        }
        throw new IOException("node_exporter did not answer within 10 s");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int scrape(int port, int times) throws IOException {
        int bytes = 0;
        for (int i = 0; i < times; i++) {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openConnection();
            try (InputStream body = connection.getInputStream()) {
                bytes = body.readAllBytes().length;
            }
        }
        return bytes;
    }

    private static long ticks(long pid) throws IOException {
        return ProcessStat.read(Path.of("/proc"), pid)
                .orElseThrow(() -> new IOException("process " + pid + " is gone"))
                .cpuTicks();
    }
}
