// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigKey;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;
import peaceofmind.watchdog.config.ServiceConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace config}. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Checks the configuration, or lists its keys.")
final class ConfigCommand {

    @Spec
    private CommandSpec spec;

    ConfigCommand() {}

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Checks the configuration and reports all mistakes at once.",
                "Exits with 2 if there are any."
            })
    int check(
            @Mixin TargetDevice device,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            description = "File to check (default: the device's configuration).")
                    Optional<Path> file)
            throws ConfigException {
        Path checked = file.orElseGet(device::configFile);
        TargetDevice.FullConfig config = TargetDevice.readAll(ConfigDocument.read(checked));
        List<String> refused =
                new ArrayList<>(refusedHeartbeats(config.watchdog().services()));
        refused.addAll(missingCommands(config.watchdog().services()));
        if (!refused.isEmpty()) {
            refused.forEach(spec.commandLine().getErr()::println);
            return CommandLine.ExitCode.USAGE;
        }
        spec.commandLine().getOut().println(checked + " is valid.");
        return 0;
    }

    /** Heartbeats on this machine that the configuration makes the watchdog refuse: it never restarts those services. */
    private static List<String> refusedHeartbeats(List<ServiceConfig> services) {
        List<String> refused = new ArrayList<>();
        for (ServiceConfig service : services) {
            if (service.heartbeat().isEmpty()) {
                continue;
            }
            HeartbeatReading reading =
                    new HeartbeatReader(service.heartbeat().get(), service.heartbeatOwner(), System::nanoTime).read();
            if (reading instanceof HeartbeatReading.Unreadable unreadable
                    && unreadable.fault().isRefusal()) {
                refused.add("watchdog.services, " + service.name() + ": " + unreadable.message()
                        + "; the watchdog refuses it, and never restarts the service: correct heartbeat or heartbeat_owner, or the"
                        + " file");
            }
        }
        return refused;
    }

    /** Probes and actuators that can never work on this machine. */
    private static List<String> missingCommands(List<ServiceConfig> services) {
        List<String> missing = new ArrayList<>();
        for (ServiceConfig service : services) {
            service.missingCommands()
                    .forEach(command -> missing.add("watchdog.services, " + service.name() + ": " + command
                            + " does not exist here or is not executable"));
        }
        return missing;
    }

    @Command(
            name = "keys",
            mixinStandardHelpOptions = true,
            description = "Lists every key with its default and meaning.")
    int keys() throws ConfigException {
        PrintWriter out = spec.commandLine().getOut();
        ConfigDocument defaults = ConfigDocument.empty();
        TargetDevice.readAll(defaults);
        for (ConfigKey key : defaults.keys()) {
            String value = key.defaultValue().isEmpty() ? "(none)" : key.defaultValue();
            out.printf("%s: %s%n    %s%n", key.path(), value, key.description());
        }
        return 0;
    }
}
