// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs short tasks at the end of timeouts that nearly always are cancelled before. Its thread wakes up at the earliest deadline that it
 * knows, and finds what is overdue then: unlike a scheduled executor it isn't woken up by each timeout that starts, which costs more than
 * many of the exchanges that they limit. Thread-safe.
 */
public final class TimeoutTimer implements AutoCloseable {

    /** A timeout that has started. */
    public interface Timeout {

        /** Ends it: its task does not run, unless it runs already. */
        void cancel();
    }

    private record Pending(long deadlineNanos, long id, Runnable task) {}

    /** Instants of {@link System#nanoTime} may overflow: only their difference counts. */
    private static final Comparator<Pending> BY_DEADLINE = (a, b) -> a.deadlineNanos == b.deadlineNanos
            ? Long.compare(a.id, b.id)
            : Long.signum(a.deadlineNanos - b.deadlineNanos);

    private final ScheduledThreadPoolExecutor thread;
    private final TreeSet<Pending> pending = new TreeSet<>(BY_DEADLINE);
    private Optional<ScheduledFuture<?>> wakeUp = Optional.empty();
    private long wakeUpNanos;
    private long lastId;

    /** @param name of its thread */
    public TimeoutTimer(String name) {
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name).factory());
        thread.setRemoveOnCancelPolicy(true);
    }

    /** Runs the task after the timeout, unless it is cancelled. The task must not block. */
    public synchronized Timeout start(Duration timeout, Runnable task) {
        Pending added = new Pending(System.nanoTime() + timeout.toNanos(), ++lastId, task);
        pending.add(added);
        wakeUpBy(added.deadlineNanos);
        return () -> cancel(added);
    }

    /** Runs the task again and again, until the returned one is cancelled. The task must not block. */
    public Future<?> repeat(Duration interval, Runnable task) {
        return thread.scheduleWithFixedDelay(task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private synchronized void cancel(Pending timeout) {
        pending.remove(timeout);
    }

    private synchronized void wakeUpBy(long deadlineNanos) {
        if (thread.isShutdown() || (wakeUp.isPresent() && wakeUpNanos - deadlineNanos <= 0)) {
            return;
        }
        wakeUp.ifPresent(later -> later.cancel(false));
        wakeUpNanos = deadlineNanos;
        wakeUp =
                Optional.of(thread.schedule(this::runOverdue, deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
    }

    private void runOverdue() {
        // Each on its own: one that fails must not cost the others, whose exchanges would hang.
        removeOverdue().forEach(overdue -> thread.execute(overdue.task));
    }

    private synchronized List<Pending> removeOverdue() {
        wakeUp = Optional.empty();
        List<Pending> overdue = new ArrayList<>();
        long now = System.nanoTime();
        while (!pending.isEmpty() && pending.first().deadlineNanos - now <= 0) {
            overdue.add(pending.removeFirst());
        }
        if (!pending.isEmpty()) {
            wakeUpBy(pending.first().deadlineNanos);
        }
        return overdue;
    }
}
