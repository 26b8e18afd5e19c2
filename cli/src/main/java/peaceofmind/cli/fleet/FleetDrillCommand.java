// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.fleet.inventory.InventoryDevice;
import peaceofmind.cli.fleet.rollout.DrillOutcome;
import peaceofmind.cli.fleet.rollout.DrillOutcome.DrillState;
import peaceofmind.cli.fleet.rollout.DrillRound;
import peaceofmind.cli.fleet.rollout.RemoteShell;
import peaceofmind.cli.fleet.rollout.SshShell;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace fleet drill}. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        description = {
            "Has devices prove that they recover, a few at once, and stops at the first that does not.",
            "Runs sudo peace drill on each by ssh: only on devices with drill: true in the inventory, and only on those that are up."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:every chosen device recovered in time",
            " 1:one did not, or was not drilled: the table says why"
        })
final class FleetDrillCommand implements Callable<Integer> {

    /** Those that neither reboot the device nor cut the connection that asks for them. */
    private static final List<String> SCENARIOS = List.of("kill", "freeze", "hang", "disk");

    private static final String ALL = "all";

    @Spec
    private CommandSpec spec;

    @Mixin
    private FleetSelection selection;

    @Parameters(
            arity = "1..*",
            paramLabel = "SCENARIO",
            description = "kill, freeze, hang, disk, or all for these four.")
    private List<String> names = List.of();

    @Option(names = "--device", paramLabel = "NAME", description = "Only this device; may be repeated.")
    private List<String> devices = List.of();

    @Option(
            names = "--at-once",
            paramLabel = "COUNT",
            defaultValue = "1",
            description = "Devices that may have a fault at the same time (default: ${DEFAULT-VALUE}).")
    private int atOnce;

    @Option(
            names = "--timeout-minutes",
            paramLabel = "MINUTES",
            defaultValue = "15",
            description = "Limit of the drill on one device (default: ${DEFAULT-VALUE}).")
    private int timeoutMinutes;

    @Option(names = "--user", paramLabel = "NAME", description = "User to log in as (default: what ssh decides).")
    private Optional<String> user = Optional.empty();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean asJson;

    private final Function<FleetDrillCommand, RemoteShell> shells;
    private final Clock clock;

    FleetDrillCommand() {
        this(command -> new SshShell(command.user, Duration.ofMinutes(command.timeoutMinutes)), Clock.system());
    }

    /** @param shells how to reach devices, by the options of the command */
    FleetDrillCommand(Function<FleetDrillCommand, RemoteShell> shells, Clock clock) {
        this.shells = shells;
        this.clock = clock;
    }

    @Override
    public Integer call() throws ConfigException, CommandFailedException, IOException, InterruptedException {
        List<String> scenarios = scenarios();
        if (atOnce < 1 || timeoutMinutes < 1) {
            throw new CommandFailedException("--at-once and --timeout-minutes must be 1 or more");
        }
        FleetInventory inventory = selection.readInventory();
        List<InventoryDevice> chosen = choose(inventory);
        Map<String, String> away;
        try (PrometheusApi api = new PrometheusApi(inventory.prometheus())) {
            away = away(new FleetReader(inventory, clock.now(), api::query).read());
        }
        List<String> command = new ArrayList<>(List.of("sudo", "-n", "peace", "drill", "--json"));
        command.addAll(scenarios);
        PrintWriter err = spec.commandLine().getErr();
        List<DrillOutcome> outcomes = new DrillRound(
                        shells.apply(this),
                        atOnce,
                        outcome -> err.println(
                                outcome.device() + ": " + outcome.state().word()))
                .run(chosen.stream().map(InventoryDevice::name).toList(), away, command);
        print(scenarios, outcomes);
        return outcomes.stream().allMatch(outcome -> outcome.state() == DrillState.PASSED) ? 0 : 1;
    }

    private List<String> scenarios() throws CommandFailedException {
        List<String> scenarios = new ArrayList<>();
        for (String name : names) {
            String scenario = name.toLowerCase(Locale.ROOT);
            if (scenario.equals(ALL)) {
                scenarios.addAll(SCENARIOS);
            } else if (SCENARIOS.contains(scenario)) {
                scenarios.add(scenario);
            } else {
                throw new CommandFailedException(
                        "\"" + name + "\" is none of kill, freeze, hang, disk, all. What reboots the device or"
                                + " cuts its network (reboot, power, network, renew): peace drill on the device itself");
            }
        }
        return scenarios.stream().distinct().toList();
    }

    private List<InventoryDevice> choose(FleetInventory inventory) throws CommandFailedException {
        for (String name : devices) {
            InventoryDevice device = inventory
                    .device(name)
                    .orElseThrow(() -> new CommandFailedException("no device \"" + name + "\" is in the inventory"));
            if (!device.isDrillAllowed()) {
                throw new CommandFailedException(
                        "faults are not allowed on " + name + ": set drill: true for it in the inventory");
            }
        }
        List<InventoryDevice> chosen = inventory.devices().stream()
                .filter(InventoryDevice::isDrillAllowed)
                .filter(selection::selects)
                .filter(device -> devices.isEmpty() || devices.contains(device.name()))
                .toList();
        if (chosen.isEmpty()) {
            throw new CommandFailedException(
                    "no device that is chosen allows faults: set drill: true for some in the inventory");
        }
        return chosen;
    }

    /** Only a device that is well can prove that it recovers. */
    private static Map<String, String> away(List<FleetDevice> fleet) {
        Map<String, String> away = new LinkedHashMap<>();
        for (FleetDevice device : fleet) {
            if (device.state() != FleetState.UP) {
                away.put(device.name(), "is " + device.state().text() + ": " + String.join(" ", device.findings()));
            }
        }
        return away;
    }

    private void print(List<String> scenarios, List<DrillOutcome> outcomes) {
        PrintWriter out = spec.commandLine().getOut();
        if (asJson) {
            out.println(Json.object()
                    .put("time", clock.now().toString())
                    .put("scenarios", Json.texts(scenarios))
                    .put("devices", outcomes.stream().map(DrillOutcome::toJson).toList())
                    .build()
                    .toPrettyJson());
            return;
        }
        int width = Math.max(
                6,
                outcomes.stream()
                        .mapToInt(outcome -> outcome.device().length())
                        .max()
                        .orElse(0));
        out.println(row(width, "DEVICE", "RESULT", "DETAIL"));
        for (DrillOutcome outcome : outcomes) {
            String result = outcome.state().word().replace('_', ' ');
            out.println(row(
                    width,
                    outcome.device(),
                    outcome.state() == DrillState.FAILED ? result.toUpperCase(Locale.ROOT) : result,
                    outcome.detail()));
        }
    }

    private static String row(int width, String device, String result, String detail) {
        return String.format(Locale.ROOT, "%-" + width + "s  %-11s  %s", device, result, detail)
                .stripTrailing();
    }
}
