// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.file.DurableFile;

/**
 * The answers of a setup that failed at its end, beside the configuration; without passwords.
 *
 * @param config the configuration to write
 */
record SetupDraft(Path config) {

    private Path file() {
        return config.resolveSibling(config.getFileName() + ".answers");
    }

    /** @throws CommandFailedException before any question, if nothing can be written here */
    void requireWritable() throws CommandFailedException {
        Path folder = config.toAbsolutePath().getParent();
        if (folder == null || !Files.isWritable(folder)) {
            throw new CommandFailedException(
                    folder + (folder != null && Files.isDirectory(folder) ? " is not writable" : " does not exist")
                            + ": run it as root, where the package is installed, or name a file with --config");
        }
    }

    /** As text of a configuration; empty when there are none, or none that can be read. */
    Optional<String> read() throws IOException {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        String text = Files.readString(file());
        try {
            ConfigDocument.parse(file().toString(), text);
            return Optional.of(text);
        } catch (ConfigException damaged) {
            return Optional.empty();
        }
    }

    void save(String yaml) throws IOException {
        DurableFile.replace(file(), yaml, "rw-------");
    }

    void remove() throws IOException {
        Files.deleteIfExists(file());
    }
}
