package peaceofmind.exporter.node.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.Text;
import peaceofmind.metrics.Family;

/** Memory: {@code /proc/meminfo} (proc(5)), whose kB are kibibytes. */
public final class Meminfo implements Parser {

    private static final int MAX_FIELDS = 500;

    private record Named(String name, String help) {
        static Named of(String field) {
            return new Named("node_memory_" + field, "Memory information field " + field + ".");
        }
    }

    private final Map<String, Named> names = new HashMap<>();

    @Override
    public List<Family> parse(Text text) {
        Families families = new Families();
        while (text.nextLine()) {
            if (text.nextWord() && text.cutEnd(':')) {
                String field = text.word();
                double value = text.nextCount();
                boolean kibibytes = text.nextWord() && text.wordIs("kB");
                // Only huge pages are counted without a unit; anything else without one is a line that was cut.
                boolean meant = kibibytes || field.startsWith("HugePages_");
                if (meant && !field.isEmpty() && names.size() < MAX_FIELDS) {
                    Named named = names.computeIfAbsent(kibibytes ? field + "_bytes" : field, Meminfo::named);
                    families.gauge(named.name, named.help, kibibytes ? value * 1024 : value);
                }
            }
        }
        return families.list();
    }

    /** {@code Active(anon)} is {@code Active_anon}; what may not stand in a metric's name is an underscore. */
    private static Named named(String field) {
        return Named.of(field.replace(")", "").replaceAll("[^A-Za-z0-9_]", "_"));
    }
}
