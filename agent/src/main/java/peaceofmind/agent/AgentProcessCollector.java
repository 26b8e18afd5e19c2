package peaceofmind.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import peaceofmind.linux.ProcessStat;

/** The agent's own process. */
final class AgentProcessCollector implements Collector {

    private static final String VERSION = "0.1.0";

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public List<Family> collect() throws IOException {
        long pid = ProcessHandle.current().pid();
        List<Family> families = new ArrayList<>();
        families.add(new Family(
                "peace_build_info",
                Family.Type.GAUGE,
                "Version of the agent; always 1.",
                List.of(new Family.Sample(Map.of("version", VERSION), 1))));
        ProcessStat.read(ProcessTimes.PROC, pid)
                .ifPresent(stat -> families.add(Family.counter(
                        "process_cpu_seconds_total",
                        "CPU time of the agent, user and system.",
                        stat.cpuTicks() / ProcessTimes.TICKS_PER_SECOND)));
        ProcessTimes.startSeconds(pid)
                .ifPresent(start -> families.add(
                        Family.gauge("process_start_time_seconds", "Start of the agent, seconds since 1970.", start)));
        for (String line : Files.readAllLines(ProcessTimes.PROC.resolve("self/status"))) {
            if (line.startsWith("VmRSS:")) {
                double kibibytes = Double.parseDouble(line.replaceAll("[^0-9]", ""));
                families.add(Family.gauge(
                        "process_resident_memory_bytes", "Resident memory of the agent.", kibibytes * 1024));
            }
        }
        return families;
    }
}
