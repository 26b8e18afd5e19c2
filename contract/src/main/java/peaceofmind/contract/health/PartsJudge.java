// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Judges what is not a service: the disk, the machine, uploads, the network, what leaves the device. */
final class PartsJudge {

    private PartsJudge() {}

    static List<HealthFinding> judge(DeviceSnapshot snapshot) {
        List<HealthFinding> findings = new ArrayList<>();
        snapshot.disk().map(disk -> disk(disk, snapshot.program())).ifPresent(findings::add);
        Optional<RecorderStatus> recorder = snapshot.recorder().value();
        device(snapshot.machine().map(PartsJudge::machine), recorder.flatMap(RecorderStatus::panelProblem))
                .ifPresent(findings::add);
        recorder.flatMap(RecorderStatus::failedUploads).map(PartsJudge::uploads).ifPresent(findings::add);
        snapshot.watchdog()
                .value()
                .flatMap(PartsJudge::outage)
                .or(() -> recorder.flatMap(RecorderStatus::internetConnected).map(PartsJudge::network))
                .ifPresent(findings::add);
        findings.add(shipping(snapshot.shippingProblems()));
        findings.add(agent(snapshot));
        return findings;
    }

    private static HealthFinding disk(DiskSpace disk, WatchedProgram program) {
        String nextStep = "Make room on the disk (step 6 of the runbook).";
        if (disk.free() < disk.refuseBelow()) {
            return HealthFinding.of(
                    HealthComponent.DISK,
                    HealthLevel.DOWN,
                    "Only " + HealthPhrases.bytes(disk.free()) + " are free: "
                            + (program.isPackagedRecorder() ? "the recorder refuses below " : "the limit is ")
                            + HealthPhrases.bytes(disk.refuseBelow()) + ".",
                    nextStep);
        } else if (disk.free() < disk.warnBelow()) {
            return HealthFinding.degraded(
                    HealthComponent.DISK,
                    "The disk is getting full: " + HealthPhrases.bytes(disk.free()) + " are free.",
                    nextStep);
        }
        return HealthFinding.up(HealthComponent.DISK);
    }

    /** What is wrong with the machine itself counts more than its lights. */
    private static Optional<HealthFinding> device(Optional<HealthFinding> machine, Optional<String> panelProblem) {
        boolean isWell = machine.map(HealthFinding::isUp).orElse(true);
        return panelProblem.filter(_ -> isWell).map(PartsJudge::panel).or(() -> machine);
    }

    private static HealthFinding panel(String problem) {
        return HealthFinding.degraded(
                HealthComponent.DEVICE,
                HealthPhrases.sentence(problem.substring(0, 1).toUpperCase(Locale.ROOT) + problem.substring(1)),
                "Recording continues without them. Correct the wiring, or recorder.lights (docs/lights.md).");
    }

    private static HealthFinding machine(MachineState machine) {
        if (machine.underVoltage()) {
            return HealthFinding.degraded(
                    HealthComponent.DEVICE,
                    "The voltage is too low.",
                    "Use the original power supply and a short cable (step 2 of the runbook).");
        } else if (machine.celsius()
                .filter(celsius -> celsius >= MachineState.HOT_CELSIUS)
                .isPresent()) {
            return HealthFinding.degraded(
                    HealthComponent.DEVICE,
                    "The device is hot: " + Math.round(machine.celsius().get()) + " °C.",
                    "Give it air; check its fan (step 2 of the runbook).");
        } else if (machine.throttled()) {
            return HealthFinding.degraded(
                    HealthComponent.DEVICE,
                    "The device slows itself down.",
                    "Check its power supply and its cooling (step 2 of the runbook).");
        }
        return HealthFinding.up(HealthComponent.DEVICE);
    }

    private static HealthFinding uploads(long failed) {
        if (failed <= 0) {
            return HealthFinding.up(HealthComponent.UPLOADS);
        }
        return HealthFinding.degraded(
                HealthComponent.UPLOADS,
                failed == 1
                        ? "The upload of one video was given up."
                        : "The uploads of " + failed + " videos were given up.",
                "Queue them again with peace videos upload (step 6 of the runbook).");
    }

    /** One that has lasted; the layers say more than the recorder knows. */
    private static Optional<HealthFinding> outage(WatchdogStatus watchdog) {
        return watchdog.json()
                .object("network")
                .filter(network -> network.bool("outage").orElse(false))
                .flatMap(network -> network.text("sentence")
                        .filter(sentence -> !sentence.isEmpty())
                        .map(sentence -> HealthFinding.degraded(
                                HealthComponent.NETWORK,
                                HealthPhrases.sentence(sentence),
                                network.text("next_step").orElse("Check the router."))));
    }

    /** Nothing is lost by it: recordings wait. */
    private static HealthFinding network(boolean connected) {
        return connected
                ? HealthFinding.up(HealthComponent.NETWORK)
                : HealthFinding.degraded(
                        HealthComponent.NETWORK,
                        "The device does not reach the internet; videos wait.",
                        "Check the router; the recorder keeps recording.");
    }

    private static HealthFinding shipping(List<ShippingProblem> problems) {
        if (problems.isEmpty()) {
            return HealthFinding.up(HealthComponent.SHIPPING);
        }
        return HealthFinding.degraded(
                HealthComponent.SHIPPING,
                HealthPhrases.sentence(problems.getFirst().sentence()),
                "Nothing is lost for now: it is sent once the cause is gone (docs/shipping.md, docs/logs.md).");
    }

    private static HealthFinding agent(DeviceSnapshot snapshot) {
        String restart = "Restart it: sudo systemctl restart recorder-agent (step 3 of the runbook).";
        if (snapshot.agentProblem().isPresent()) {
            return HealthFinding.degraded(
                    HealthComponent.AGENT,
                    HealthPhrases.sentence("The agent's metrics can't be read: "
                            + snapshot.agentProblem().get()),
                    restart);
        } else if (snapshot.alerts().value().isPresent()) {
            return HealthFinding.up(HealthComponent.AGENT);
        }
        return HealthFinding.degraded(
                HealthComponent.AGENT,
                HealthPhrases.sentence(
                        "The agent's alerts can't be read: " + snapshot.alerts().problem()),
                restart);
    }
}
