// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.file.DurableFile;

/**
 * A configuration that somebody put on the boot partition of a memory card, on any computer: the only partition that Windows and macOS
 * can write.
 */
record BootFile(Path path) {

    /** On Raspberry Pi OS since Debian 12, and before. */
    private static final List<String> PLACES = List.of("/boot/firmware/peace.yaml", "/boot/peace.yaml");

    /** Many times what a configuration has. */
    private static final int MAX_BYTES = 256 * 1024;

    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** Those that exist; the first one counts. */
    static List<BootFile> find(Machine machine) {
        return PLACES.stream()
                .map(machine::path)
                .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                .map(BootFile::new)
                .toList();
    }

    /** Its text, as editors of any system write it. */
    String read() throws IOException, CommandFailedException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandFailedException("is not a file");
        } else if (Files.size(path) > MAX_BYTES) {
            throw new CommandFailedException("has more than " + MAX_BYTES + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException other) {
            throw new CommandFailedException("is not a text in UTF-8: save it as UTF-8");
        }
    }

    /** It may have secrets, and counts no more. */
    void remove() throws IOException {
        Files.deleteIfExists(path);
        DurableFile.syncFolder(folder());
    }

    /** Moves it aside and writes the reasons beside it, for whoever has put it there. */
    Path reject(String reasons) throws IOException {
        Path rejected = folder().resolve(path.getFileName() + ".rejected");
        DurableFile.move(path, rejected);
        // A file system for all systems: FAT has no permissions to set, and Windows wants its line ends.
        Files.writeString(
                folder().resolve(rejected.getFileName() + ".txt"),
                String.join("\r\n", reasons.lines().toList()) + "\r\n");
        return rejected;
    }

    private Path folder() {
        return Objects.requireNonNull(path.getParent());
    }
}
