// SPDX-License-Identifier: Apache-2.0
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
 * The cost of idle monitoring: memory, CPU and disk writes of the watchdog and of the agent, which ships its default list, compared with
 * Debian's Prometheus in agent mode and node_exporter over the same three minutes.
 */
final class FootprintBench {

    private static final int MEASURED_MINUTES = 3;

    /** Long enough for the JIT compiler to settle, because a device runs for months. */
    private static final Duration WARM_UP_TIME = Duration.ofMinutes(5);

    private static final int SIGTERM = 15;

    /** The usage of one process in each minute. */
    private record ProcessUsage(MeasuredProcess process, List<Double> cpuSeconds) {
        private ProcessUsage(long pid) {
            this(new MeasuredProcess(pid), new ArrayList<>());
        }
    }

    private FootprintBench() {}

    static void run(Checkout checkout, Path dir, BenchReport report) throws IOException, InterruptedException {
        try (DemoRun demo = DemoRun.start(checkout, dir, 29_300);
                CountingReceiver receiver = new CountingReceiver()) {
            demo.awaitReady(Duration.ofSeconds(60));
            enableShipping(demo, receiver);
            if (!NodeExporter.isInstalled()) {
                report.note("node_exporter is not installed: nothing to compare with");
                measure(demo, Map.of(), report);
                return;
            }
            try (NodeExporter nodeExporter = NodeExporter.withDefaults(dir);
                    PrometheusAgent prometheus =
                            PrometheusAgent.start(dir, List.of(nodeExporter.port()), receiver.url())) {
                Map<String, ProcessUsage> theirs = new LinkedHashMap<>();
                theirs.put(
                        "node_exporter", new ProcessUsage(nodeExporter.process().pid()));
                theirs.put(
                        "Prometheus agent",
                        new ProcessUsage(prometheus.process().pid()));
                measure(demo, theirs, report);
            }
        }
    }

    /** A demo ships nothing by default. It restarts an agent that has exited, which then reads the changed configuration. */
    private static void enableShipping(DemoRun demo, CountingReceiver receiver)
            throws IOException, InterruptedException {
        long firstPid = pid(demo, "AgentMain");
        String ship = "\nship: {metrics: [{name: bench, url: '" + receiver.url() + "'}]}\n";
        Files.writeString(demo.dir().resolve("peace.yaml"), ship, StandardOpenOption.APPEND);
        CLibrary.kill(firstPid, SIGTERM);
        demo.await(
                () -> demo.findProcess("AgentMain")
                        .filter(pid -> pid != firstPid)
                        .isPresent(),
                Duration.ofSeconds(30),
                "no new agent");
    }

    private static void measure(DemoRun demo, Map<String, ProcessUsage> theirs, BenchReport report)
            throws IOException, InterruptedException {
        List<ProcessUsage> ours =
                List.of(new ProcessUsage(pid(demo, "WatchdogMain")), new ProcessUsage(pid(demo, "AgentMain")));
        List<ProcessUsage> all = new ArrayList<>(ours);
        all.addAll(theirs.values());
        System.out.println("  measuring for " + MEASURED_MINUTES + " minutes, after a warm-up of "
                + WARM_UP_TIME.toMinutes() + " ...");
        Thread.sleep(WARM_UP_TIME);
        long writtenBefore = writtenBytes(ours);
        for (int minute = 0; minute < MEASURED_MINUTES; minute++) {
            List<Double> before = new ArrayList<>();
            for (ProcessUsage usage : all) {
                before.add(usage.process.cpuSeconds());
            }
            Thread.sleep(Duration.ofMinutes(1));
            for (int i = 0; i < all.size(); i++) {
                all.get(i).cpuSeconds.add(all.get(i).process.cpuSeconds() - before.get(i));
            }
        }
        double megabytesPerDay = (writtenBytes(ours) - writtenBefore) * (24.0 * 60 / MEASURED_MINUTES) / 1e6;
        printReport(ours, theirs, megabytesPerDay, report);
    }

    private static void printReport(
            List<ProcessUsage> ours, Map<String, ProcessUsage> theirs, double written, BenchReport report)
            throws IOException {
        report.heading("Footprint of idle monitoring, over " + MEASURED_MINUTES + " minutes, "
                + WARM_UP_TIME.toMinutes() + " minutes after the start; the agent ships its default list");
        ProcessUsage watchdog = ours.getFirst();
        ProcessUsage agent = ours.getLast();
        double[] memory = {watchdog.process.pssMegabytes(), agent.process.pssMegabytes()};
        report.row("watchdog, memory (PSS)", "MB", "-", memory[0]);
        report.row("agent, memory (PSS)", "MB", "-", memory[1]);
        report.row(
                "watchdog and agent, memory (PSS)",
                "MB",
                Budget.atMost(85),
                "original, all four: 85",
                memory[0] + memory[1]);
        for (Map.Entry<String, ProcessUsage> entry : theirs.entrySet()) {
            report.row(
                    "  " + entry.getKey() + ", memory (PSS)",
                    "MB",
                    "-",
                    entry.getValue().process.pssMegabytes());
        }
        report.row("watchdog, CPU per minute", "s", "-", cpu(List.of(watchdog)));
        report.row("agent, CPU per minute", "s", Budget.atMost(0.5), "-", cpu(List.of(agent)));
        report.row(
                "watchdog and agent, CPU per minute", "s", Budget.atMost(0.6), "original, all four: 1.25", cpu(ours));
        for (Map.Entry<String, ProcessUsage> entry : theirs.entrySet()) {
            report.row("  " + entry.getKey() + ", CPU per minute", "s", "-", cpu(List.of(entry.getValue())));
        }
        report.row("watchdog and agent, disk writes", "MB/d", Budget.atMost(20), "-", written);
        report.note("Not measured here: the original's watchdog and exporter (26 MB), which are not Debian packages.");
    }

    private static double[] cpu(List<ProcessUsage> processes) {
        double[] seconds = new double[MEASURED_MINUTES];
        for (ProcessUsage usage : processes) {
            for (int minute = 0; minute < MEASURED_MINUTES; minute++) {
                seconds[minute] += usage.cpuSeconds.get(minute);
            }
        }
        return seconds;
    }

    private static long writtenBytes(List<ProcessUsage> processes) throws IOException {
        long sum = 0;
        for (ProcessUsage usage : processes) {
            sum += usage.process.writtenBytes();
        }
        return sum;
    }

    private static long pid(DemoRun demo, String mainClass) throws IOException {
        return demo.findProcess(mainClass).orElseThrow(() -> new IOException("no process " + mainClass));
    }
}
