// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code peace fleet update}. */
@Command(
        name = "update",
        mixinStandardHelpOptions = true,
        description = {
            "Updates the watched program on many devices, a few at a time, and stops at the first failure.",
            "Runs sudo peace update on each by ssh, which itself verifies and rolls back. Canaries first, then a tenth, then the rest; each"
                    + " batch is verified by what its devices ship."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:every device is verified", " 1:some are left: they are named, with how to continue"})
final class FleetUpdateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private FleetRolloutOptions options;

    @Option(names = "--to", paramLabel = "VERSION", description = "Version to install.")
    private Optional<String> to = Optional.empty();

    FleetUpdateCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandFailedException, IOException, InterruptedException {
        if (to.isEmpty() && !options.resume) {
            throw new CommandFailedException(
                    "name the version with --to VERSION: otherwise it could be another one on the last device than on the first");
        }
        List<String> command = new ArrayList<>();
        to.ifPresent(version -> command.addAll(List.of("sudo", "-n", "peace", "update", "--to", version)));
        return new FleetRollout(options, "update", spec.commandLine().getOut(), Clock.system()).run(command);
    }
}
