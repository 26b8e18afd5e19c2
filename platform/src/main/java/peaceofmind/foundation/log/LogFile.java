// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
 * A log file of bounded size, renamed to {@code NAME.1} when it is full. A line that can't be written is dropped and counted. A
 * separate thread writes: {@link #append} normally returns once the line is in the file, but does not wait for a disk that hangs,
 * since a main loop blocked on its log would appear frozen to the watchdog.
 */
public final class LogFile {

    private static final Duration APPEND_TIMEOUT = Duration.ofMillis(500);
    private static final int MAX_QUEUED_LINES = 1000;

    private final Path file;
    private final long maxFileBytes;
    private final AtomicLong droppedLines = new AtomicLong();
    private final Deque<byte[]> queue = new ArrayDeque<>();
    private boolean started;
    private boolean diskHangs;
    private long enqueuedLines;
    private long writtenLines;

    /** @param maxBytes maximum size of both files together */
    public LogFile(Path file, long maxBytes) {
        this.file = file;
        this.maxFileBytes = maxBytes / 2;
    }

    /** Lines that could not be written since the start. */
    public long droppedLines() {
        return droppedLines.get();
    }

    /** Waits up to half a second for the write, and not at all while an earlier line is still waiting for the disk. */
    void append(String line) {
        // A lone surrogate, as in a broken file name, becomes a question mark instead of an error.
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (queue) {
            if (queue.size() >= MAX_QUEUED_LINES || !isWriterRunning()) {
                droppedLines.incrementAndGet();
                return;
            }
            queue.add(bytes);
            enqueuedLines++;
            queue.notifyAll();
            awaitWritten(enqueuedLines);
        }
    }

    /** Starts the writer with the first line; when no thread is allowed now, the next line tries again. */
    private boolean isWriterRunning() {
        if (!started) {
            try {
                Thread.ofPlatform().daemon().name("log-file").start(this::run);
                started = true;
            } catch (OutOfMemoryError noThread) {
                return false;
            }
        }
        return true;
    }

    private void awaitWritten(long line) {
        long deadline = Clock.system().nanoTime() + APPEND_TIMEOUT.toNanos();
        try {
            while (!diskHangs && writtenLines < line) {
                long remainingNanos = deadline - Clock.system().nanoTime();
                diskHangs = remainingNanos <= 0;
                TimeUnit.NANOSECONDS.timedWait(queue, remainingNanos);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                write(takeNext());
                synchronized (queue) {
                    writtenLines++;
                    queue.notifyAll();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] takeNext() throws InterruptedException {
        synchronized (queue) {
            while (queue.isEmpty()) {
                diskHangs = false;
                queue.wait();
            }
            return queue.remove();
        }
    }

    private void write(byte[] bytes) {
        try {
            if (Files.exists(file) && Files.size(file) + bytes.length > maxFileBytes) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            // Others may write into the folder: a link to a file of this process would be a way to change that.
            Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | RuntimeException | Error failure) {
            droppedLines.incrementAndGet();
        }
    }
}
