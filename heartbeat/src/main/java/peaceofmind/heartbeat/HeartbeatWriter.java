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
 * Writes heartbeats for a program, without ever throwing into it or making it wait: {@link #beat} only leaves the newest
 * heartbeat in a slot, and a thread of the writer's own puts it on the disk. A full or read-only disk, a missing folder or a
 * disk that hangs costs heartbeats, which are counted, and nothing else; writing works again as soon as the disk does.
 *
 * <p>Call {@link #beat} from the main loop and from nowhere else: only then does a hung loop go silent.
 */
public final class HeartbeatWriter implements AutoCloseable {

    private final Path file;
    private final AtomicReference<Optional<Heartbeat>> pendingBeat = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<String>> lastError = new AtomicReference<>(Optional.empty());
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean open = true;

    /** Starts the writer; the folder of the file is made when it is not there. */
    public HeartbeatWriter(Path file) {
        this.file = file.toAbsolutePath();
        this.thread = new Thread(this::run, "heartbeat-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Leaves a heartbeat to be written. A former one that is still waiting is lost, and counted. */
    public void beat(Heartbeat heartbeat) {
        if (pendingBeat.getAndSet(Optional.of(heartbeat)).isPresent()) {
            dropped.incrementAndGet();
        }
        synchronized (pendingBeat) {
            pendingBeat.notifyAll();
        }
    }

    /** Heartbeats that reached the file. */
    public long written() {
        return written.get();
    }

    /** Heartbeats that did not: the disk refused them or was too slow. */
    public long dropped() {
        return dropped.get();
    }

    /** Why the last heartbeat could not be written; empty when it could. */
    public Optional<String> lastError() {
        return lastError.get();
    }

    /** Ends the writer, giving a waiting heartbeat 200 ms. The file stays: its age tells that nobody beats any more. */
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
            lastError.set(Optional.of("cannot write " + file + ": " + problem));
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

    /** No fsync: a heartbeat is worthless after a power cut, and waking the disk each second would wear it out. */
    private static void replace(Path file, String text) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException("a heartbeat needs a file name");
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
