// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** Collects the families of one run, in the order in which they first appear. NaN means unknown and is omitted. */
public final class Families {

    /** Limit for a hostile or broken source; the rest is omitted. */
    static final int MAX_SAMPLES = 10_000;

    private record Entry(Family.Type type, String help, List<Sample> samples) {}

    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
    private int samples;

    public Families gauge(String name, String help, Map<String, String> labels, double value) {
        return add(name, Family.Type.GAUGE, help, labels, value);
    }

    public Families gauge(String name, String help, double value) {
        return add(name, Family.Type.GAUGE, help, Map.of(), value);
    }

    public Families counter(String name, String help, Map<String, String> labels, double value) {
        return add(name, Family.Type.COUNTER, help, labels, value);
    }

    public Families counter(String name, String help, double value) {
        return add(name, Family.Type.COUNTER, help, Map.of(), value);
    }

    public Families add(String name, Family.Type type, String help, Map<String, String> labels, double value) {
        if (!Double.isNaN(value) && samples < MAX_SAMPLES) {
            Entry family = entries.get(name);
            if (family == null) {
                family = new Entry(type, help, new ArrayList<>());
                entries.put(name, family);
            }
            family.samples.add(new Sample(labels, value));
            samples++;
        }
        return this;
    }

    public List<Family> toList() {
        List<Family> families = new ArrayList<>(entries.size());
        entries.forEach((name, family) -> families.add(new Family(name, family.type, family.help, family.samples)));
        return families;
    }
}
