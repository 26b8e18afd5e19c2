package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import peaceofmind.acceptance.Checkout;
import peaceofmind.acceptance.DemoRun;
import peaceofmind.linux.ProcessStat;

/** What the monitors cost while all is well: memory and processor of the watchdog and of the agent over three minutes. */
final class FootprintBench {

    private static final Duration SPAN = Duration.ofMinutes(3);
    private static final Path PROC = Path.of("/proc");

    /** Clock ticks of /proc are hundredths of a second on every Linux that we run on (USER_HZ). */
    private static final double TICKS_PER_SECOND = 100;

    private FootprintBench() {}

    static void run(Checkout checkout, Path dir, Figures figures) throws IOException, InterruptedException {
        try (DemoRun demo = DemoRun.start(checkout, dir, 29_300)) {
            demo.awaitUp(Duration.ofSeconds(60));
            Thread.sleep(20_000);
            long watchdog = demo.processOf("WatchdogMain").orElseThrow(() -> new IOException("no watchdog"));
            long agent = demo.processOf("AgentMain").orElseThrow(() -> new IOException("no agent"));
            double watchdogBefore = cpuSeconds(watchdog);
            double agentBefore = cpuSeconds(agent);
            System.out.println("  measuring for " + SPAN.toMinutes() + " minutes ...");
            Thread.sleep(SPAN);
            double minutes = SPAN.toSeconds() / 60.0;
            double watchdogCpu = (cpuSeconds(watchdog) - watchdogBefore) / minutes;
            double agentCpu = (cpuSeconds(agent) - agentBefore) / minutes;
            double watchdogMemory = pssMegabytes(watchdog);
            double agentMemory = pssMegabytes(agent);
            figures.heading("Footprint of the monitors, idle, over " + SPAN.toMinutes() + " minutes");
            figures.row("watchdog, memory (PSS)", "MB", "original 9 MB", watchdogMemory);
            figures.row("agent with :9101, memory (PSS)", "MB", "original exporter 17 MB", agentMemory);
            figures.row("both, memory (PSS)", "MB", "all monitors at most 85 MB", watchdogMemory + agentMemory);
            figures.row("watchdog, processor a minute", "s", "-", watchdogCpu);
            figures.row("agent with :9101, processor a minute", "s", "-", agentCpu);
            figures.row(
                    "both, processor a minute",
                    "s",
                    "original, all monitors: 1.25 s; ours at most 0.6 s",
                    watchdogCpu + agentCpu);
        }
    }

    private static double cpuSeconds(long pid) throws IOException {
        return ProcessStat.read(PROC, pid)
                        .orElseThrow(() -> new IOException("process " + pid + " is gone"))
                        .cpuTicks()
                / TICKS_PER_SECOND;
    }

    /** Proportional set size: pages that several processes share count in parts (proc(5), smaps_rollup). */
    private static double pssMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(PROC.resolve(pid + "/smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
            }
        }
        throw new IOException("no Pss in smaps_rollup of " + pid);
    }
}
