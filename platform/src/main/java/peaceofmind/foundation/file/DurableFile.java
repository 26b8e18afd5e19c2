// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * Replaces a file atomically and durably: after a power cut at any moment it has either the old content or the new one in full. Writes
 * a temporary file, then fsync, rename, fsync of the folder.
 */
public final class DurableFile {

    private DurableFile() {}

    /** Replaces {@code file} with {@code text} in UTF-8, readable by all users. */
    public static void replace(Path file, String text) throws IOException {
        replace(file, text, "rw-r--r--");
    }

    /**
     * Replaces {@code file} with {@code text} in UTF-8.
     *
     * @param permissions such as {@code rw-------}, in force before the first byte is written
     */
    public static void replace(Path file, String text, String permissions) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Path temporary = folder.resolve("." + file.getFileName() + ".new");
        removeLeftover(temporary);
        try {
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
            // Set again, because the umask may have removed some when the file was created.
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            move(temporary, file);
        } catch (IOException problem) {
            Files.deleteIfExists(temporary);
            throw problem;
        }
    }

    /** Whatever is in its place, such as a folder that somebody made, must not prevent every save from now on. */
    private static void removeLeftover(Path temporary) throws IOException {
        try {
            Files.deleteIfExists(temporary);
        } catch (DirectoryNotEmptyException foreign) {
            moveAside(temporary);
        }
    }

    /** Renames within one file system, replacing the target, and makes the rename itself durable. */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(Objects.requireNonNull(to.toAbsolutePath().getParent()));
    }

    /** Makes the entries of a folder durable: without it, a new or renamed file can be missing after a power cut. */
    public static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Moves a corrupt file out of the way, which allows a fresh start without deleting anything.
     *
     * @return its new path, in the same folder, with {@code .corrupt-N} appended to the name; the tenth file is overwritten from then on
     */
    public static Path moveAside(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".corrupt-0");
        for (int n = 1; n < 10 && Files.exists(aside, LinkOption.NOFOLLOW_LINKS); n++) {
            aside = file.resolveSibling(file.getFileName() + ".corrupt-" + n);
        }
        move(file, aside);
        return aside;
    }
}
