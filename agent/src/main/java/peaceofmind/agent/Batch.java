package peaceofmind.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import peaceofmind.agent.Family.Sample;

/** Runs every collector, all at the same time, and adds how that went. */
final class Batch {

    private final List<GuardedCollector> collectors;

    Batch(List<GuardedCollector> collectors) {
        this.collectors = List.copyOf(collectors);
    }

    /** One scrape's families. One scrape at a time: the collectors are not shared. */
    synchronized List<Family> collect() {
        List<Family> families = new ArrayList<>();
        List<Sample> success = new ArrayList<>();
        List<Sample> duration = new ArrayList<>();
        collectors.forEach(GuardedCollector::begin);
        for (GuardedCollector collector : collectors) {
            GuardedCollector.Result result = collector.await();
            families.addAll(result.families());
            Map<String, String> labels = Map.of("collector", result.collector());
            success.add(new Sample(labels, result.success() ? 1 : 0));
            duration.add(new Sample(labels, result.seconds()));
        }
        families.add(new Family(
                "recorder_collector_success", Family.Type.GAUGE, "Whether the source could be read.", success));
        families.add(new Family(
                "recorder_collector_duration_seconds", Family.Type.GAUGE, "Time that the source took.", duration));
        return families;
    }
}
