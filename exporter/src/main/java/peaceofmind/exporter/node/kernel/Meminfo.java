// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.Family;

/** Memory: {@code /proc/meminfo} (proc(5)), where kB means kibibytes. */
public final class Meminfo implements Parser {

    private static final int MAX_FIELDS = 500;

    private record Metric(String name, String help) {
        static Metric of(String field) {
            return new Metric("node_memory_" + field, "Memory information field " + field + ".");
        }
    }

    private final Map<String, Metric> metrics = new HashMap<>();

    @Override
    public List<Family> parse(TextScanner text) {
        Families families = new Families();
        while (text.nextLine()) {
            if (text.nextWord() && text.stripSuffix(':')) {
                String field = text.word();
                double value = text.nextCount();
                boolean kibibytes = text.nextWord() && text.wordEquals("kB");
                // Only huge pages have no unit; any other line without one is truncated.
                boolean valid = kibibytes || field.startsWith("HugePages_");
                if (valid && !field.isEmpty() && metrics.size() < MAX_FIELDS) {
                    Metric metric = metrics.computeIfAbsent(kibibytes ? field + "_bytes" : field, Meminfo::metricOf);
                    families.gauge(metric.name, metric.help, kibibytes ? value * 1024 : value);
                }
            }
        }
        return families.toList();
    }

    /** {@code Active(anon)} becomes {@code Active_anon}; other invalid characters become underscores. */
    private static Metric metricOf(String field) {
        return Metric.of(field.replace(")", "").replaceAll("[^A-Za-z0-9_]", "_"));
    }
}
