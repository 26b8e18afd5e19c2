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
