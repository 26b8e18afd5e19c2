package peaceofmind.foundation.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import peaceofmind.foundation.time.Clock;

/**
 * A log file of bounded size: when it is full it becomes {@code NAME.1}. A line that can't be written is lost and counted; the next
 * one is tried again. A thread of its own writes: {@link #append} waits for it, so that a line that was said is in the file, but not
 * for a disk that hangs, since a main loop that waits for its log looks frozen to whoever watches it.
 */
public final class LogFile {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int MAX_WAITING_LINES = 1000;

    private final Path file;
    private final long maxFileBytes;
    private final AtomicLong lost = new AtomicLong();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private boolean started;
    private boolean hangs;
    private long accepted;
    private long done;

    /** @param maxBytes bound of both files together */
    public LogFile(Path file, long maxBytes) {
        this.file = file;
        this.maxFileBytes = maxBytes / 2;
    }

    /** Lines that could not be written since the start. */
    public long lost() {
        return lost.get();
    }

    /** Waits half a second at most, and not at all while an earlier line still waits for the disk. */
    void append(String line) {
        // A lone surrogate, as in a broken file name, becomes a question mark instead of an error.
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING_LINES) {
                lost.incrementAndGet();
                return;
            }
            waiting.add(bytes);
            accepted++;
            if (!started) {
                started = true;
                Thread.ofPlatform().daemon().name("log-file").start(this::run);
            }
            waiting.notifyAll();
            awaitWritten(accepted);
        }
    }

    private void awaitWritten(long line) {
        long deadline = Clock.system().nanoTime() + PATIENCE.toNanos();
        try {
            while (!hangs && done < line) {
                long left = deadline - Clock.system().nanoTime();
                hangs = left <= 0;
                TimeUnit.NANOSECONDS.timedWait(waiting, left);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                write(next());
                synchronized (waiting) {
                    done++;
                    waiting.notifyAll();
                }
            }
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] next() throws InterruptedException {
        synchronized (waiting) {
            while (waiting.isEmpty()) {
                hangs = false;
                waiting.wait();
            }
            return waiting.remove();
        }
    }

    private void write(byte[] bytes) {
        try {
            if (Files.exists(file) && Files.size(file) + bytes.length > maxFileBytes) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException full) {
            lost.incrementAndGet();
        }
    }
}
