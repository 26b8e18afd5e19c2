// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.fleet.inventory.InventoryFile;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import picocli.CommandLine.Option;

/** The option that names the inventory. */
final class InventoryOption {

    @Option(
            names = "--inventory",
            paramLabel = "FILE",
            description = "Inventory (default: fleet.yaml here, otherwise /etc/peace/fleet.yaml).")
    private Optional<Path> file = Optional.empty();

    InventoryOption() {}

    /** As it was given; empty for the default. */
    Optional<Path> file() {
        return file;
    }

    FleetInventory read() throws ConfigException, CommandFailedException {
        return FleetInventory.read(InventoryFile.find(file));
    }
}
