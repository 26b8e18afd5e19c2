package peaceofmind.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a time series is called: a metric's name and its labels, sorted by name, none empty (an empty label is no label in
 * Prometheus' data model).
 *
 * @param labels unmodifiable; without {@code __name__}
 */
public record Series(String name, SortedMap<String, String> labels) {

    public Series {
        TreeMap<String, String> sorted = new TreeMap<>(labels);
        sorted.values().removeIf(String::isEmpty);
        labels = Collections.unmodifiableSortedMap(sorted);
    }

    public static Series of(String name, Map<String, String> labels) {
        return new Series(name, new TreeMap<>(labels));
    }

    /** As Prometheus writes it: {@code name{a="1",b="2"}}; a name for the series that is always the same. */
    @Override
    public String toString() {
        if (labels.isEmpty()) {
            return name;
        }
        StringBuilder out = new StringBuilder(name).append('{');
        labels.forEach((label, value) -> {
            out.append(out.charAt(out.length() - 1) == '{' ? "" : ",")
                    .append(label)
                    .append("=\"");
            escape(value, out);
            out.append('"');
        });
        return out.append('}').toString();
    }

    private static void escape(String value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\\', '"' -> out.append('\\').append(c);
                default -> out.append(c);
            }
        }
    }
}
