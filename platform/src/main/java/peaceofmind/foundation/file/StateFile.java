// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;

/** Reads small files of our own, in whose place anything may be: a folder, a FIFO, 60 MB of garbage. */
public final class StateFile {

    private StateFile() {}

    /**
     * The text, with invalid UTF-8 replaced; empty when there is no file.
     *
     * @param maxBytes more can't be ours
     * @throws IOException when it is not a regular file, too large or can't be read; never waits for a FIFO
     */
    public static Optional<String> read(Path file, int maxBytes) throws IOException {
        try {
            checkRegular(file, maxBytes);
            try (InputStream stream = Files.newInputStream(file)) {
                byte[] bytes = stream.readNBytes(maxBytes + 1);
                if (bytes.length > maxBytes) {
                    throw tooLarge(bytes.length, maxBytes);
                }
                return Optional.of(new String(bytes, StandardCharsets.UTF_8));
            }
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        }
    }

    /**
     * Moves a file that can't be used aside ({@link DurableFile#moveAside}); never fails.
     *
     * @return what became of it, to append to a warning: "moved to PATH", or why that was not possible
     */
    public static String moveAside(Path file) {
        try {
            return "moved to " + DurableFile.moveAside(file);
        } catch (IOException failure) {
            return "and it cannot be moved aside: " + ErrorText.of(failure);
        }
    }

    /**
     * Creates a folder of our own with its parents; what else is in its place is moved aside.
     *
     * @param warn receives what was moved, and why the folder can't be created
     */
    public static void createFolder(Path folder, Consumer<String> warn) {
        try {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder)) {
                warn.accept(folder + " is not a folder; " + moveAside(folder));
            }
            Files.createDirectories(folder);
        } catch (IOException failure) {
            warn.accept("cannot create the folder " + folder + ": " + ErrorText.of(failure));
        }
    }

    /**
     * Checks what is in a file's place.
     *
     * @throws NoSuchFileException when there is nothing
     * @throws IOException when it is not a regular file, or larger than {@code maxBytes}
     */
    static void checkRegular(Path file, long maxBytes) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new IOException(attributes.isDirectory() ? "it is a folder" : "it is not a regular file");
        } else if (attributes.size() > maxBytes) {
            throw tooLarge(attributes.size(), maxBytes);
        }
    }

    private static IOException tooLarge(long bytes, long maxBytes) {
        return new IOException("it is larger than any of ours: " + bytes + " bytes, expected at most " + maxBytes);
    }
}
