// SPDX-License-Identifier: Apache-2.0
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
 * Runs the collectors behind one port, and adds metrics about their success and duration. A single thread runs all groups, since
 * switching threads costs more than reading most sources; when a group blocks it, another thread continues with the remaining groups.
 */
public final class CollectorSet {

    /** After this time another thread runs the remaining groups. */
    private static final Duration MAX_GROUP_WAIT = Duration.ofMillis(50);

    private final String prefix;
    private final List<GuardedGroup> groups;
    private final ExecutorService threads;
    private final Map<String, Map<String, String>> labelsByCollector = new HashMap<>();

    /** @param prefix of the metrics about the collectors themselves, such as {@code recorder} */
    public CollectorSet(String prefix, List<GuardedGroup> groups) {
        this.prefix = prefix;
        this.groups = List.copyOf(groups);
        this.threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("collect-" + prefix).factory());
    }

    /** Collects the families of all collectors; none when interrupted. Synchronized, since collectors must not run concurrently. */
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
        // The last group first: when it has finished, the others usually have too, and this thread wakes up only once.
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
