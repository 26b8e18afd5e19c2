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
    interface DiskIo {
        long size(Path file) throws IOException;

        /** Puts what was written, and the file's name, on the disk; a refusal means that something of it may be lost. */
        void force(Path file) throws IOException;
    }

    private final Path path;
    private final DiskIo diskIo;
    private final Executor executor = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("capture-disk").factory());
    private CompletableFuture<Void> sizeRead = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> sync = CompletableFuture.completedFuture(null);
    private volatile long size;
    private volatile long durableSize;
    private volatile Optional<String> writeError = Optional.empty();

    RawFile(Path path) {
        this(path, new RealDiskIo());
    }

    RawFile(Path path, DiskIo diskIo) {
        this.path = path;
        this.diskIo = diskIo;
    }

    Path path() {
        return path;
    }

    /** When it was last looked at, in bytes. */
    long size() {
        return size;
    }

    /** How much of it is on the disk, in bytes. */
    long durableSize() {
        return durableSize;
    }

    /** Why the disk did not take it, once it refused. */
    Optional<String> writeError() {
        return writeError;
    }

    /** Looks at it; whether the disk answered within the limit. */
    boolean refreshSize(Duration timeout) throws InterruptedException {
        if (sizeRead.isDone()) {
            sizeRead = CompletableFuture.runAsync(this::readSize, executor);
        }
        return await(sizeRead, timeout);
    }

    /** Begins to put on the disk what is new, unless that is under way; does not wait for it. */
    void sync() {
        if (sync.isDone() && size > durableSize) {
            sync = CompletableFuture.runAsync(this::force, executor);
        }
    }

    /** Puts all of it on the disk and does what comes after; whether that was done within the limit. */
    boolean flush(Runnable onFlushed, Duration timeout) throws InterruptedException {
        return await(
                CompletableFuture.runAsync(
                        () -> {
                            readSize();
                            force();
                            onFlushed.run();
                        },
                        executor),
                timeout);
    }

    private static boolean await(CompletableFuture<Void> work, Duration timeout) throws InterruptedException {
        try {
            work.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException notDone) {
            return false;
        }
    }

    private void readSize() {
        try {
            size = Math.max(size, diskIo.size(path));
        } catch (IOException notYet) {
            // Not there yet, or the disk refuses: it does not grow, and that is what is judged.
            return;
        }
    }

    private void force() {
        long sizeBefore = size;
        if (sizeBefore == 0) {
            return;
        }
        try {
            diskIo.force(path);
            durableSize = Math.max(durableSize, sizeBefore);
        } catch (IOException failure) {
            // A FileSystemException's message is a mere name.
            writeError = Optional.of(
                    failure instanceof FileSystemException || failure.getMessage() == null
                            ? failure.toString()
                            : failure.getMessage());
        }
    }

    private static final class RealDiskIo implements DiskIo {

        private volatile boolean folderSynced;

        @Override
        public long size(Path file) throws IOException {
            return Files.size(file);
        }

        @Override
        public void force(Path file) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(false);
            }
            if (!folderSynced) {
                DurableFile.syncFolder(
                        Objects.requireNonNull(file.toAbsolutePath().getParent()));
                folderSynced = true;
            }
        }
    }
}
