package peaceofmind.agent;

import java.util.List;
import java.util.Map;

/**
 * A metric family: all samples of one name.
 *
 * @param name the name as samples carry it, so with {@code _total} for a counter
 * @param samples may be empty: then the family is left out, for absent data is an absent series
 */
record Family(String name, Type type, String help, List<Sample> samples) {

    /** UNTYPED is for names of the original whose suffix does not fit their meaning. */
    enum Type {
        COUNTER,
        GAUGE,
        UNTYPED
    }

    /** One value with its labels, in the order in which they are written. */
    record Sample(Map<String, String> labels, double value) {}

    Family {
        samples = List.copyOf(samples);
    }

    static Family gauge(String name, String help, double value) {
        return single(name, Type.GAUGE, help, value);
    }

    static Family counter(String name, String help, double value) {
        return single(name, Type.COUNTER, help, value);
    }

    static Family untyped(String name, String help, double value) {
        return single(name, Type.UNTYPED, help, value);
    }

    private static Family single(String name, Type type, String help, double value) {
        return new Family(name, type, help, List.of(new Sample(Map.of(), value)));
    }
}
