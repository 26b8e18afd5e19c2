package peaceofmind.agent.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import peaceofmind.agent.collect.Collector.Collected;
import peaceofmind.agent.collect.GuardedCollector.Result;

/**
 * Runs cheap collectors one after another in one thread, within a time limit for all: one that fails costs only itself; one that hangs
 * costs those behind it, too, until it has ended. A problem is told when it begins and when it ends.
 */
public final class GuardedGroup {

    /** One walk through the collectors. What is done is in the queue, also when the walk hangs. */
    private record Run(Future<?> future, ConcurrentLinkedQueue<Result> results) {}

    private final List<Collector> collectors;
    private final Duration limit;
    private final Consumer<String> say;
    private final ExecutorService thread;
    private final Map<String, String> problems = new HashMap<>();
    private Optional<Run> running = Optional.empty();
    private boolean ranOnce;

    /** @param name of the thread */
    public GuardedGroup(String name, List<Collector> collectors, Duration limit, Consumer<String> say) {
        this.collectors = List.copyOf(collectors);
        this.limit = limit;
        this.say = say;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("collect-" + name).factory());
    }

    /** Begins a walk, unless the last one still hangs; {@link #await} tells how it goes. */
    public synchronized void begin() {
        if (running.isEmpty() || running.get().future.isDone()) {
            ConcurrentLinkedQueue<Result> results = new ConcurrentLinkedQueue<>();
            running = Optional.of(new Run(thread.submit(() -> walk(results)), results));
        }
    }

    /** Waits for the walk that was begun; one result for each collector, in their order. */
    public synchronized List<Result> await() {
        Run run = running.orElseThrow();
        String why = "interrupted";
        long start = System.nanoTime();
        Duration longest = ranOnce ? limit : limit.multipliedBy(GuardedCollector.FIRST_RUN);
        ranOnce = true;
        try {
            run.future.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException hangs) {
            why = "no answer within " + longest.toMillis() + " ms";
            collectors.forEach(Collector::cancel);
        } catch (ExecutionException failed) {
            why = String.valueOf(failed.getCause());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
        return results(run, why, (System.nanoTime() - start) / 1e9);
    }

    private List<Result> results(Run run, String why, double seconds) {
        List<Result> results = new ArrayList<>(collectors.size());
        Set<String> done = new HashSet<>();
        // Taken away: what a walk found before it hung is not told a second time.
        for (Result next = run.results.poll(); next != null; next = run.results.poll()) {
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

    private void walk(ConcurrentLinkedQueue<Result> results) {
        for (Collector collector : collectors) {
            long start = System.nanoTime();
            Collected collected = collect(collector);
            tell(collector.name(), collected.problem());
            results.add(new Result(
                    collector.name(),
                    collected.problem().isEmpty(),
                    (System.nanoTime() - start) / 1e9,
                    collected.families()));
        }
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
