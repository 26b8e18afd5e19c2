package peaceofmind.agent.collect;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import peaceofmind.agent.collect.Collector.Collected;
import peaceofmind.foundation.metric.Family;

/**
 * Runs a collector in a thread of its own, within a time limit: a source that fails or hangs costs only itself. While a run hangs no
 * other is begun. A problem is told when it begins and when it ends, not at every scrape.
 */
public final class GuardedCollector {

    /** The first run loads classes, on a processor that has a boot to do besides: it may take so many times the limit. */
    static final int FIRST_RUN = 5;

    /** How a run went; without families when it failed. */
    public record Result(String collector, boolean success, double seconds, List<Family> families) {}

    private final Collector collector;
    private final Duration limit;
    private final Consumer<String> say;
    private final ExecutorService thread;
    private Optional<Future<Collected>> running = Optional.empty();
    private Optional<String> problem = Optional.empty();
    private boolean ranOnce;

    public GuardedCollector(Collector collector, Duration limit, Consumer<String> say) {
        this.collector = collector;
        this.limit = limit;
        this.say = say;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("collect-" + collector.name()).factory());
    }

    /** Begins a run; {@link #await} tells how it goes. Several collectors so run at the same time. */
    public synchronized void begin() {
        if (running.isEmpty() || running.get().isDone()) {
            running = Optional.of(thread.submit(collector::collect));
        }
    }

    /** Waits for the run that was begun. */
    public synchronized Result await() {
        long start = System.nanoTime();
        Duration longest = ranOnce ? limit : limit.multipliedBy(FIRST_RUN);
        ranOnce = true;
        try {
            Collected collected = running.orElseThrow().get(longest.toNanos(), TimeUnit.NANOSECONDS);
            tell(collected.problem());
            return new Result(collector.name(), collected.problem().isEmpty(), seconds(start), collected.families());
        } catch (TimeoutException hangs) {
            collector.cancel();
            return failed(start, "no answer within " + longest.toMillis() + " ms");
        } catch (ExecutionException failed) {
            return failed(start, words(failed));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return failed(start, "interrupted");
        }
    }

    private Result failed(long start, String why) {
        tell(Optional.of(why));
        return new Result(collector.name(), false, seconds(start), List.of());
    }

    private void tell(Optional<String> now) {
        if (now.isPresent() != problem.isPresent()) {
            say.accept(now.map(why -> "cannot collect " + collector.name() + ": " + why)
                    .orElse(collector.name() + " can be collected again"));
        }
        problem = now;
    }

    private static String words(ExecutionException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        String message = cause.getMessage();
        return message == null || cause instanceof RuntimeException ? cause.toString() : message;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
