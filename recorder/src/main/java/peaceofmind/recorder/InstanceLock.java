// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;

/** Keeps a second recorder away from a folder: it would kill the first one's ffmpeg, and take its recording for a leftover. */
public final class InstanceLock implements AutoCloseable {

    /** Its name in the folder. */
    public static final String FILE = "recorder.lock";

    private final FileChannel channel;

    private InstanceLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks the folder until it is closed or this process ends, however it ends.
     *
     * @param warn is called when the folder can't be locked for another reason, such as a disk that is missing now: no footage is withheld
     *     for that
     * @throws IOException when another recorder has locked it
     */
    public static Optional<InstanceLock> acquire(Path folder, Consumer<String> warn) throws IOException {
        boolean taken;
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            taken = !tryLock(channel);
            if (!taken) {
                return Optional.of(new InstanceLock(channel));
            }
            channel.close();
        } catch (IOException failure) {
            warn.accept(folder + " cannot be locked against a second recorder: " + ErrorText.of(failure));
            return Optional.empty();
        }
        throw new IOException("another recorder is running and uses " + folder
                + "; stop it first (sudo systemctl stop recorder), or use another folder");
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException byThisProcess) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
