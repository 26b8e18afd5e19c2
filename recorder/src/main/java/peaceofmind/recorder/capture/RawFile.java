package peaceofmind.recorder.capture;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peaceofmind.foundation.file.DurableFile;

/**
 * A raw file that another program writes, and its way to the disk. Whatever may wait for the disk is done by threads of its own, each
 * thing once at a time: a disk that hangs holds them, and nobody else. Asked by one thread.
 */
final class RawFile {

    /** What a disk does here. */
    interface Disk {
        long size(Path file) throws IOException;

        /** Puts what was written, and the file's name, on the disk; a refusal means that something of it may be lost. */
        void force(Path file) throws IOException;
    }

    private final Path path;
    private final Disk disk;
    private final Executor beside = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("capture-disk").factory());
    private CompletableFuture<Void> look = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> sync = CompletableFuture.completedFuture(null);
    private volatile long size;
    private volatile long durable;
    private volatile Optional<String> refusal = Optional.empty();

    RawFile(Path path) {
        this(path, new RealDisk());
    }

    RawFile(Path path, Disk disk) {
        this.path = path;
        this.disk = disk;
    }

    Path path() {
        return path;
    }

    /** When it was last looked at, in bytes. */
    long size() {
        return size;
    }

    /** How much of it is on the disk, in bytes. */
    long durable() {
        return durable;
    }

    /** Why the disk did not take it, once it refused. */
    Optional<String> refusal() {
        return refusal;
    }

    /** Looks at it; whether the disk answered within the limit. */
    boolean look(Duration limit) throws InterruptedException {
        if (look.isDone()) {
            look = CompletableFuture.runAsync(this::readSize, beside);
        }
        return await(look, limit);
    }

    /** Begins to put on the disk what is new, unless that is under way; does not wait for it. */
    void sync() {
        if (sync.isDone() && size > durable) {
            sync = CompletableFuture.runAsync(this::force, beside);
        }
    }

    /** Puts all of it on the disk and does what comes after; whether that was done within the limit. */
    boolean settle(Runnable afterwards, Duration limit) throws InterruptedException {
        return await(
                CompletableFuture.runAsync(
                        () -> {
                            readSize();
                            force();
                            afterwards.run();
                        },
                        beside),
                limit);
    }

    private static boolean await(CompletableFuture<Void> work, Duration limit) throws InterruptedException {
        try {
            work.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException notDone) {
            return false;
        }
    }

    private void readSize() {
        try {
            size = Math.max(size, disk.size(path));
        } catch (IOException notYet) {
            // Not there yet, or the disk refuses: it does not grow, and that is what is judged.
            return;
        }
    }

    private void force() {
        long reached = size;
        if (reached == 0) {
            return;
        }
        try {
            disk.force(path);
            durable = Math.max(durable, reached);
        } catch (IOException refused) {
            // A FileSystemException's message is a mere name.
            refusal = Optional.of(
                    refused instanceof FileSystemException || refused.getMessage() == null
                            ? refused.toString()
                            : refused.getMessage());
        }
    }

    private static final class RealDisk implements Disk {

        private volatile boolean nameIsDurable;

        @Override
        public long size(Path file) throws IOException {
            return Files.size(file);
        }

        @Override
        public void force(Path file) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(false);
            }
            if (!nameIsDurable) {
                DurableFile.syncFolder(
                        Objects.requireNonNull(file.toAbsolutePath().getParent()));
                nameIsDurable = true;
            }
        }
    }
}
