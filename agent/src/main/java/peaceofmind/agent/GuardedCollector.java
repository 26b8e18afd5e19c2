package peaceofmind.agent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a collector on a thread of its own within a time limit: a source that fails or hangs costs only itself. While a run
 * hangs no other is started.
 */
final class GuardedCollector {

    /** @param families empty when it failed */
    record Result(String collector, boolean success, double seconds, List<Family> families) {}

    private final Collector collector;
    private final Duration limit;
    private Optional<FutureTask<List<Family>>> running = Optional.empty();
    private volatile String lastProblem = "";

    GuardedCollector(Collector collector, Duration limit) {
        this.collector = collector;
        this.limit = limit;
    }

    synchronized Result run() {
        long start = System.nanoTime();
        if (running.isPresent() && !running.get().isDone()) {
            return failed(start, "still hangs in an earlier run");
        }
        FutureTask<List<Family>> task = new FutureTask<>(collector::collect);
        running = Optional.of(task);
        Thread.ofPlatform().daemon().name("collect-" + collector.name()).start(task);
        try {
            List<Family> families = task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            lastProblem = "";
            return new Result(collector.name(), true, seconds(start), families);
        } catch (TimeoutException tooLong) {
            collector.cancel();
            return failed(start, "no answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException problem) {
            return failed(start, String.valueOf(problem.getCause()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return failed(start, "interrupted");
        }
    }

    /** Why the last run failed; empty text when it did not. */
    String lastProblem() {
        return lastProblem;
    }

    private Result failed(long start, String problem) {
        lastProblem = problem;
        return new Result(collector.name(), false, seconds(start), List.of());
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
