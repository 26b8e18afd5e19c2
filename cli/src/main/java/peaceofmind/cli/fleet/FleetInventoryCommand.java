// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.fleet.inventory.InventoryFile;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace fleet inventory}. */
@Command(
        name = "inventory",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Checks the file that lists the expected devices.")
final class FleetInventoryCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    FleetInventoryCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Checks the inventory: every mistake at once, with its line.",
                "Asks no server, so it fits a job in the repository that has the file."
            })
    int check(
            @Parameters(
                            paramLabel = "FILE",
                            arity = "0..1",
                            description = "Inventory (default: fleet.yaml here, otherwise /etc/peace/fleet.yaml).")
                    Optional<Path> file)
            throws ConfigException, CommandFailedException {
        Path found = InventoryFile.find(file);
        FleetInventory inventory = FleetInventory.read(found);
        spec.commandLine().getOut().println(found + ": " + inventory.devices().size() + " device(s), no mistakes");
        return 0;
    }
}
