package peaceofmind.metrics.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/**
 * Runs the collectors that stand behind one port, and adds how that went. One thread walks through all the groups, for a hand-over to a
 * thread costs more than most sources; where a group keeps it waiting, another thread goes on with those behind.
 */
public final class CollectorSet {

    /** A group that takes longer no longer keeps the others waiting. */
    private static final Duration MAX_GROUP_WAIT = Duration.ofMillis(50);

    private final String prefix;
    private final List<GuardedGroup> groups;
    private final ExecutorService threads;
    private final Map<String, Map<String, String>> labelsByCollector = new HashMap<>();

    /** @param prefix of the two series about the collectors themselves, such as {@code recorder} */
    public CollectorSet(String prefix, List<GuardedGroup> groups) {
        this.prefix = prefix;
        this.groups = List.copyOf(groups);
        this.threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("collect-" + prefix).factory());
    }

    /** One collection's families, none when it is interrupted. One at a time: the collectors are not shared. */
    public synchronized List<Family> collect() {
        Queue<GuardedGroup> pending = new ConcurrentLinkedQueue<>();
        groups.stream().filter(GuardedGroup::prepareRun).forEach(pending::add);
        try {
            runAndAwait(pending);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return List.of();
        }
        return families();
    }

    private void runAndAwait(Queue<GuardedGroup> pending) throws InterruptedException {
        runPending(pending);
        // The last one first: when it is over the others are, mostly, and this thread wakes up once for all.
        for (GuardedGroup group : groups.reversed()) {
            while (!group.awaitFinished(MAX_GROUP_WAIT)) {
                runPending(pending);
            }
        }
    }

    private void runPending(Queue<GuardedGroup> pending) {
        if (!pending.isEmpty()) {
            threads.execute(() -> {
                for (GuardedGroup next = pending.poll(); next != null; next = pending.poll()) {
                    next.run();
                }
            });
        }
    }

    private List<Family> families() {
        List<Family> families = new ArrayList<>();
        List<Sample> success = new ArrayList<>();
        List<Sample> duration = new ArrayList<>();
        for (GuardedGroup group : groups) {
            for (GuardedGroup.Result result : group.drainResults()) {
                families.addAll(result.families());
                Map<String, String> labels = labels(result.collector());
                success.add(new Sample(labels, result.success() ? 1 : 0));
                duration.add(new Sample(labels, result.seconds()));
            }
        }
        families.add(new Family(
                prefix + "_collector_success", Family.Type.GAUGE, "Whether the source could be read.", success));
        families.add(new Family(
                prefix + "_collector_duration_seconds", Family.Type.GAUGE, "Time that the source took.", duration));
        return families;
    }

    private Map<String, String> labels(String collector) {
        return labelsByCollector.computeIfAbsent(collector, name -> Map.of("collector", name));
    }
}
