// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.util.Optional;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.fleet.inventory.InventoryDevice;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name the inventory, and which of its devices are meant. */
final class FleetSelection {

    @Mixin
    private InventoryOption inventory;

    @Option(names = "--group", paramLabel = "NAME", description = "Only the devices of this group or customer.")
    private Optional<String> group = Optional.empty();

    FleetSelection() {}

    FleetInventory readInventory() throws ConfigException, CommandFailedException {
        return inventory.read();
    }

    InventoryOption inventory() {
        return inventory;
    }

    boolean hasGroup() {
        return group.isPresent();
    }

    boolean selects(InventoryDevice device) {
        return group.isEmpty() || device.isOf(group.get());
    }

    /** When no device is selected. */
    CommandFailedException empty() {
        return new CommandFailedException("no device is in the group or of the customer \"" + group.orElse("") + "\"");
    }
}
