// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.linux.ProcessStat;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.Collector;

/** Metrics of the agent's own process. */
public final class AgentProcessCollector implements Collector {

    /** In kibibytes, unlike {@code statm}, whose page size depends on the machine. */
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private static final Family BUILD_INFO = new Family(
            "peace_build_info",
            Family.Type.GAUGE,
            "Version of the agent; always 1.",
            List.of(new Family.Sample(Map.of("version", version()), 1)));

    private final ProcessTimes processTimes;
    private final LongSupplier missedCollections;

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
        Optional<ProcessStat> self =
                ProcessStat.read(ProcessTimes.PROC, ProcessHandle.current().pid());
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
        Matcher resident = RESIDENT.matcher(Files.readString(ProcessTimes.PROC.resolve("self/status")));
        if (resident.find()) {
            families.add(Family.gauge(
                    "process_resident_memory_bytes",
                    "Resident memory of the agent.",
                    Double.parseDouble(resident.group(1)) * 1024));
        }
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
}
