// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.LabelCache;
import peaceofmind.metrics.collect.Collector;

/** Clock frequency of each CPU, and its limits: {@code cpufreq} (the kernel's admin-guide/pm/cpufreq). */
public final class CpufreqCollector implements Collector {

    private record Attribute(String file, String name, String help) {}

    private static final List<Attribute> ATTRIBUTES = List.of(
            new Attribute("cpuinfo_cur_freq", "node_cpu_frequency_hertz", "Current CPU thread frequency in hertz."),
            new Attribute("cpuinfo_min_freq", "node_cpu_frequency_min_hertz", "Minimum CPU thread frequency in hertz."),
            new Attribute("cpuinfo_max_freq", "node_cpu_frequency_max_hertz", "Maximum CPU thread frequency in hertz."),
            new Attribute(
                    "scaling_cur_freq",
                    "node_cpu_scaling_frequency_hertz",
                    "Current scaled CPU thread frequency in hertz."),
            new Attribute(
                    "scaling_min_freq",
                    "node_cpu_scaling_frequency_min_hertz",
                    "Minimum scaled CPU thread frequency in hertz."),
            new Attribute(
                    "scaling_max_freq",
                    "node_cpu_scaling_frequency_max_hertz",
                    "Maximum scaled CPU thread frequency in hertz."));

    private static final double HERTZ_PER_KILOHERTZ = 1000;

    private final KernelFiles files;
    private final Path folder;
    private final LabelCache labels = LabelCache.withLabel("cpu");

    public CpufreqCollector(KernelFiles files, Path sys) {
        this.files = files;
        this.folder = sys.resolve("devices/system/cpu");
    }

    @Override
    public String name() {
        return "cpufreq";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        List<String> cpus = files.list(folder).stream()
                .filter(name -> name.matches("cpu\\d{1,4}"))
                .sorted(Comparator.comparingInt(name -> Integer.parseInt(name.substring(3))))
                .toList();
        for (String cpu : cpus) {
            Map<String, String> cpuLabels = labels.get(cpu.substring(3));
            Path path = folder.resolve(cpu).resolve("cpufreq");
            for (Attribute attribute : ATTRIBUTES) {
                families.gauge(
                        attribute.name,
                        attribute.help,
                        cpuLabels,
                        files.readCount(path.resolve(attribute.file)) * HERTZ_PER_KILOHERTZ);
            }
        }
        return Collected.of(families.toList());
    }
}
