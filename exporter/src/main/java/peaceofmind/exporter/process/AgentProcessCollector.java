// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.linux.ProcessStat;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.Collector;

/** Metrics of the agent's own process. */
public final class AgentProcessCollector implements Collector {

    /** In kibibytes, unlike {@code statm}, whose page size depends on the machine. */
    private static final String RESIDENT = "VmRSS:";

    private static final Path STATUS = ProcessTimes.PROC.resolve("self/status");
    private static final Path STAT = ProcessTimes.PROC.resolve("self/stat");

    private static final Family BUILD_INFO = new Family(
            "peace_build_info",
            Family.Type.GAUGE,
            "Version of the agent; always 1.",
            List.of(new Family.Sample(Map.of("version", version()), 1)));

    private final ProcessTimes processTimes;
    private final LongSupplier missedCollections;
    private final KernelFiles files = new KernelFiles(System::nanoTime);

    /** @param missedCollections collections that the pipeline has missed since the start */
    public AgentProcessCollector(ProcessTimes processTimes, LongSupplier missedCollections) {
        this.processTimes = processTimes;
        this.missedCollections = missedCollections;
    }

    /** Such as {@code 0.1.0}; {@code unpackaged} when run from class files. */
    public static String version() {
        return Optional.ofNullable(AgentProcessCollector.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public Collected collect() throws IOException {
        List<Family> families = new ArrayList<>();
        families.add(BUILD_INFO);
        Optional<ProcessStat> self = files.read(STAT).map(TextScanner::content).flatMap(ProcessStat::parse);
        if (self.isPresent()) {
            families.add(Family.counter(
                    "process_cpu_seconds_total",
                    "CPU time of the agent, user and system.",
                    self.get().cpuTicks() / ProcessTimes.TICKS_PER_SECOND));
            processTimes
                    .startSeconds(self.get())
                    .ifPresent(start -> families.add(Family.gauge(
                            "process_start_time_seconds", "Start time of the agent, in seconds since 1970.", start)));
        }
        residentKibibytes()
                .ifPresent(kibibytes -> families.add(Family.gauge(
                        "process_resident_memory_bytes", "Resident memory of the agent.", kibibytes * 1024)));
        families.add(Family.counter(
                "peace_agent_missed_collections_total",
                "Collections for alerts, history and shipping that were skipped because the agent was late.",
                (double) missedCollections.getAsLong()));
        Runtime runtime = Runtime.getRuntime();
        families.add(Family.gauge(
                "peace_agent_heap_used_bytes",
                "Used Java heap of the agent, including garbage that is not collected yet.",
                (double) (runtime.totalMemory() - runtime.freeMemory())));
        families.add(Family.gauge(
                "peace_agent_heap_max_bytes", "Maximum Java heap of the agent.", (double) runtime.maxMemory()));
        return Collected.of(families);
    }

    private OptionalDouble residentKibibytes() throws IOException {
        TextScanner status = files.require(STATUS);
        while (status.nextLine()) {
            if (status.nextWord() && status.wordEquals(RESIDENT) && status.nextWord()) {
                return OptionalDouble.of(status.number());
            }
        }
        return OptionalDouble.empty();
    }
}
