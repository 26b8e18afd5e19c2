// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace drill}. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        description = {
            "Causes a fault, measures the recovery and undoes the fault.",
            "The fault is undone even if the login or this command ends. kill, freeze, hang, disk, renew and network recover"
                    + " without a reboot. reboot and power reboot the device and are evaluated after the boot, by the"
                    + " first service.",
            "all means all but these two: what can't be done for the service is named, and does not count.",
            "network has the watchdog renew the address's lease (renew) where it can, as the ladder of network repairs does, and then"
                    + " cuts the network for a minute. Whoever is logged in over that link is asked first."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:every recovery was in time",
            " 1:one was not, or could not be tried; with all, what can't be done for the service does not count"
        })
public final class DrillCommand implements Callable<Integer> {

    private static final String ALL = "all";

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Parameters(
            arity = "0..*",
            paramLabel = "SCENARIO",
            description = "kill, freeze, hang, disk, network, renew, reboot, power or all.")
    private List<String> names = List.of();

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "The watched service to drill (default: the first one).")
    private Optional<String> service = Optional.empty();

    @Option(names = "--while-recording", description = "Run even during a recording: its video will have a gap.")
    private boolean whileRecording;

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            description = "Network interface to cut (default: that of the default route).")
    private Optional<String> networkInterface = Optional.empty();

    @Option(
            names = "--yes",
            description =
                    "Confirm that the device reboots (reboot, power), or that a connection may break (network, renew).")
    private boolean yes;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean asJson;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write the report as an HTML page.")
    private Optional<Path> html = Optional.empty();

    @Option(names = "--resume", description = "Evaluate a drill that rebooted; a systemd unit does this at each boot.")
    private boolean resume;

    DrillCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandFailedException, IOException, InterruptedException {
        DrillRunner runner = new DrillRunner(
                device,
                Machine.real(),
                networkInterface,
                service,
                spec.commandLine().getErr());
        List<DrillResult> results = new ArrayList<>();
        if (resume) {
            runner.resume().ifPresent(results::add);
        } else {
            List<DrillScenario> scenarios = new ArrayList<>(scenarios());
            if (names.contains(ALL)) {
                results.addAll(skip(runner, scenarios, Set.copyOf(scenarios)));
            } else if (names.contains(DrillScenario.NETWORK.label())) {
                results.addAll(skip(runner, scenarios, Set.of(DrillScenario.RENEW)));
            }
            if (!scenarios.isEmpty()) {
                runner.checkAllowed(scenarios, whileRecording);
                confirm(runner.loggedIn(scenarios));
            }
            for (DrillScenario scenario : scenarios) {
                spec.commandLine().getErr().println(scenario.label() + ": " + scenario.description() + " ...");
                results.add(runner.run(scenario));
            }
        }
        report(results);
        List<DrillResult> counted = results.stream()
                .filter(result -> result.verdict() != DrillResult.DrillVerdict.NOT_APPLICABLE)
                .toList();
        boolean passed = counted.stream()
                .allMatch(result -> result.verdict() == DrillResult.DrillVerdict.PASSED
                        || result.verdict() == DrillResult.DrillVerdict.PENDING);
        // A drill in which nothing could be done proves nothing.
        return passed && (resume || !counted.isEmpty()) ? 0 : 1;
    }

    /** Asks whoever could lose the connection. */
    private void confirm(Optional<String> danger) throws CommandFailedException {
        if (danger.isEmpty() || yes) {
            return;
        }
        spec.commandLine().getErr().println(danger.get() + ".");
        spec.commandLine().getErr().flush();
        if (!Tty.confirm()) {
            throw new CommandFailedException("nothing was done: " + danger.get());
        }
    }

    /** Removes those that can't be done from the scenarios; each with its reason. */
    private static List<DrillResult> skip(
            DrillRunner runner, List<DrillScenario> scenarios, Set<DrillScenario> skippable)
            throws ConfigException, InterruptedException {
        List<DrillResult> skipped = new ArrayList<>();
        for (DrillScenario scenario : List.copyOf(scenarios)) {
            Optional<String> reason = skippable.contains(scenario) ? runner.notApplicable(scenario) : Optional.empty();
            if (reason.isPresent()) {
                scenarios.remove(scenario);
                skipped.add(runner.skip(scenario, reason.get()));
            }
        }
        return skipped;
    }

    private List<DrillScenario> scenarios() {
        List<DrillScenario> chosen = new ArrayList<>();
        for (String name : names) {
            if (name.equals(ALL)) {
                chosen.addAll(List.of(
                        DrillScenario.KILL,
                        DrillScenario.FREEZE,
                        DrillScenario.HANG,
                        DrillScenario.DISK,
                        DrillScenario.RENEW,
                        DrillScenario.NETWORK));
            } else if (scenario(name) == DrillScenario.NETWORK) {
                // A repair is proved before the network is cut, not by an interface that was just set up again.
                chosen.addAll(List.of(DrillScenario.RENEW, DrillScenario.NETWORK));
            } else {
                chosen.add(scenario(name));
            }
        }
        if (chosen.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "missing scenario: kill, freeze, hang, disk, network, renew, reboot, power or all");
        } else if (!yes && (chosen.contains(DrillScenario.REBOOT) || chosen.contains(DrillScenario.POWER))) {
            throw new ParameterException(spec.commandLine(), "this reboots the whole device: add --yes");
        }
        return chosen;
    }

    private DrillScenario scenario(String name) {
        for (DrillScenario scenario : DrillScenario.values()) {
            if (scenario.label().equals(name.toLowerCase(Locale.ROOT))) {
                return scenario;
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "unknown scenario \"" + name
                        + "\": expected kill, freeze, hang, disk, network, renew, reboot, power or all");
    }

    private void report(List<DrillResult> results) throws ConfigException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (asJson) {
            out.println(Json.object()
                    .put("device", device.name())
                    .put("results", results.stream().map(DrillResult::toJson).toList())
                    .build()
                    .toPrettyJson());
        } else {
            results.forEach(result -> out.println(result.toLine()));
        }
        if (html.isPresent()) {
            Path file = html.get().toAbsolutePath();
            if (!Files.isDirectory(file.resolveSibling("."))) {
                throw new IOException("cannot write " + file + ": no such folder");
            }
            DurableFile.replace(file, DrillPage.of(device.name(), results));
        }
    }
}
