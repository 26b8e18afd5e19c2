// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.collect.Collector;

/** Pressure stall information: {@code /proc/pressure}, which a Raspberry Pi has only with {@code psi=1}. */
public record PressureCollector(KernelFiles files, Path proc) implements Collector {

    private record Resource(String file, String waitingHelp, Optional<String> stalledHelp) {}

    private static final List<Resource> RESOURCES = List.of(
            new Resource("cpu", "Total time in seconds that processes have waited for CPU time", Optional.empty()),
            new Resource(
                    "io",
                    "Total time in seconds that processes have waited due to IO congestion",
                    Optional.of("Total time in seconds no process could make progress due to IO congestion")),
            new Resource(
                    "memory",
                    "Total time in seconds that processes have waited for memory",
                    Optional.of("Total time in seconds no process could make progress due to memory congestion")));

    @Override
    public String name() {
        return "pressure";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        for (Resource resource : RESOURCES) {
            Optional<TextScanner> text = files.read(proc.resolve("pressure").resolve(resource.file));
            if (text.isPresent()) {
                parse(text.get(), resource, families);
            }
        }
        return Collected.of(families.toList());
    }

    private static void parse(TextScanner text, Resource resource, Families families) {
        String prefix = "node_pressure_" + resource.file;
        while (text.nextLine()) {
            if (text.nextWord() && text.wordEquals("some")) {
                families.counter(prefix + "_waiting_seconds_total", resource.waitingHelp, totalSeconds(text));
            } else if (text.wordEquals("full") && resource.stalledHelp.isPresent()) {
                families.counter(prefix + "_stalled_seconds_total", resource.stalledHelp.get(), totalSeconds(text));
            }
        }
    }

    private static double totalSeconds(TextScanner text) {
        while (text.nextWord()) {
            if (text.wordStartsWith("total=")) {
                return text.countFrom("total=".length()) / 1e6;
            }
        }
        return Double.NaN;
    }
}
