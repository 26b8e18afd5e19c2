// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.Collector.Collected;

/**
 * Collectors that run one after another, with a common timeout. A failing collector affects only itself; a hanging one also blocks
 * those after it until it returns, since they may share its resources. A problem is logged when it starts and when it ends.
 */
public final class GuardedGroup {

    /** Multiplies the timeout of the first run, which loads classes while the device is still booting. */
    static final int FIRST_RUN_TIMEOUT_FACTOR = 5;

    /** The result of a collector's run; without families when it failed. */
    record Result(String collector, boolean success, double seconds, List<Family> families) {}

    /** One run of all collectors. Results are available as each collector finishes, even if a later one hangs. */
    private static final class Run {
        private final ConcurrentLinkedQueue<Result> results = new ConcurrentLinkedQueue<>();
        private final CountDownLatch started = new CountDownLatch(1);
        private final CountDownLatch finished = new CountDownLatch(1);
        private volatile long startNanos;
        private volatile Optional<Error> fatalError = Optional.empty();
    }

    private final List<Collector> collectors;
    private final Duration timeout;
    private final Consumer<String> warn;
    private final Map<String, String> problems = new HashMap<>();
    private Run currentRun = new Run();
    private boolean ranOnce;

    /** A group with a single collector. */
    public static GuardedGroup of(Collector collector, Duration timeout, Consumer<String> warn) {
        return new GuardedGroup(List.of(collector), timeout, warn);
    }

    /** @param timeout for one run of all collectors */
    public GuardedGroup(List<Collector> collectors, Duration timeout, Consumer<String> warn) {
        this.collectors = List.copyOf(collectors);
        this.timeout = timeout;
        this.warn = warn;
        currentRun.started.countDown();
        currentRun.finished.countDown();
    }

    /** Prepares the next run; false while the previous one still hangs. */
    synchronized boolean prepareRun() {
        if (currentRun.finished.getCount() > 0) {
            return false;
        }
        currentRun = new Run();
        return true;
    }

    /** Runs all collectors on the caller's thread. */
    void run() {
        Run run = currentRun();
        run.startNanos = System.nanoTime();
        run.started.countDown();
        try {
            collectors.forEach(collector -> run.results.add(runCollector(collector)));
        } catch (Error fatal) {
            run.fatalError = Optional.of(fatal);
            throw fatal;
        } finally {
            run.finished.countDown();
        }
    }

    /** Waits up to {@code maxWait}; true when the run has finished or timed out. */
    boolean awaitFinished(Duration maxWait) throws InterruptedException {
        Run run = currentRun();
        if (run.started.getCount() > 0) {
            return run.finished.await(maxWait.toNanos(), TimeUnit.NANOSECONDS);
        }
        long remainingNanos = run.startNanos + currentTimeout().toNanos() - System.nanoTime();
        return run.finished.await(Math.min(maxWait.toNanos(), remainingNanos), TimeUnit.NANOSECONDS)
                || remainingNanos <= 0;
    }

    /** One result for each collector. Collectors that have not finished are reported as failed. */
    List<Result> drainResults() {
        Run run = currentRun();
        String reason = run.fatalError
                .map(ErrorText::of)
                .orElse("no response within " + currentTimeout().toMillis() + " ms");
        ranOnce = true;
        if (run.finished.getCount() > 0) {
            collectors.forEach(Collector::cancel);
        }
        double seconds = (System.nanoTime() - run.startNanos) / 1e9;
        List<Result> results = new ArrayList<>(collectors.size());
        Set<String> reported = new HashSet<>();
        // Removed: results from before a collector hung must not be reported a second time.
        for (Result next = run.results.poll(); next != null; next = run.results.poll()) {
            results.add(next);
            reported.add(next.collector());
        }
        for (Collector collector : collectors) {
            if (reported.add(collector.name())) {
                logChange(collector.name(), Optional.of(reason));
                results.add(new Result(collector.name(), false, seconds, List.of()));
            }
        }
        return results;
    }

    private synchronized Run currentRun() {
        return currentRun;
    }

    private Duration currentTimeout() {
        return ranOnce ? timeout : timeout.multipliedBy(FIRST_RUN_TIMEOUT_FACTOR);
    }

    private Result runCollector(Collector collector) {
        long startNanos = System.nanoTime();
        Collected collected = collectSafely(collector);
        logChange(collector.name(), collected.problem());
        return new Result(
                collector.name(),
                collected.problem().isEmpty(),
                (System.nanoTime() - startNanos) / 1e9,
                collected.families());
    }

    private static Collected collectSafely(Collector collector) {
        try {
            return collector.collect();
        } catch (Exception failed) {
            return new Collected(List.of(), Optional.of(ErrorText.of(failed)));
        }
    }

    private void logChange(String collector, Optional<String> problem) {
        synchronized (problems) {
            boolean hadProblem = problems.containsKey(collector);
            problem.ifPresentOrElse(reason -> problems.put(collector, reason), () -> problems.remove(collector));
            if (problem.isPresent() != hadProblem) {
                warn.accept(problem.map(reason -> "cannot collect " + collector + ": " + reason)
                        .orElse("collecting " + collector + " works again"));
            }
        }
    }
}
