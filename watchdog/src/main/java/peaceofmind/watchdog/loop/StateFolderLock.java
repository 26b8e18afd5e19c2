// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;

/** One watchdog for a state folder: two would overwrite each other's history, and with it the count of reboots. */
final class StateFolderLock implements AutoCloseable {

    static final String FILE = "watchdog.lock";

    /** The kernel releases the lock when the process ends, however it ends; null: the folder allows none. */
    private final @Nullable FileChannel channel;

    private StateFolderLock(@Nullable FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, until {@link #close} or the end of the process. A folder that can't be written, as on a read-only card, has no lock:
     * that is reported, and nothing in it can be overwritten then.
     *
     * @throws IOException when another watchdog has it
     */
    static StateFolderLock acquire(Path folder, Consumer<String> warn) throws IOException {
        Path file = folder.resolve(FILE);
        FileChannel channel;
        try {
            channel = open(file);
        } catch (IOException unwritable) {
            warn.accept("no lock on the state folder: " + ErrorText.of(unwritable));
            return new StateFolderLock(null);
        }
        if (!isLocked(channel)) {
            channel.close();
            throw new IOException("another watchdog runs on the state folder " + folder
                    + ": stop that one, or set watchdog.state_dir to another folder");
        }
        return new StateFolderLock(channel);
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException strange) {
            // Such as a folder in its place.
            DurableFile.moveAside(file);
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
