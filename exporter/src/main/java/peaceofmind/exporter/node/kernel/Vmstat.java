package peaceofmind.exporter.node.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.Parser;
import peaceofmind.exporter.node.read.Text;
import peaceofmind.metrics.Family;

/** Paging, swapping, page faults and kills for want of memory: {@code /proc/vmstat}; the fields that node_exporter takes too. */
public final class Vmstat implements Parser {

    private static final int MAX_FIELDS = 100;

    private final Map<String, String> names = new HashMap<>();

    @Override
    public List<Family> parse(Text text) {
        Families families = new Families();
        while (text.nextLine()) {
            if (text.nextWord() && isWanted(text) && names.size() < MAX_FIELDS) {
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
        return families.list();
    }

    /** {@code ^(oom_kill|pgpg|pswp|pg.*fault).*} */
    private static boolean isWanted(Text text) {
        return text.wordBegins("oom_kill")
                || text.wordBegins("pgpg")
                || text.wordBegins("pswp")
                || (text.wordBegins("pg") && text.word().contains("fault"));
    }
}
