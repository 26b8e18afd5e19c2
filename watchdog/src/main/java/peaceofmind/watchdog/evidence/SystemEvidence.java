// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.linux.ProcessStat;

/** The machine: memory, load, pressure, temperatures, and the processes that used the most CPU time. */
final class SystemEvidence implements EvidenceSource {

    private static final List<String> FILES =
            List.of("uptime", "loadavg", "meminfo", "pressure/cpu", "pressure/io", "pressure/memory");
    private static final int TOP_PROCESSES = 20;

    private final Path proc;
    private final Path sys;

    SystemEvidence(Path proc, Path sys) {
        this.proc = proc;
        this.sys = sys;
    }

    @Override
    public String fileName() {
        return "system.txt";
    }

    @Override
    public String collect(IncidentContext incident) {
        StringBuilder text = new StringBuilder();
        for (String name : FILES) {
            text.append("== ")
                    .append(name)
                    .append('\n')
                    .append(read(proc.resolve(name)))
                    .append('\n');
        }
        text.append("== temperatures, thousandths of a degree Celsius\n");
        for (Path zone : list(sys.resolve("class/thermal"))) {
            if (zone.getFileName().toString().startsWith("thermal_zone")) {
                text.append(read(zone.resolve("type")).strip()).append(' ').append(read(zone.resolve("temp")));
            }
        }
        text.append("== processes by CPU time: ticks, pid, state, command\n");
        processes().stream()
                .sorted(Comparator.comparingLong(ProcessStat::cpuTicks).reversed())
                .limit(TOP_PROCESSES)
                .forEach(process -> text.append(process.cpuTicks())
                        .append("  ")
                        .append(process.pid())
                        .append("  ")
                        .append(process.state())
                        .append("  ")
                        .append(process.command())
                        .append('\n'));
        return text.toString();
    }

    private List<ProcessStat> processes() {
        List<ProcessStat> found = new ArrayList<>();
        for (Path folder : list(proc)) {
            String name = folder.getFileName().toString();
            if (name.matches("\\d{1,10}")) {
                Optional<ProcessStat> process = ProcessStat.read(proc, Long.parseLong(name));
                process.ifPresent(found::add);
            }
        }
        return found;
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            return "(" + ErrorText.of(failure) + ")\n";
        }
    }
}
