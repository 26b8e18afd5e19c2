// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.watchdog.config.ServiceConfig;

/** Runs drills on the device that a command acts on, and records their results. */
final class DrillRunner {

    private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(60);

    private final TargetDevice device;
    private final Machine machine;
    private final Optional<String> networkInterface;
    private final DeviceUnderTest deviceUnderTest;
    private final Duration staleAfter;

    DrillRunner(TargetDevice device, Machine machine, Optional<String> networkInterface) throws ConfigException {
        ServiceConfig service = device.watchdog().services().getFirst();
        this.device = device;
        this.machine = machine;
        this.networkInterface = networkInterface;
        this.deviceUnderTest = new LiveDevice(
                machine, device.watchdog().socket(), device.recorder().socket(), service);
        this.staleAfter = service.staleAfter();
    }

    /** Refuses drills that would do harm now. */
    void checkAllowed(List<DrillScenario> scenarios, boolean whileRecording)
            throws ConfigException, CommandFailedException, InterruptedException {
        ServiceConfig service = device.watchdog().services().getFirst();
        if (service.heartbeat().isEmpty()) {
            throw new CommandFailedException(
                    "drills need a heartbeat file, and " + service.name() + " is watched by probes");
        }
        Optional<Heartbeat> heartbeat = awaitHeartbeat();
        if (heartbeat.isEmpty()) {
            throw new CommandFailedException(
                    "the recorder sends no heartbeat: fix that before a drill, see peace status");
        }
        boolean recording = heartbeat.get().json().bool("recording_active").orElse(false);
        if (recording && !whileRecording) {
            throw new CommandFailedException(
                    "it is recording: its video would have a gap. Stop the recording (peace recorder"
                            + " stop), or use --while-recording");
        }
        boolean demo = device.watchdog().simulatedBoot().isPresent();
        for (DrillScenario scenario : scenarios) {
            if (demo && !scenario.isHarmless()) {
                throw new CommandFailedException(scenario.label()
                        + " would affect the whole machine, and a demo is not a device: use kill, freeze or hang");
            }
        }
    }

    /** Runs one drill, once the recorder has recovered from the one before. */
    DrillResult run(DrillScenario scenario) throws ConfigException, IOException, InterruptedException {
        awaitHeartbeat();
        DrillRecord record = DrillRecord.read(device.agent().drillState());
        Duration maxRecoveryTime = scenario.maxRecoveryTime(staleAfter);
        Instant until = Clock.system().now().plus(maxRecoveryTime.multipliedBy(3));
        record = record.markRunning(scenario, until);
        DrillResult result = switch (scenario) {
            case KILL, FREEZE, HANG -> new ProcessDrill(deviceUnderTest, staleAfter).run(scenario);
            case DISK ->
                new DeviceDrill(deviceUnderTest, maxRecoveryTime)
                        .disk(device.recorder().storage(), device.recorder().refuseBelowFree() / 2);
            case NETWORK -> network(maxRecoveryTime);
            case REBOOT, POWER -> new BootDrill(deviceUnderTest, machine.root(), staleAfter).start(scenario, record);
        };
        if (result.verdict() != DrillResult.DrillVerdict.PENDING) {
            record.markFinished(result);
        }
        return result;
    }

    private DrillResult network(Duration maxRecoveryTime) throws IOException, InterruptedException {
        Optional<String> chosen = networkInterface.or(this::defaultInterface);
        if (chosen.isEmpty()) {
            return DrillResult.notTried(
                    DrillScenario.NETWORK,
                    Clock.system().now(),
                    maxRecoveryTime,
                    "no default route: name an interface with --interface");
        }
        return new DeviceDrill(deviceUnderTest, maxRecoveryTime).network(chosen.get());
    }

    /** From {@code /proc/net/route}: destination 0 is the default route. */
    private Optional<String> defaultInterface() {
        Path routes = machine.path("/proc/net/route");
        try {
            return Files.readAllLines(routes).stream()
                    .map(line -> line.split("\\s+", -1))
                    .filter(parts -> parts.length > 2 && parts[1].equals("00000000"))
                    .map(parts -> parts[0])
                    .filter(name -> name.matches("[A-Za-z0-9._-]{1,15}"))
                    .findFirst();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    Optional<DrillResult> resume() throws ConfigException, IOException, InterruptedException {
        DrillRecord record = DrillRecord.read(device.agent().drillState());
        Optional<DrillResult> result = new BootDrill(deviceUnderTest, machine.root(), staleAfter).resume(record);
        if (result.isPresent()) {
            record.markFinished(result.get());
        }
        return result;
    }

    /** A heartbeat counts as fresh only after a change of it was observed. */
    private Optional<Heartbeat> awaitHeartbeat() throws InterruptedException {
        long startNanos = deviceUnderTest.clock().nanoTime();
        deviceUnderTest.heartbeat();
        deviceUnderTest.clock().sleep(Duration.ofMillis(2500));
        while (deviceUnderTest.heartbeat().isEmpty()
                && deviceUnderTest.clock().nanoTime() - startNanos < HEARTBEAT_TIMEOUT.toNanos()) {
            deviceUnderTest.pause();
        }
        return deviceUnderTest.heartbeat();
    }
}
