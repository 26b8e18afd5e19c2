// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.fleet.server.FleetServerCommand;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.cli.terminal.TerminalSize;
import peaceofmind.contract.health.HealthLevel;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace fleet}. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Shows many devices at once, from the server that they ship to, and runs commands on them.",
            "Reads any server with Prometheus' HTTP API. The expected devices are an inventory, a YAML file: docs/fleet.md."
        },
        subcommands = {
            FleetRunCommand.class,
            FleetUpdateCommand.class,
            FleetDrillCommand.class,
            FleetReportCommand.class,
            FleetServeCommand.class,
            FleetServerCommand.class,
            FleetInventoryCommand.class
        })
public final class FleetCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    FleetCommand() {}

    /** Which devices, and how to print. */
    static final class Options {

        @Mixin
        private FleetSelection selection;

        @Option(names = "--json", description = "Print JSON instead of text.")
        private boolean asJson;

        Options() {}
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = {
                "Lists every device: those that were never seen first, then those that are silent.",
                "Exits with 0 when all are up, 1 when something needs attention, 2 when a device is down, silent or"
                        + " was never seen."
            })
    int status(@Mixin Options options) throws ConfigException, CommandFailedException, IOException {
        return print(options, _ -> true);
    }

    @Command(
            name = "problems",
            mixinStandardHelpOptions = true,
            description = "Lists the devices that need attention, with the reasons; exits like status.")
    int problems(@Mixin Options options) throws ConfigException, CommandFailedException, IOException {
        return print(options, FleetDevice::needsAttention);
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows one device: its figures, what needs attention, and who to call.")
    int show(
            @Mixin Options options,
            @Parameters(paramLabel = "DEVICE", description = "Name of the device, as in the inventory.") String name)
            throws ConfigException, CommandFailedException, IOException {
        Instant now = Clock.system().now();
        FleetDevice device = read(options, now).stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException(
                        "no device \"" + name + "\": the inventory does not list it, and none of that name reports"));
        PrintWriter out = spec.commandLine().getOut();
        if (options.asJson) {
            out.println(device.toJson().toPrettyJson());
        } else {
            new FleetTable(now, columns()).paragraphs(List.of(device)).forEach(out::println);
            device.device().customer().ifPresent(customer -> out.println("  customer " + customer));
            device.device().contact().ifPresent(contact -> out.println("  contact " + contact));
            if (!device.device().groups().isEmpty()) {
                out.println("  groups " + String.join(", ", device.device().groups()));
            }
        }
        return device.state().level().exitCode();
    }

    private int print(Options options, Predicate<FleetDevice> shown)
            throws ConfigException, CommandFailedException, IOException {
        Instant now = Clock.system().now();
        List<FleetDevice> fleet = read(options, now).stream()
                .filter(device -> options.selection.selects(device.device()))
                .toList();
        if (fleet.isEmpty()) {
            throw options.selection.empty();
        }
        List<FleetDevice> devices = fleet.stream().filter(shown).toList();
        PrintWriter out = spec.commandLine().getOut();
        if (options.asJson) {
            out.println(Json.object()
                    .put("time", now.toString())
                    .put("devices", devices.stream().map(FleetDevice::toJson).toList())
                    .build()
                    .toPrettyJson());
        } else {
            out.println(FleetTable.summary(fleet));
            if (!devices.isEmpty()) {
                new FleetTable(now, columns()).lines(devices).forEach(out::println);
            }
        }
        return fleet.stream()
                .map(device -> device.needsAttention() && device.state() == FleetState.UP
                        ? HealthLevel.DEGRADED
                        : device.state().level())
                .max(HealthLevel::compareTo)
                .orElse(HealthLevel.UP)
                .exitCode();
    }

    private static int columns() {
        return TerminalSize.of(System.getenv()).columns();
    }

    private static List<FleetDevice> read(Options options, Instant now)
            throws ConfigException, CommandFailedException, IOException {
        FleetInventory inventory = options.selection.readInventory();
        try (PrometheusApi api = new PrometheusApi(inventory.prometheus())) {
            return new FleetReader(inventory, now, api::query).read();
        }
    }
}
