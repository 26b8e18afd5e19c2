package peaceofmind.heartbeat;

import java.nio.file.Path;
import java.time.Duration;
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
import peaceofmind.heartbeat.HeartbeatReading.Fault;
import peaceofmind.heartbeat.HeartbeatReading.Present;
import peaceofmind.heartbeat.HeartbeatReading.Unreadable;

/**
 * Reads a heartbeat file again and again and tells how long ago it last changed. A file that is torn, hostile or on a disk
 * that hangs is an answer, never an exception, and never blocks the caller longer than {@link #TIME_LIMIT}.
 *
 * <p>Not thread-safe: one reader belongs to one loop.
 */
public final class HeartbeatReader {

    /** How long one look may take. */
    public static final Duration TIME_LIMIT = Duration.ofMillis(500);

    /** Looks that hang in the kernel can't be ended; past this many the reader stops starting new ones. */
    private static final int MAX_HANGING_LOOKS = 4;

    private static final Duration KEPT = Duration.ofSeconds(10);

    private final Path file;
    private final Callable<HeartbeatFile.Content> content;
    private final LongSupplier nanoTime;
    private final AtomicInteger hanging = new AtomicInteger();
    private ExecutorService thread = oneThread();
    private Optional<Heartbeat> last = Optional.empty();
    private long changedAt;
    private boolean looked;

    /**
     * @param owner the user that must own the file; empty accepts any
     * @param nanoTime a monotonic clock in nanoseconds, such as {@code System::nanoTime}
     */
    public HeartbeatReader(Path file, Optional<String> owner, LongSupplier nanoTime) {
        this(file, new HeartbeatFile(file, owner)::read, nanoTime);
    }

    /** With another way to the content, so that a test can let it hang. */
    HeartbeatReader(Path file, Callable<HeartbeatFile.Content> content, LongSupplier nanoTime) {
        this.file = file;
        this.content = content;
        this.nanoTime = nanoTime;
    }

    /** One look at the file. */
    public HeartbeatReading read() {
        HeartbeatFile.Content content = look();
        long now = nanoTime.getAsLong();
        if (!looked) {
            looked = true;
            changedAt = now;
        }
        if (content instanceof HeartbeatFile.Valid valid) {
            // Compared as a whole: a writer without a sequence number still changes its time stamp.
            if (last.isEmpty() || !last.get().equals(valid.heartbeat())) {
                last = Optional.of(valid.heartbeat());
                changedAt = now;
            }
            return new Present(valid.heartbeat(), age(now));
        } else if (content instanceof HeartbeatFile.Invalid invalid) {
            return new Unreadable(invalid.fault(), invalid.what(), age(now));
        }
        return new Absent(age(now));
    }

    /** The last valid heartbeat that this reader has seen, however old. */
    public Optional<Heartbeat> lastSeen() {
        return last;
    }

    private Duration age(long now) {
        return Duration.ofNanos(Math.max(0, now - changedAt));
    }

    private HeartbeatFile.Content look() {
        if (hanging.get() >= MAX_HANGING_LOOKS) {
            return noAnswer();
        }
        hanging.incrementAndGet();
        Future<HeartbeatFile.Content> look = thread.submit(() -> {
            try {
                return content.call();
            } finally {
                // Before the answer is handed over: quick looks one after the other must not seem to hang.
                hanging.decrementAndGet();
            }
        });
        try {
            return look.get(TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooLong) {
            return goOnWithAnotherThread();
        } catch (ExecutionException problem) {
            return new HeartbeatFile.Invalid(
                    Fault.INPUT_OUTPUT_ERROR, "cannot read the heartbeat: " + problem.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return goOnWithAnotherThread();
        }
    }

    /** Kept from look to look; it ends by itself some seconds after the last one. */
    private static ExecutorService oneThread() {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, KEPT.toSeconds(), TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), task -> {
                    Thread thread = new Thread(task, "heartbeat-reader");
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** The one that hangs ends when the kernel answers. */
    private HeartbeatFile.Content goOnWithAnotherThread() {
        thread.shutdown();
        thread = oneThread();
        return noAnswer();
    }

    private HeartbeatFile.Content noAnswer() {
        return new HeartbeatFile.Invalid(
                Fault.NO_ANSWER,
                file + " gave no answer within " + TIME_LIMIT.toMillis() + " ms: is its disk or mount hanging?");
    }
}
