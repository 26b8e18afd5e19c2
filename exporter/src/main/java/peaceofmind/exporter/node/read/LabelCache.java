// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.read;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import peaceofmind.metrics.Family.Sample;

/** Caches the labels of each device between scrapes; cleared when there are too many. */
public final class LabelCache {

    private static final int MAX_CACHED = 1_000;

    private final Map<String, Map<String, String>> cache = new HashMap<>();
    private final Function<String, Map<String, String>> factory;

    /** @param factory creates the labels of a device; must depend on its name only */
    public LabelCache(Function<String, Map<String, String>> factory) {
        this.factory = factory;
    }

    /** A cache of single labels, such as {@code device}. */
    public static LabelCache withLabel(String label) {
        return new LabelCache(value -> Sample.labels(label, value));
    }

    public Map<String, String> get(String device) {
        Map<String, String> labels = cache.get(device);
        if (labels == null) {
            if (cache.size() >= MAX_CACHED) {
                cache.clear();
            }
            labels = factory.apply(device);
            cache.put(device, labels);
        }
        return labels;
    }
}
