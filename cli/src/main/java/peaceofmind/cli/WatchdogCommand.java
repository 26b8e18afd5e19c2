// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import peaceofmind.cli.device.ServiceArgument;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.JavaProgram;
import peaceofmind.cli.shortcut.HoldCommand;
import peaceofmind.cli.shortcut.RebootCommand;
import peaceofmind.cli.shortcut.ReleaseCommand;
import peaceofmind.cli.shortcut.RestartCommand;
import peaceofmind.cli.terminal.Columns;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.health.HoldReport;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.linux.ProcessLauncher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code peace watchdog}: queries and controls the watchdog over its socket. Commands with a short form, such as
 * {@code peace hold}, are the same commands here, and hidden.
 */
@Command(
        name = "watchdog",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows the watchdog's state and history; stops and starts services.",
        subcommands = {HoldCommand.class, ReleaseCommand.class, RestartCommand.class, RebootCommand.class})
final class WatchdogCommand {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);
    private static final int LABEL_WIDTH = 21;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Spec
    private CommandSpec spec;

    WatchdogCommand() {}

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows the state of each watched service.")
    int status(
            @Mixin TargetDevice device,
            @Option(names = "--json", description = "Print JSON instead of text.") boolean asJson)
            throws ConfigException, ControlException {
        WatchdogStatus status = client(device).status();
        if (asJson) {
            out().println(status.json().toPrettyJson());
            return 0;
        }
        out().println("reboots left today: " + status.rebootsLeft().orElse(0L)
                + status.noRebootBecause()
                        .map(reason -> " (not now: " + reason + ")")
                        .orElse(""));
        for (ServiceReport service : status.services()) {
            out().println();
            service.json().members().forEach((name, value) -> {
                if (!name.equals("heartbeat")) {
                    out().printf("%-20s %s%n", name.replace('_', ' '), HumanFormat.value(value));
                }
            });
        }
        for (HoldReport hold : status.holds()) {
            out().println();
            out().println("held: " + hold.service().orElse("everything") + ", for " + HumanFormat.duration(hold.left())
                    + " more, by " + hold.by() + (hold.why().isBlank() ? "" : " (" + hold.why() + ")"));
        }
        return 0;
    }

    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description = "Lists its actions and their reasons, newest last.")
    int history(
            @Mixin TargetDevice device,
            @Option(
                            names = {"-n", "--last"},
                            paramLabel = "N",
                            defaultValue = "30",
                            description = "Number of events (default: 30).")
                    int last,
            @Option(names = "--json", description = "Print JSON, one event per line.") boolean asJson)
            throws ConfigException, ControlException {
        for (Event event : client(device).events(last)) {
            if (asJson) {
                out().println(event.toJson().toJson());
            } else {
                String service = event.service().map(name -> name + ": ").orElse("");
                String time = TIME.format(event.time().atZone(ZoneId.systemDefault()));
                Columns.wrap(time, LABEL_WIDTH, service + event.reason()).forEach(out()::println);
            }
        }
        return 0;
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Stops a service until it is started again or the device boots.")
    int stop(@Mixin TargetDevice device, @Mixin ServiceArgument service)
            throws ConfigException, ControlException, CommandFailedException {
        return request(device, "stop", service);
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = {
                "Runs the watchdog on this terminal, where no systemd starts it.",
                "Its configuration needs folders that this user can write to: socket, state_dir and log_dir below watchdog."
                        + " It stops with Ctrl-C, SIGTERM, or its parent."
            })
    int run(
            @Option(
                            names = "--config",
                            required = true,
                            paramLabel = "FILE",
                            description = "Configuration of the watchdog.")
                    Path config)
            throws IOException, InterruptedException {
        return ProcessLauncher.runProgramInForeground(
                JavaProgram.commandLine("peaceofmind.watchdog.WatchdogMain", "32m", config.toAbsolutePath()));
    }

    @Command(name = "start", mixinStandardHelpOptions = true, description = "Starts a service that was stopped.")
    int start(@Mixin TargetDevice device, @Mixin ServiceArgument service)
            throws ConfigException, ControlException, CommandFailedException {
        return request(device, "start", service);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private int request(TargetDevice device, String command, ServiceArgument service)
            throws ConfigException, ControlException, CommandFailedException {
        out().println(client(device).request(command, service.in(device)));
        return 0;
    }

    private static WatchdogClient client(TargetDevice device) throws ConfigException {
        return new WatchdogClient(device.watchdog().socket(), REQUEST_TIMEOUT);
    }
}
