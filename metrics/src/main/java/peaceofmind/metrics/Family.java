package peaceofmind.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A metric family: all samples of one name.
 *
 * @param name the name as samples carry it, so with {@code _total} for a counter
 * @param samples may be empty: then the family is left out, for absent data is an absent series
 */
public record Family(String name, Type type, String help, List<Sample> samples) {

    /** UNTYPED is for names of the original whose suffix does not fit their meaning. */
    public enum Type {
        COUNTER,
        GAUGE,
        UNTYPED
    }

    /** One value with its labels, in the order in which they are written. */
    public record Sample(Map<String, String> labels, double value) {

        /** Labels from names and values in turns; unlike those of {@link Map#of}, they keep their order from one process to the next. */
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
