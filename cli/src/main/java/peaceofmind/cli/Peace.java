package peaceofmind.cli;

import java.io.PrintWriter;
import peaceofmind.cli.demo.DemoCommand;
import peaceofmind.cli.status.StatusCommand;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code peace} command. Exit codes: 0 done, 1 it could not be done, 2 asked wrongly; {@code status} has its own. */
@Command(
        name = "peace",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Keeps an unattended device alive and tells the truth about it.",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "A running demo of this checkout is found by itself; otherwise /etc/peace/peace.yaml says where things are.",
            "peace COMMAND --help tells more."
        },
        subcommands = {
            DemoCommand.class,
            StatusCommand.class,
            RecorderCommand.class,
            WatchdogCommand.class,
            ConfigCommand.class
        })
public final class Peace {

    private Peace() {}

    /** Runs one command and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Peace())
                .setUsageHelpWidth(80)
                .setUsageHelpLongOptionsMaxWidth(30)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Peace::explainMistake)
                .setExecutionExceptionHandler(Peace::explainFailure);
    }

    private static int explainMistake(ParameterException mistake, String[] arguments) {
        PrintWriter err = mistake.getCommandLine().getErr();
        err.println("peace: " + mistake.getMessage());
        UnmatchedArgumentException.printSuggestions(mistake, err);
        err.println("Try: " + mistake.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int explainFailure(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (failure instanceof ControlException || failure instanceof CommandFailedException) {
            command.getErr().println("peace: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } else if (failure instanceof ConfigException) {
            command.getErr().println(failure.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        throw failure;
    }
}
