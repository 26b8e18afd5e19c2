package peaceofmind.exporter.node.read;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import peaceofmind.metrics.Family.Sample;

/** Labels that are made once for each device and used again at each scrape; forgotten when there are too many. */
public final class Labels {

    private static final int MAX_KEPT = 1_000;

    private final Map<String, Map<String, String>> kept = new HashMap<>();
    private final Function<String, Map<String, String>> make;

    /** @param make the labels of a device; must depend on its name alone */
    public Labels(Function<String, Map<String, String>> make) {
        this.make = make;
    }

    /** Labels with one name, such as {@code device}. */
    public static Labels named(String label) {
        return new Labels(value -> Sample.labels(label, value));
    }

    public Map<String, String> of(String device) {
        Map<String, String> labels = kept.get(device);
        if (labels == null) {
            if (kept.size() >= MAX_KEPT) {
                kept.clear();
            }
            labels = make.apply(device);
            kept.put(device, labels);
        }
        return labels;
    }
}
