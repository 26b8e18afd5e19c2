// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.kernel;

import java.util.List;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.LabelCache;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** Time of each CPU by mode: the lines {@code cpuN} of {@code /proc/stat} (proc(5)). */
public final class Cpu implements Parser {

    private static final List<String> MODES =
            List.of("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal");
    private static final List<String> GUEST_MODES = List.of("user", "nice");

    /** USER_HZ, the same on all supported platforms. */
    private static final double TICKS_PER_SECOND = 100;

    private static final String SECONDS = "node_cpu_seconds_total";
    private static final String SECONDS_HELP = "Seconds the CPUs spent in each mode.";
    private static final String GUEST = "node_cpu_guest_seconds_total";
    private static final String GUEST_HELP = "Seconds the CPUs spent in guests (VMs) for each mode.";

    private final LabelCache labels = new LabelCache(key -> {
        int blank = key.indexOf(' ');
        return Sample.labels("cpu", key.substring(0, blank), "mode", key.substring(blank + 1));
    });

    @Override
    public List<Family> parse(TextScanner text) {
        Families families = new Families();
        while (text.nextLine()) {
            if (text.nextWord()
                    && text.wordStartsWith("cpu")
                    && !text.wordEquals("cpu")
                    && !Double.isNaN(text.countFrom(3))) {
                String cpu = text.word().substring(3);
                for (String mode : MODES) {
                    families.counter(SECONDS, SECONDS_HELP, labels(cpu, mode), text.nextCount() / TICKS_PER_SECOND);
                }
                for (String mode : GUEST_MODES) {
                    families.counter(GUEST, GUEST_HELP, labels(cpu, mode), text.nextCount() / TICKS_PER_SECOND);
                }
            }
        }
        return families.toList();
    }

    private Map<String, String> labels(String cpu, String mode) {
        return labels.get(cpu + " " + mode);
    }
}
