// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.network.RepairScript;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.event.ServicePhrase;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.config.ServiceConfig;

/** Runs drills on the device that a command acts on, and records their results. */
final class DrillRunner {

    private static final Duration ALIVE_TIMEOUT = Duration.ofSeconds(60);
    private static final String NO_ROUTE = "no default route: name an interface with --interface";
    private static final Duration QUERY_LIMIT = Duration.ofSeconds(2);

    private final TargetDevice device;
    private final Machine machine;
    private final Optional<String> networkInterface;
    private final ServiceConfig service;
    private final PrintWriter warnings;
    private final DeviceUnderTest deviceUnderTest;

    /**
     * A runner.
     *
     * @param serviceName empty: the first of the watched services
     * @param warnings for people
     * @throws CommandFailedException when no service has that name
     */
    DrillRunner(
            TargetDevice device,
            Machine machine,
            Optional<String> networkInterface,
            Optional<String> serviceName,
            PrintWriter warnings)
            throws ConfigException, CommandFailedException {
        this.device = device;
        this.machine = machine;
        this.warnings = warnings;
        this.networkInterface = networkInterface;
        this.service = service(device.watchdog().services(), serviceName);
        this.deviceUnderTest = new LiveDevice(
                machine, device.watchdog().socket(), device.recorder().socket(), service);
    }

    private static ServiceConfig service(List<ServiceConfig> services, Optional<String> name)
            throws CommandFailedException {
        Optional<ServiceConfig> named = services.stream()
                .filter(service -> service.name().equals(name.orElse(service.name())))
                .findFirst();
        return named.orElseThrow(() -> new CommandFailedException("no service is called " + name.orElse("") + ": "
                + String.join(", ", services.stream().map(ServiceConfig::name).toList())));
    }

    /** Refuses drills that would do harm now. */
    void checkAllowed(List<DrillScenario> scenarios, boolean whileRecording)
            throws ConfigException, CommandFailedException, InterruptedException {
        for (DrillScenario scenario : scenarios) {
            Optional<String> reason = notApplicable(scenario);
            if (reason.isPresent()) {
                throw new CommandFailedException(scenario.label() + ": " + reason.get());
            }
        }
        requireWatchdog();
        if (!awaitAlive()) {
            throw new CommandFailedException(ServicePhrase.within(service.name())
                    + " does not show that it is alive: fix that before a drill, see peace status");
        }
        Optional<String> upload =
                deviceUnderTest.heartbeat().flatMap(beat -> beat.json().text("currently_uploading"));
        if (upload.isPresent() && scenarios.stream().anyMatch(DrillScenario::affectsNetwork)) {
            throw new CommandFailedException(
                    "it uploads " + upload.get() + ", which would be interrupted: try again when it is uploaded");
        }
        boolean recording = deviceUnderTest
                .heartbeat()
                .flatMap(heartbeat -> heartbeat.json().bool("recording_active"))
                .orElse(false);
        if (recording && !whileRecording) {
            throw new CommandFailedException(
                    "it is recording: its video would have a gap. Stop the recording (peace recorder"
                            + " stop), or use --while-recording");
        }
    }

    /** Otherwise the program would be waited for, which nobody can report as alive. */
    private void requireWatchdog() throws ConfigException, CommandFailedException {
        try {
            new WatchdogClient(device.watchdog().socket(), QUERY_LIMIT).status();
        } catch (ControlException notRunning) {
            throw new CommandFailedException(notRunning.getMessage() + ": no drill can pass without it");
        }
    }

    /** Why this fault can't be caused for this service on this device; empty if it can. */
    Optional<String> notApplicable(DrillScenario scenario) throws ConfigException, InterruptedException {
        if (device.watchdog().simulatedBoot().isPresent() && !scenario.isHarmless()) {
            return Optional.of(
                    "it would affect the whole machine, and a demo is not a device: use kill, freeze or hang");
        } else if (scenario.needsProcess() && isOfUnknownProcess()) {
            return Optional.of("commands start and stop " + ServicePhrase.within(service.name())
                    + " (actuator: command), and its status command prints no process id (docs/actuators.md): freeze"
                    + " or kill it by hand, such as with docker pause, and watch peace watchdog history");
        } else if (scenario.needsPackagedRecorder() && !device.config().isPackagedRecorder(service)) {
            return Optional.of("what " + ServicePhrase.within(service.name())
                    + " does on a full disk is not known here: only the recorder of this package is drilled so");
        }
        return scenario == DrillScenario.RENEW ? whyNotRenewed() : Optional.empty();
    }

    private boolean isOfUnknownProcess() {
        return service.actuator() == ServiceConfig.ActuatorKind.COMMAND
                && deviceUnderTest.isWell()
                && deviceUnderTest.process().isEmpty();
    }

    /** A drill that can't be done, and why. */
    DrillResult skip(DrillScenario scenario, String reason) throws ConfigException {
        return DrillResult.notApplicable(scenario, Clock.system().now(), limits().maxRecoveryTime(scenario), reason);
    }

    /** Runs one drill, once the service has recovered from the one before. */
    DrillResult run(DrillScenario scenario) throws ConfigException, IOException, InterruptedException {
        awaitAlive();
        DrillRecord record = DrillRecord.read(device.agent().drillState());
        DrillLimits limits = limits();
        Duration maxRecoveryTime = limits.maxRecoveryTime(scenario);
        Instant until = Clock.system().now().plus(maxRecoveryTime.multipliedBy(3));
        record = record.markRunning(scenario, until);
        DrillResult result = switch (scenario) {
            case KILL, FREEZE, HANG -> new ProcessDrill(deviceUnderTest, limits).run(scenario);
            case DISK ->
                new DeviceDrill(deviceUnderTest, maxRecoveryTime)
                        .disk(device.recorder().storage(), device.recorder().refuseBelowFree() / 2);
            case RENEW ->
                new RepairDrill(deviceUnderTest, maxRecoveryTime)
                        .run(new LiveLink(
                                machine, link().orElse(""), device.watchdog().socket(), warnings));
            case NETWORK -> network(maxRecoveryTime);
            case REBOOT, POWER -> new BootDrill(deviceUnderTest, machine.root(), limits).start(scenario, record);
        };
        if (result.verdict() != DrillResult.DrillVerdict.PENDING) {
            record.markFinished(result, otherThanFirst());
        }
        return result;
    }

    private DrillLimits limits() throws ConfigException {
        return new DrillLimits(
                device.config().isPackagedRecorder(service), service.staleAfter(), deviceUnderTest.beatInterval());
    }

    private Optional<String> otherThanFirst() throws ConfigException {
        boolean isFirst = device.watchdog().services().getFirst().name().equals(service.name());
        return isFirst ? Optional.empty() : Optional.of(service.name());
    }

    private DrillResult network(Duration maxRecoveryTime) throws IOException, InterruptedException {
        Optional<String> chosen = link();
        if (chosen.isEmpty()) {
            return DrillResult.notTried(DrillScenario.NETWORK, Clock.system().now(), maxRecoveryTime, NO_ROUTE);
        }
        return new DeviceDrill(deviceUnderTest, maxRecoveryTime).network(chosen.get());
    }

    /** The link that the drills of the network are about. */
    private Optional<String> link() {
        return networkInterface.or(() -> DefaultRoutes.links(machine).stream().findFirst());
    }

    /** Why a lease can't be renewed here: by what the ladder itself would meet. */
    private Optional<String> whyNotRenewed() throws ConfigException, InterruptedException {
        if (!device.watchdog().network().repair()) {
            return Optional.of("repairs are off (network.repair), so the watchdog would not renew it either");
        }
        Optional<RepairScript> script = RepairScript.find(machine);
        Optional<String> chosen = link();
        if (script.isEmpty()) {
            return Optional.of("only on a device with the package installed");
        } else if (chosen.isEmpty()) {
            return Optional.of(NO_ROUTE);
        }
        return script.get().whyImpossible(NetworkRung.RENEW, chosen.get());
    }

    /**
     * Whether people are logged in whose connection may break; empty if none of these drills affects the network, or nobody is.
     *
     * @return for people
     */
    Optional<String> loggedIn(List<DrillScenario> scenarios) {
        Optional<String> chosen =
                scenarios.stream().anyMatch(DrillScenario::affectsNetwork) ? link() : Optional.empty();
        long connections = chosen.map(link -> new LoggedIn(machine, LoggedIn::ofKernel).over(link))
                .orElse(0L);
        return connections == 0
                ? Optional.empty()
                : Optional.of("somebody is logged in over " + chosen.orElse("") + " (" + connections
                        + (connections == 1 ? " SSH connection" : " SSH connections") + "), which may break");
    }

    Optional<DrillResult> resume() throws ConfigException, IOException, InterruptedException {
        DrillRecord record = DrillRecord.read(device.agent().drillState());
        Optional<DrillResult> result = new BootDrill(deviceUnderTest, machine.root(), limits()).resume(record);
        if (result.isPresent()) {
            record.markFinished(result.get(), otherThanFirst());
        }
        return result;
    }

    /** A heartbeat counts as fresh only after a change of it was observed. */
    private boolean awaitAlive() throws InterruptedException {
        long startNanos = deviceUnderTest.clock().nanoTime();
        deviceUnderTest.isWell();
        deviceUnderTest.clock().sleep(Duration.ofMillis(2500));
        while (!deviceUnderTest.isWell() && deviceUnderTest.clock().nanoTime() - startNanos < ALIVE_TIMEOUT.toNanos()) {
            deviceUnderTest.pause();
        }
        return deviceUnderTest.isWell();
    }
}
