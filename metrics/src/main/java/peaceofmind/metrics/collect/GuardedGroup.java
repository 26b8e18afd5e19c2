package peaceofmind.metrics.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import peaceofmind.metrics.collect.Collector.Collected;
import peaceofmind.metrics.Family;

/**
 * Collectors that run one after another, within a time limit for all: one that fails costs only itself; one that hangs costs those
 * behind it, too, until it has ended, for they may share what it works with. A problem is told when it begins and when it ends.
 */
public final class GuardedGroup {

    /** The first run loads classes, on a processor that has a boot to do besides: it may take so many times the limit. */
    static final int FIRST_RUN = 5;

    /** How a collector's run went; without families when it failed. */
    record Result(String collector, boolean success, double seconds, List<Family> families) {}

    /** One walk through the collectors. What is done is in the queue, also when the walk hangs. */
    private static final class Walk {
        private final ConcurrentLinkedQueue<Result> results = new ConcurrentLinkedQueue<>();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile long startNanos;
        private volatile Optional<Error> broken = Optional.empty();
    }

    private final List<Collector> collectors;
    private final Duration limit;
    private final Consumer<String> say;
    private final Map<String, String> problems = new HashMap<>();
    private Walk walk = new Walk();
    private boolean ranOnce;

    /** A collector that shares nothing. */
    public static GuardedGroup of(Collector collector, Duration limit, Consumer<String> say) {
        return new GuardedGroup(List.of(collector), limit, say);
    }

    /** @param limit of one walk through all of them */
    public GuardedGroup(List<Collector> collectors, Duration limit, Consumer<String> say) {
        this.collectors = List.copyOf(collectors);
        this.limit = limit;
        this.say = say;
        walk.begun.countDown();
        walk.done.countDown();
    }

    /** Makes ready for a walk; false while the last one still hangs. */
    synchronized boolean prepare() {
        if (walk.done.getCount() > 0) {
            return false;
        }
        walk = new Walk();
        return true;
    }

    /** Walks, in the caller's thread. */
    void walk() {
        Walk mine = current();
        mine.startNanos = System.nanoTime();
        mine.begun.countDown();
        try {
            collectors.forEach(collector -> mine.results.add(run(collector)));
        } catch (Error broken) {
            mine.broken = Optional.of(broken);
            throw broken;
        } finally {
            mine.done.countDown();
        }
    }

    /** Whether the walk has ended, or its limit is over; waits for that, but no longer than the patience. */
    boolean isOver(Duration patience) throws InterruptedException {
        Walk waited = current();
        if (waited.begun.getCount() > 0) {
            return waited.done.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        }
        long left = waited.startNanos + longest().toNanos() - System.nanoTime();
        return waited.done.await(Math.min(patience.toNanos(), left), TimeUnit.NANOSECONDS) || left <= 0;
    }

    /** What the walk found; one result for each collector. Those that it has not come to are told to have failed. */
    List<Result> take() {
        Walk taken = current();
        String why = taken.broken
                .map(Error::toString)
                .orElse("no answer within " + longest().toMillis() + " ms");
        ranOnce = true;
        if (taken.done.getCount() > 0) {
            collectors.forEach(Collector::cancel);
        }
        double seconds = (System.nanoTime() - taken.startNanos) / 1e9;
        List<Result> results = new ArrayList<>(collectors.size());
        Set<String> done = new HashSet<>();
        // Taken away: what a walk found before it hung is not told a second time.
        for (Result next = taken.results.poll(); next != null; next = taken.results.poll()) {
            results.add(next);
            done.add(next.collector());
        }
        for (Collector collector : collectors) {
            if (done.add(collector.name())) {
                tell(collector.name(), Optional.of(why));
                results.add(new Result(collector.name(), false, seconds, List.of()));
            }
        }
        return results;
    }

    private synchronized Walk current() {
        return walk;
    }

    private Duration longest() {
        return ranOnce ? limit : limit.multipliedBy(FIRST_RUN);
    }

    private Result run(Collector collector) {
        long start = System.nanoTime();
        Collected collected = collect(collector);
        tell(collector.name(), collected.problem());
        return new Result(
                collector.name(),
                collected.problem().isEmpty(),
                (System.nanoTime() - start) / 1e9,
                collected.families());
    }

    private static Collected collect(Collector collector) {
        try {
            return collector.collect();
        } catch (Exception failed) {
            String message = failed.getMessage();
            return new Collected(
                    List.of(),
                    Optional.of(message == null || failed instanceof RuntimeException ? failed.toString() : message));
        }
    }

    private void tell(String collector, Optional<String> now) {
        synchronized (problems) {
            boolean before = problems.containsKey(collector);
            now.ifPresentOrElse(why -> problems.put(collector, why), () -> problems.remove(collector));
            if (now.isPresent() != before) {
                say.accept(now.map(why -> "cannot collect " + collector + ": " + why)
                        .orElse(collector + " can be collected again"));
            }
        }
    }
}
