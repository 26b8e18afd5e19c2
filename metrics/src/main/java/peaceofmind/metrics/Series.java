// SPDX-License-Identifier: Apache-2.0
package peaceofmind.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The identity of a time series: its metric name and labels, sorted by name, without empty ones (in Prometheus' data model an empty
 * label equals a missing one).
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

    /** In Prometheus notation, {@code name{a="1",b="2"}}; equal series have equal strings. */
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
