// SPDX-License-Identifier: Apache-2.0
package peaceofmind.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A metric family: all samples of one name.
 *
 * @param name as in its samples, with {@code _total} for a counter
 * @param samples if empty, the family is omitted: absent data is an absent series
 */
public record Family(String name, Type type, String help, List<Sample> samples) {

    /**
     * UNTYPED is for node_exporter's metrics whose name suffix contradicts their type. HISTOGRAM and SUMMARY are for the parts of a scraped
     * one ({@code _bucket}, {@code _sum}, {@code _count}, the quantiles), each of which is a family here; they are not exposed.
     */
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM,
        SUMMARY,
        UNTYPED
    }

    /** One value with its labels, in the order of output. */
    public record Sample(Map<String, String> labels, double value) {

        /** Labels from alternating names and values. Unlike {@link Map#of}, the order is the same in every process. */
        public static Map<String, String> labels(String... namesAndValues) {
            LinkedHashMap<String, String> labels = new LinkedHashMap<>();
            for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
                labels.put(namesAndValues[i], namesAndValues[i + 1]);
            }
            return Collections.unmodifiableMap(labels);
        }
    }

    public Family {
        samples = List.copyOf(samples);
    }

    public static Family gauge(String name, String help, double value) {
        return single(name, Type.GAUGE, help, value);
    }

    public static Family counter(String name, String help, double value) {
        return single(name, Type.COUNTER, help, value);
    }

    public static Family untyped(String name, String help, double value) {
        return single(name, Type.UNTYPED, help, value);
    }

    private static Family single(String name, Type type, String help, double value) {
        return new Family(name, type, help, List.of(new Sample(Map.of(), value)));
    }
}
