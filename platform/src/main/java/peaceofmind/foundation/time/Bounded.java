// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.time;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls that can hang (on a disk, a camera, a socket) on a separate daemon thread, and waits no longer than a limit. A late call keeps
 * its thread; until it returns, further calls are refused without starting a thread, which limits the cost of a hang to one thread. Calls
 * from several threads run one after another.
 */
public final class Bounded {

    /** How a call ended. */
    public sealed interface Result<T> {

        /** The value, if there is one. */
        default Optional<T> toOptional() {
            return this instanceof Done<T>(T value) ? Optional.of(value) : Optional.empty();
        }
    }

    /** The call returned {@code value} in time. */
    public record Done<T>(T value) implements Result<T> {}

    /** The call threw {@code cause}, or no thread could be started for it. */
    public record Failed<T>(Throwable cause) implements Result<T> {}

    /**
     * The call has not returned.
     *
     * @param name of what hangs
     * @param refused true when the call was not even started, since an earlier one still hangs
     */
    public record Late<T>(String name, Duration limit, boolean refused) implements Result<T> {

        /** For a log: "NAME has not finished within 2 s". */
        public String reason() {
            return refused
                    ? name + " still hangs from an earlier attempt"
                    : name + " has not finished within " + seconds(limit) + " s";
        }

        private static String seconds(Duration limit) {
            return limit.toMillis() % 1000 == 0
                    ? Long.toString(limit.toSeconds())
                    : Double.toString(limit.toMillis() / 1000.0);
        }
    }

    /** A call that was started. */
    public interface Running<T> {

        /** Waits until the limit is reached, counted from the start; an interrupt of the caller also interrupts the work. */
        Result<T> await() throws InterruptedException;
    }

    private final String name;
    private final Duration limit;
    private final ThreadFactory threads;
    private volatile @Nullable Attempt<?> latest;

    /**
     * @param name of the thread, and of the call in messages
     * @param limit for each call; more than 0
     */
    public Bounded(String name, Duration limit) {
        this(name, limit, Thread.ofPlatform().daemon().name(name).factory());
    }

    /** @param threads a test's, which may refuse a thread as the kernel does: with an {@link OutOfMemoryError} */
    public Bounded(String name, Duration limit, ThreadFactory threads) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("the limit of " + name + " is not positive: " + limit);
        }
        this.name = name;
        this.limit = limit;
        this.threads = threads;
    }

    /** Runs {@code work}, which must not return null. An interrupt of the caller ends the wait and interrupts the work. */
    public synchronized <T> Result<T> call(Callable<T> work) throws InterruptedException {
        return start(work).await();
    }

    /** Starts {@code work}, which must not return null, without waiting for it: for several that run side by side, each with its own limit. */
    public synchronized <T> Running<T> start(Callable<T> work) {
        if (isHanging()) {
            return () -> new Late<>(name, limit, true);
        }
        Attempt<T> attempt = new Attempt<>(work);
        Thread thread;
        try {
            thread = threads.newThread(attempt);
            thread.start();
        } catch (OutOfMemoryError noThread) {
            // The limit of threads is reached: only this call fails, not the caller.
            return () -> new Failed<>(noThread);
        }
        latest = attempt;
        long deadline = Clock.system().nanoTime() + limit.toNanos();
        return () -> await(attempt, thread, deadline);
    }

    private <T> Result<T> await(Attempt<T> attempt, Thread thread, long deadline) throws InterruptedException {
        try {
            return attempt.await(deadline - Clock.system().nanoTime()).orElseGet(() -> new Late<>(name, limit, false));
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            throw interrupted;
        }
    }

    /** Whether an earlier call has not returned yet. */
    public boolean isHanging() {
        Attempt<?> attempt = latest;
        return attempt != null && attempt.finished.getCount() > 0;
    }

    private static final class Attempt<T> implements Runnable {
        private final Callable<T> work;
        private final CountDownLatch finished = new CountDownLatch(1);
        private volatile @Nullable Result<T> result;

        Attempt(Callable<T> work) {
            this.work = work;
        }

        // Everything thrown is part of the result: an error that only ended this thread would be lost.
        @SuppressWarnings("CatchThrowable")
        @Override
        public void run() {
            try {
                result = new Done<>(work.call());
            } catch (Throwable thrown) {
                result = new Failed<>(thrown);
            } finally {
                finished.countDown();
            }
        }

        Optional<Result<T>> await(long nanos) throws InterruptedException {
            return finished.await(nanos, TimeUnit.NANOSECONDS) ? Optional.ofNullable(result) : Optional.empty();
        }
    }
}
