// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes a program's heartbeats without ever throwing or blocking: {@link #beat} only stores the newest heartbeat in a slot, and the
 * writer's own thread writes it to the disk. A full, read-only or hanging disk or a missing folder costs only heartbeats, which are
 * counted; writing resumes as soon as the disk works again.
 *
 * <p>Call {@link #beat} only from the main loop: otherwise a hung loop would go unnoticed.
 */
public final class HeartbeatWriter implements AutoCloseable {

    private final Path file;
    private final AtomicReference<Optional<Heartbeat>> pendingBeat = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<String>> lastError = new AtomicReference<>(Optional.empty());
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean open = true;

    /** Starts the writer, which creates the file's folder if it is missing. */
    public HeartbeatWriter(Path file) {
        this.file = file.toAbsolutePath();
        this.thread = new Thread(this::run, "heartbeat-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Queues a heartbeat for writing. It replaces one that is still waiting, which is counted as dropped. */
    public void beat(Heartbeat heartbeat) {
        if (pendingBeat.getAndSet(Optional.of(heartbeat)).isPresent()) {
            dropped.incrementAndGet();
        }
        synchronized (pendingBeat) {
            pendingBeat.notifyAll();
        }
    }

    /** Heartbeats written to the file. */
    public long written() {
        return written.get();
    }

    /** Heartbeats not written, because of errors or a slow disk. */
    public long dropped() {
        return dropped.get();
    }

    /** Why the last heartbeat could not be written; empty when it could. */
    public Optional<String> lastError() {
        return lastError.get();
    }

    /** Stops the writer, and waits up to 200 ms for a pending heartbeat. The file stays: its age shows that the program has stopped. */
    @Override
    public void close() {
        open = false;
        synchronized (pendingBeat) {
            pendingBeat.notifyAll();
        }
        try {
            thread.join(200);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (open || pendingBeat.get().isPresent()) {
            Optional<Heartbeat> next = pendingBeat.getAndSet(Optional.empty());
            if (next.isPresent()) {
                write(next.get());
            } else if (!awaitBeat()) {
                return;
            }
        }
    }

    private void write(Heartbeat heartbeat) {
        try {
            replace(file, heartbeat.toText());
            written.incrementAndGet();
            lastError.set(Optional.empty());
        } catch (IOException | RuntimeException problem) {
            dropped.incrementAndGet();
            lastError.set(Optional.of("cannot write " + file + ": " + FailureReason.of(problem)));
        }
    }

    private boolean awaitBeat() {
        synchronized (pendingBeat) {
            try {
                while (open && pendingBeat.get().isEmpty()) {
                    pendingBeat.wait();
                }
                return true;
            } catch (InterruptedException interrupted) {
                return false;
            }
        }
    }

    /** Without fsync: a heartbeat is worthless after a power cut, and syncing every second would wear out the SD card. */
    private static void replace(Path file, String text) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException("the heartbeat path has no folder");
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
        Path temporary = folder.resolve("." + file.getFileName() + ".tmp");
        try {
            Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException problem) {
            Files.deleteIfExists(temporary);
            throw problem;
        }
    }
}
