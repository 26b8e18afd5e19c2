// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.util.List;
import peaceofmind.cli.bundle.BundleCommand;
import peaceofmind.cli.camera.CameraCommand;
import peaceofmind.cli.cost.CostCommand;
import peaceofmind.cli.demo.DemoCommand;
import peaceofmind.cli.doctor.DoctorCommand;
import peaceofmind.cli.drill.DrillCommand;
import peaceofmind.cli.fleet.FleetCommand;
import peaceofmind.cli.grafana.GrafanaCommand;
import peaceofmind.cli.incidents.IncidentsCommand;
import peaceofmind.cli.logs.LogsCommand;
import peaceofmind.cli.network.NetworkCommand;
import peaceofmind.cli.report.ReportCommand;
import peaceofmind.cli.reset.ResetCommand;
import peaceofmind.cli.setup.BootConfigCommand;
import peaceofmind.cli.setup.EnrollCommand;
import peaceofmind.cli.setup.SetupCommand;
import peaceofmind.cli.shortcut.HoldCommand;
import peaceofmind.cli.shortcut.RebootCommand;
import peaceofmind.cli.shortcut.ReleaseCommand;
import peaceofmind.cli.shortcut.RestartCommand;
import peaceofmind.cli.status.StatusCommand;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.cli.terminal.SafeTerminalWriter;
import peaceofmind.cli.update.UpdateCommand;
import peaceofmind.cli.videos.VideosCommand;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.ErrorText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code peace} command. Exit codes: 0 success, 1 failure, 2 usage error; {@code status} has its own. */
@Command(
        name = "peace",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Keeps an unattended device alive and reports its true state.",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Commands use this checkout's running demo if there is one, otherwise /etc/peace/peace.yaml.",
            "Run peace COMMAND --help for details."
        },
        subcommands = {
            DemoCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            LogsCommand.class,
            IncidentsCommand.class,
            RestartCommand.class,
            RebootCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            NetworkCommand.class,
            CameraCommand.class,
            VideosCommand.class,
            ResetCommand.class,
            BundleCommand.class,
            DrillCommand.class,
            UpdateCommand.class,
            RecorderCommand.class,
            WatchdogCommand.class,
            ConfigCommand.class,
            SetupCommand.class,
            EnrollCommand.class,
            BootConfigCommand.class,
            DashboardCommand.class,
            CostCommand.class,
            ReportCommand.class,
            GrafanaCommand.class,
            FleetCommand.class,
            AlertCommand.class,
            SilenceCommand.class
        })
public final class Peace {

    private Peace() {}

    /** Runs one command and exits with its exit code. */
    public static void main(String[] arguments) {
        System.exit(
                List.of(arguments).equals(List.of("status"))
                        ? runStatus()
                        : commandLineFor(arguments).execute(arguments));
    }

    private static int runStatus() {
        PrintWriter out = SafeTerminalWriter.of(System.out);
        try {
            return StatusCommand.runPlain(out);
        } catch (ConfigException invalidConfig) {
            out.flush();
            SafeTerminalWriter.of(System.err).println(invalidConfig.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
    }

    /** Loads only the named command: reading the options of all commands would take longer than most commands do. */
    static CommandLine commandLineFor(String... arguments) {
        for (Class<?> type : Peace.class.getAnnotation(Command.class).subcommands()) {
            String name = type.getAnnotation(Command.class).name();
            if (arguments.length > 0 && arguments[0].equals(name)) {
                CommandSpec root = CommandSpec.create().name("peace").addSubcommand(name, new CommandLine(type));
                return configure(new CommandLine(root));
            }
        }
        return commandLine();
    }

    static CommandLine commandLine() {
        return configure(new CommandLine(new Peace()));
    }

    private static CommandLine configure(CommandLine commandLine) {
        hideLongForms(commandLine);
        return commandLine
                .setOut(SafeTerminalWriter.of(System.out))
                .setErr(SafeTerminalWriter.of(System.err))
                .setUsageHelpWidth(80)
                .setUsageHelpLongOptionsMaxWidth(30)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Peace::handleUsageError)
                .setExecutionExceptionHandler(Peace::handleFailure);
    }

    /** {@code peace watchdog hold} is {@code peace hold}: it still works, but help and completion leave it out. */
    private static void hideLongForms(CommandLine commandLine) {
        CommandLine watchdog = commandLine.getSubcommands().get("watchdog");
        if (watchdog != null) {
            List<Class<?>> shortForms =
                    List.of(Peace.class.getAnnotation(Command.class).subcommands());
            watchdog.getSubcommands().values().stream()
                    .filter(command -> shortForms.contains(command.getCommand().getClass()))
                    .forEach(command -> command.getCommandSpec().usageMessage().hidden(true));
        }
    }

    private static int handleUsageError(ParameterException usageError, String[] arguments) {
        PrintWriter err = usageError.getCommandLine().getErr();
        err.println("peace: " + usageError.getMessage());
        UnmatchedArgumentException.printSuggestions(usageError, err);
        err.println("Try: " + usageError.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int handleFailure(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        PrintWriter err = command.getErr();
        switch (failure) {
            case ConfigException invalidConfig -> {
                err.println(invalidConfig.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
            case ControlException _, CommandFailedException _ -> err.println("peace: " + failure.getMessage());
            case AccessDeniedException denied ->
                err.println("peace: " + ErrorText.of(denied) + ": try again with sudo");
            case IOException problem -> err.println("peace: " + ErrorText.of(problem));
            default -> throw failure;
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
