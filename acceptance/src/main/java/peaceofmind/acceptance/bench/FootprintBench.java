package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.acceptance.Checkout;
import peaceofmind.acceptance.DemoRun;
import peaceofmind.linux.CLibrary;

/**
 * What the monitors cost while all is well: memory, processor and disk writes of the watchdog and of the agent, which ships its
 * default list, beside Debian's Prometheus in agent mode and node_exporter, at the same time in the same three minutes.
 */
final class FootprintBench {

    private static final int MINUTES = 3;

    /** Java's compiler has done its work by then; a device runs for months. */
    private static final Duration WARM_UP = Duration.ofMinutes(5);

    private static final int SIGTERM = 15;

    /** What one process used in each of the minutes. */
    private record Used(Measured process, List<Double> cpuSeconds) {
        private Used(long pid) {
            this(new Measured(pid), new ArrayList<>());
        }
    }

    private FootprintBench() {}

    static void run(Checkout checkout, Path dir, Figures figures) throws IOException, InterruptedException {
        try (DemoRun demo = DemoRun.start(checkout, dir, 29_300);
                ByteCounter receiver = new ByteCounter()) {
            demo.awaitUp(Duration.ofSeconds(60));
            ship(demo, receiver);
            if (!NodeExporter.isInstalled()) {
                figures.note("node_exporter is not installed: nothing to compare with");
                measure(demo, Map.of(), figures);
                return;
            }
            try (NodeExporter nodeExporter = NodeExporter.asInstalled(dir);
                    PrometheusAgent prometheus =
                            PrometheusAgent.start(dir, List.of(nodeExporter.port()), receiver.url())) {
                Map<String, Used> theirs = new LinkedHashMap<>();
                theirs.put("node_exporter", new Used(nodeExporter.process().pid()));
                theirs.put("Prometheus agent", new Used(prometheus.process().pid()));
                measure(demo, theirs, figures);
            }
        }
    }

    /** The demo ships nothing by itself; it starts an agent that has ended again, which then reads its configuration anew. */
    private static void ship(DemoRun demo, ByteCounter receiver) throws IOException, InterruptedException {
        long first = pid(demo, "AgentMain");
        String ship = "\nship: {metrics: [{name: bench, url: '" + receiver.url() + "'}]}\n";
        Files.writeString(demo.dir().resolve("peace.yaml"), ship, StandardOpenOption.APPEND);
        CLibrary.kill(first, SIGTERM);
        demo.await(
                () -> demo.processOf("AgentMain").filter(pid -> pid != first).isPresent(),
                Duration.ofSeconds(30),
                "no new agent");
    }

    private static void measure(DemoRun demo, Map<String, Used> theirs, Figures figures)
            throws IOException, InterruptedException {
        List<Used> ours = List.of(new Used(pid(demo, "WatchdogMain")), new Used(pid(demo, "AgentMain")));
        List<Used> all = new ArrayList<>(ours);
        all.addAll(theirs.values());
        System.out.println("  measuring for " + MINUTES + " minutes, after " + WARM_UP.toMinutes() + " ...");
        Thread.sleep(WARM_UP);
        long writtenBefore = written(ours);
        for (int minute = 0; minute < MINUTES; minute++) {
            List<Double> before = new ArrayList<>();
            for (Used used : all) {
                before.add(used.process.cpuSeconds());
            }
            Thread.sleep(Duration.ofMinutes(1));
            for (int i = 0; i < all.size(); i++) {
                all.get(i).cpuSeconds.add(all.get(i).process.cpuSeconds() - before.get(i));
            }
        }
        double megabytesADay = (written(ours) - writtenBefore) * (24.0 * 60 / MINUTES) / 1e6;
        report(ours, theirs, megabytesADay, figures);
    }

    private static void report(List<Used> ours, Map<String, Used> theirs, double written, Figures figures)
            throws IOException {
        figures.heading("Footprint of the monitors, idle, over " + MINUTES + " minutes, " + WARM_UP.toMinutes()
                + " minutes after their start; the agent ships its default list");
        Used watchdog = ours.getFirst();
        Used agent = ours.getLast();
        double[] memory = {watchdog.process.pssMegabytes(), agent.process.pssMegabytes()};
        figures.row("watchdog, memory (PSS)", "MB", "-", memory[0]);
        figures.row("agent, memory (PSS)", "MB", "-", memory[1]);
        figures.row(
                "ours together, memory (PSS)",
                "MB",
                Budget.atMost(85),
                "original, all four: 85",
                memory[0] + memory[1]);
        for (Map.Entry<String, Used> one : theirs.entrySet()) {
            figures.row(
                    "  " + one.getKey() + ", memory (PSS)",
                    "MB",
                    "-",
                    one.getValue().process.pssMegabytes());
        }
        figures.row("watchdog, processor a minute", "s", "-", cpu(List.of(watchdog)));
        figures.row("agent, processor a minute", "s", Budget.atMost(0.5), "-", cpu(List.of(agent)));
        figures.row(
                "ours together, processor a minute", "s", Budget.atMost(0.6), "original, all four: 1.25", cpu(ours));
        for (Map.Entry<String, Used> one : theirs.entrySet()) {
            figures.row("  " + one.getKey() + ", processor a minute", "s", "-", cpu(List.of(one.getValue())));
        }
        figures.row("ours together, disk writes", "MB/d", Budget.atMost(20), "-", written);
        figures.note(
                "Of the original's monitors the watchdog and the exporter (26 MB) are no Debian packages: not here.");
    }

    private static double[] cpu(List<Used> processes) {
        double[] seconds = new double[MINUTES];
        for (Used used : processes) {
            for (int minute = 0; minute < MINUTES; minute++) {
                seconds[minute] += used.cpuSeconds.get(minute);
            }
        }
        return seconds;
    }

    private static long written(List<Used> processes) throws IOException {
        long sum = 0;
        for (Used used : processes) {
            sum += used.process.writtenBytes();
        }
        return sum;
    }

    private static long pid(DemoRun demo, String word) throws IOException {
        return demo.processOf(word).orElseThrow(() -> new IOException("no process " + word));
    }
}
