// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.Family;

/** Paging, swapping, page faults and OOM kills: {@code /proc/vmstat}, with node_exporter's selection of fields. */
public final class Vmstat implements Parser {

    private static final int MAX_FIELDS = 100;

    private final Map<String, String> names = new HashMap<>();

    @Override
    public List<Family> parse(TextScanner text) {
        Families families = new Families();
        while (text.nextLine()) {
            if (text.nextWord() && isIncluded(text) && names.size() < MAX_FIELDS) {
                String field = text.word();
                String name = names.computeIfAbsent(field, f -> "node_vmstat_" + f.replaceAll("[^A-Za-z0-9_]", "_"));
                families.add(
                        name,
                        Family.Type.UNTYPED,
                        "/proc/vmstat information field " + field + ".",
                        Map.of(),
                        text.nextCount());
            }
        }
        return families.toList();
    }

    /** {@code ^(oom_kill|pgpg|pswp|pg.*fault).*} */
    private static boolean isIncluded(TextScanner text) {
        return text.wordStartsWith("oom_kill")
                || text.wordStartsWith("pgpg")
                || text.wordStartsWith("pswp")
                || (text.wordStartsWith("pg") && text.word().contains("fault"));
    }
}
