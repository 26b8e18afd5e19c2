// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import peaceofmind.heartbeat.HeartbeatReading.Absent;
import peaceofmind.heartbeat.HeartbeatReading.Present;
import peaceofmind.heartbeat.HeartbeatReading.ReadFault;
import peaceofmind.heartbeat.HeartbeatReading.Unreadable;

/**
 * Polls a heartbeat file and measures how long ago it last changed. A torn or hostile file, or a disk that hangs, gives a result, never
 * an exception, and never blocks the caller longer than {@link #READ_TIMEOUT}.
 *
 * <p>Not thread-safe: one reader belongs to one loop.
 */
public final class HeartbeatReader {

    /** Maximum time of one read. */
    public static final Duration READ_TIMEOUT = Duration.ofMillis(500);

    /** Reads that hang in the kernel can't be cancelled; with this many the reader stops starting new ones. */
    private static final int MAX_PENDING_READS = 4;

    /** A file that appears older is not taken to be: a clock that was set is a better explanation, and no age of interest is greater. */
    static final Duration MAX_FIRST_AGE = Duration.ofDays(30);

    private static final Duration THREAD_KEEP_ALIVE = Duration.ofSeconds(10);

    private final Path file;
    private final Callable<HeartbeatFile.Content> content;
    private final LongSupplier nanoTime;
    private final InstantSource wallClock;
    private final AtomicInteger pendingReads = new AtomicInteger();
    private ExecutorService executor = newExecutor();
    private Optional<Heartbeat> lastHeartbeat = Optional.empty();
    private Optional<FileStamp> lastStamp = Optional.empty();
    private long changedAtNanos;
    private boolean hasRead;
    private boolean hasSeen;
    private boolean ageKnown;

    /**
     * @param owner the user that must own the file; empty accepts any
     * @param nanoTime a monotonic clock in nanoseconds, such as {@code System::nanoTime}
     */
    public HeartbeatReader(Path file, Optional<String> owner, LongSupplier nanoTime) {
        this(file, new HeartbeatFile(file, owner)::read, nanoTime, InstantSource.system());
    }

    /** With a replaceable source of the content, which a test can make hang. */
    HeartbeatReader(
            Path file, Callable<HeartbeatFile.Content> content, LongSupplier nanoTime, InstantSource wallClock) {
        this.file = file;
        this.content = content;
        this.nanoTime = nanoTime;
        this.wallClock = wallClock;
    }

    /** Reads the file once. */
    public HeartbeatReading read() {
        HeartbeatFile.Content content = readWithTimeout();
        long now = nanoTime.getAsLong();
        if (!hasRead) {
            hasRead = true;
            changedAtNanos = now;
        }
        if (!hasSeen) {
            // A read that failed shows nothing: the file that the next one finds may have been there for hours.
            hasSeen = content.stamp().isPresent() || content instanceof HeartbeatFile.Missing;
            Optional<Duration> firstAge = firstAge(content);
            ageKnown = firstAge.isPresent() || content instanceof HeartbeatFile.Missing;
            if (content.stamp().isPresent()) {
                changedAtNanos = now - firstAge.orElse(Duration.ZERO).toNanos();
            }
            lastStamp = content.stamp();
        } else if (content.stamp().isPresent()) {
            FileStamp stamp = content.stamp().get();
            // Whatever stands in it: many programs just touch the file, and a mistake in its content is no sign of
            // death.
            if (lastStamp.isEmpty() || stamp.differsFrom(lastStamp.get())) {
                changedAtNanos = now;
                ageKnown = true;
            }
            lastStamp = Optional.of(stamp);
        }
        if (content instanceof HeartbeatFile.Valid valid) {
            lastHeartbeat = Optional.of(valid.heartbeat());
            return new Present(valid.heartbeat(), age(now));
        } else if (content instanceof HeartbeatFile.Invalid invalid) {
            return new Unreadable(invalid.fault(), invalid.message(), age(now));
        }
        return new Absent(age(now));
    }

    /** The last valid heartbeat that this reader has seen, however old. */
    public Optional<Heartbeat> lastHeartbeat() {
        return lastHeartbeat;
    }

    /**
     * Whether ages count from a change of the file. Not so before a read succeeds, and, until the first observed change, if the file was
     * dated in the future when it was read first: then they count from the first read, and a dead program's file would seem fresh.
     */
    public boolean isAgeKnown() {
        return ageKnown;
    }

    /** How old the file was at the first read, which is all that the wall clock is asked for. */
    private Optional<Duration> firstAge(HeartbeatFile.Content content) {
        Instant now = wallClock.instant();
        Optional<Instant> modified =
                content.stamp().map(stamp -> stamp.modified().toInstant());
        Optional<Instant> written = content instanceof HeartbeatFile.Valid valid
                ? Optional.of(valid.heartbeat().timestamp().toInstant(ZoneId.systemDefault()))
                : Optional.empty();
        return modified.filter(at -> !at.isAfter(now))
                .or(() -> written.filter(at -> !at.isAfter(now)))
                .map(at -> Duration.between(at, now))
                .map(age -> age.compareTo(MAX_FIRST_AGE) > 0 ? MAX_FIRST_AGE : age);
    }

    private Duration age(long now) {
        return Duration.ofNanos(Math.max(0, now - changedAtNanos));
    }

    private HeartbeatFile.Content readWithTimeout() {
        if (pendingReads.get() >= MAX_PENDING_READS) {
            return timeoutResult();
        }
        pendingReads.incrementAndGet();
        Future<HeartbeatFile.Content> pendingRead = executor.submit(() -> {
            try {
                return content.call();
            } finally {
                // Before the result is handed over, or fast successive reads would appear to hang.
                pendingReads.decrementAndGet();
            }
        });
        try {
            return pendingRead.get(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException timeout) {
            return replaceHungThread();
        } catch (ExecutionException problem) {
            return new HeartbeatFile.Invalid(
                    ReadFault.INPUT_OUTPUT_ERROR,
                    "cannot read the heartbeat: "
                            + FailureReason.of(Objects.requireNonNullElse(problem.getCause(), problem)));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return replaceHungThread();
        }
    }

    /** Its thread is reused between reads, and exits some seconds after the last one. */
    private static ExecutorService newExecutor() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                1, 1, THREAD_KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), task -> {
                    Thread thread = new Thread(task, "heartbeat-reader");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** The hung thread exits once its system call returns. */
    private HeartbeatFile.Content replaceHungThread() {
        executor.shutdown();
        executor = newExecutor();
        return timeoutResult();
    }

    private HeartbeatFile.Content timeoutResult() {
        return new HeartbeatFile.Invalid(
                ReadFault.TIMEOUT,
                file + " could not be read within " + READ_TIMEOUT.toMillis() + " ms: is its disk or mount hanging?");
    }
}
