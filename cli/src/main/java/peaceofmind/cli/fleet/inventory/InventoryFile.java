// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.inventory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.cli.terminal.CommandFailedException;

/** Where the inventory is: the file that somebody names, or one of two places. */
public final class InventoryFile {

    /** Installed with the server that the fleet ships to. */
    public static final Path SYSTEM = Path.of("/etc/peace/fleet.yaml");

    private static final Path LOCAL = Path.of("fleet.yaml");

    private InventoryFile() {}

    /**
     * The file to read.
     *
     * @param named the one that was asked for, whether it exists or not
     * @throws CommandFailedException none is named, and neither place has one
     */
    public static Path find(Optional<Path> named) throws CommandFailedException {
        if (named.isPresent()) {
            return named.get();
        } else if (Files.exists(LOCAL)) {
            return LOCAL;
        } else if (Files.exists(SYSTEM)) {
            return SYSTEM;
        }
        throw new CommandFailedException("there is no inventory: neither " + LOCAL + " here nor " + SYSTEM
                + ". Write one (docs/fleet.md), or name it with --inventory.");
    }
}
