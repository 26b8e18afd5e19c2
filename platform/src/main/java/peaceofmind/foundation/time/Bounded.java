package peaceofmind.foundation.time;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs what may hang (a disk, a camera, a socket) in a daemon thread of its own and waits for it no longer than a limit. A call that
 * is late keeps its thread; until it has returned, every further call is refused without a new thread, so that what hangs costs one
 * thread however often it is tried. Calls from several threads run one after the other.
 */
public final class Bounded {

    /** How a call ended. */
    public sealed interface Result<T> {

        /** The value, when there is one. */
        default Optional<T> toOptional() {
            return this instanceof Done<T>(T value) ? Optional.of(value) : Optional.empty();
        }
    }

    /** It returned {@code value} in time. */
    public record Done<T>(T value) implements Result<T> {}

    /** It threw {@code cause}, or no thread could be started for it. */
    public record Failed<T>(Throwable cause) implements Result<T> {}

    /**
     * It has not returned.
     *
     * @param name of what hangs
     * @param refused true when it was not even started, since an earlier call still hangs
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

    private final String name;
    private final Duration limit;
    private volatile @Nullable Attempt<?> latest;

    /**
     * @param name of the thread, and of what hangs in messages
     * @param limit for each call; more than 0
     */
    public Bounded(String name, Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("the limit of " + name + " is not positive: " + limit);
        }
        this.name = name;
        this.limit = limit;
    }

    /** Runs {@code work}, which returns no null; an interrupt of the caller stops the wait and interrupts the work. */
    public synchronized <T> Result<T> call(Callable<T> work) throws InterruptedException {
        if (isHanging()) {
            return new Late<>(name, limit, true);
        }
        Attempt<T> attempt = new Attempt<>(work);
        Thread thread;
        try {
            thread = Thread.ofPlatform().daemon().name(name).start(attempt);
        } catch (OutOfMemoryError noThread) {
            // The limit of tasks is reached: a failure of this call, which must not end the caller.
            return new Failed<>(noThread);
        }
        latest = attempt;
        try {
            return attempt.await(limit).orElseGet(() -> new Late<>(name, limit, false));
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            throw interrupted;
        }
    }

    /** Whether an earlier call still has not returned. */
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

        // Whatever is thrown is the result: an error that ended only this thread would be lost.
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

        Optional<Result<T>> await(Duration limit) throws InterruptedException {
            return finished.await(limit.toNanos(), TimeUnit.NANOSECONDS) ? Optional.ofNullable(result) : Optional.empty();
        }
    }
}
