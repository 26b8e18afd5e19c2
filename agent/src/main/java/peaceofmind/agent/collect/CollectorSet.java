package peaceofmind.agent.collect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.foundation.metric.Family;
import peaceofmind.foundation.metric.Family.Sample;

/** Runs the collectors that stand behind one port, all at the same time, and adds how that went. */
public final class CollectorSet {

    private final String prefix;
    private final List<GuardedCollector> collectors;
    private final List<GuardedGroup> groups;
    private final Map<String, Map<String, String>> named = new HashMap<>();

    /** @param prefix of the two series about the collectors themselves, such as {@code recorder} */
    public CollectorSet(String prefix, List<GuardedCollector> collectors) {
        this(prefix, collectors, List.of());
    }

    /** @param groups of collectors that share a thread */
    public CollectorSet(String prefix, List<GuardedCollector> collectors, List<GuardedGroup> groups) {
        this.prefix = prefix;
        this.collectors = List.copyOf(collectors);
        this.groups = List.copyOf(groups);
    }

    /** One collection's families. One at a time: the collectors are not shared. */
    public synchronized List<Family> collect() {
        List<Family> families = new ArrayList<>();
        List<Sample> success = new ArrayList<>();
        List<Sample> duration = new ArrayList<>();
        collectors.forEach(GuardedCollector::begin);
        groups.forEach(GuardedGroup::begin);
        List<GuardedCollector.Result> results = new ArrayList<>();
        groups.forEach(group -> results.addAll(group.await()));
        collectors.forEach(collector -> results.add(collector.await()));
        for (GuardedCollector.Result result : results) {
            families.addAll(result.families());
            Map<String, String> labels = labels(result.collector());
            success.add(new Sample(labels, result.success() ? 1 : 0));
            duration.add(new Sample(labels, result.seconds()));
        }
        families.add(new Family(
                prefix + "_collector_success", Family.Type.GAUGE, "Whether the source could be read.", success));
        families.add(new Family(
                prefix + "_collector_duration_seconds", Family.Type.GAUGE, "Time that the source took.", duration));
        return families;
    }

    private Map<String, String> labels(String collector) {
        return named.computeIfAbsent(collector, name -> Map.of("collector", name));
    }
}
