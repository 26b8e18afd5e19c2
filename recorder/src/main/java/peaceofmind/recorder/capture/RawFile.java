// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.IOException;
import java.nio.channels.FileChannel;
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
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Bounded;
import peaceofmind.recorder.capture.MatroskaPictures.Contents;

/**
 * A raw file that another program writes, and syncing it to the disk. Everything that can block on the disk runs on separate threads, one
 * operation of each kind at a time: a disk that hangs blocks only those. For use by one thread.
 */
final class RawFile {

    /** The disk operations. */
    interface DiskIo {
        long size(Path file) throws IOException;

        /** Syncs the file's data and its directory entry to the disk; a failure means that some of it may be lost. */
        void force(Path file) throws IOException;
    }

    private final Path path;
    private final DiskIo diskIo;
    private final Executor executor = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("capture-disk").factory());
    private CompletableFuture<Void> sizeRead = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> sync = CompletableFuture.completedFuture(null);
    private final MatroskaPictures pictures = new MatroskaPictures();
    private volatile long size;
    private volatile Optional<Contents> contents = Optional.empty();
    private volatile Optional<LatestPicture> latestPicture = Optional.empty();
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

    /** Size in bytes at the last read. */
    long size() {
        return size;
    }

    /** What was in the file at the last read; empty when its format is unknown. */
    Optional<Contents> contents() {
        return contents;
    }

    /** Where the latest picture was at the last read. */
    Optional<LatestPicture> latestPicture() {
        return latestPicture;
    }

    /** Number of bytes that have been synced to the disk. */
    long durableSize() {
        return durableSize;
    }

    /** The reason of the last failed sync. */
    Optional<String> writeError() {
        return writeError;
    }

    /** Reads the size; false when the disk did not respond within the timeout. */
    boolean refreshSize(Duration timeout) throws InterruptedException {
        if (sizeRead.isDone()) {
            sizeRead = CompletableFuture.runAsync(this::readSize, executor);
        }
        return await(sizeRead, timeout);
    }

    /** Starts syncing new data, unless a sync is already running; does not wait for it. */
    void sync() {
        if (sync.isDone() && size > durableSize) {
            sync = CompletableFuture.runAsync(this::force, executor);
        }
    }

    /** Syncs everything and runs {@code onFlushed}; false when that took longer than the timeout. */
    boolean flush(Runnable onFlushed, Duration timeout) throws InterruptedException {
        return new Bounded("flushing the recording", timeout).call(() -> {
                    readSize();
                    force();
                    onFlushed.run();
                    return true;
                })
                instanceof Bounded.Done<Boolean>;
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
            if (size > 0) {
                pictures.readTo(path, size);
                contents = pictures.contents();
                latestPicture = pictures.latestPicture(path);
            }
        } catch (IOException notYet) {
            // Not created yet, or a disk error: either way the recording does not grow, which is what is monitored.
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
            writeError = Optional.of(ErrorText.of(failure));
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
