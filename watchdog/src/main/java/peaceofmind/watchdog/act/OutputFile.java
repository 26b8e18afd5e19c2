// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;

/** Where a supervised program's output goes: a file to which the program itself appends. Takes at most twice {@link #MAX_BYTES}, and a little. */
final class OutputFile {

    static final long MAX_BYTES = 8 * 1024 * 1024;

    private final Path file;

    OutputFile(Path file) {
        this.file = file;
    }

    /** Before a start. Why it can't be written, which costs the output alone; empty if it can. */
    Optional<String> prepare() {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file)) {
                // Opening a FIFO would wait for a reader.
                DurableFile.moveAside(file);
            }
            if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
                Files.move(file, previous(), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
            return Optional.empty();
        } catch (IOException unwritable) {
            return Optional.of(ErrorText.of(unwritable));
        }
    }

    /**
     * While the program runs, which keeps the file open: a full one is copied and emptied. What is written in between is lost; a program
     * that fills the disk is worse.
     */
    void limit() {
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) > MAX_BYTES) {
                Files.copy(file, previous(), StandardCopyOption.REPLACE_EXISTING);
                truncate();
            }
        } catch (IOException noCopy) {
            // Such as a full disk: then without the copy.
            try {
                Files.deleteIfExists(previous());
                truncate();
            } catch (IOException unwritable) {
                // Tried again at the next check.
            }
        }
    }

    private void truncate() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    private Path previous() {
        return file.resolveSibling(file.getFileName() + ".1");
    }
}
