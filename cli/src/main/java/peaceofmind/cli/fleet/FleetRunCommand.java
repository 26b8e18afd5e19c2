// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace fleet run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a command on many devices by ssh, a few at a time, and stops at the first failure.",
            "Canaries first, then a tenth, then the rest; each batch is verified by what its devices ship. Arguments arrive as they are here:"
                    + " for a pipe or a variable use -- sh -c '...'."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:every device is verified", " 1:some are left: they are named, with how to continue"})
final class FleetRunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private FleetRolloutOptions options;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "Command with its arguments, after --.")
    private List<String> command = List.of();

    FleetRunCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandFailedException, IOException, InterruptedException {
        if (command.isEmpty() && !options.resume) {
            throw new CommandFailedException("name the command after --, such as peace fleet run -- uptime");
        }
        return new FleetRollout(options, "run", spec.commandLine().getOut(), Clock.system()).run(command);
    }
}
