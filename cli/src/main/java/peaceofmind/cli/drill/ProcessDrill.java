// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.heartbeat.Heartbeat;

/** Kill, freeze, hang: signals the recorder's process; a new process must send heartbeats in time. */
final class ProcessDrill {

    static final int SIGKILL = 9;
    static final int SIGCONT = 18;
    static final int SIGSTOP = 19;

    private final DeviceUnderTest device;
    private final Duration staleAfter;

    ProcessDrill(DeviceUnderTest device, Duration staleAfter) {
        this.device = device;
        this.staleAfter = staleAfter;
    }

    DrillResult run(DrillScenario scenario) throws IOException, InterruptedException {
        Duration maxRecoveryTime = scenario.maxRecoveryTime(staleAfter);
        Instant startedAt = device.clock().now();
        OptionalLong pid = device.heartbeat().map(Heartbeat::pid).orElse(OptionalLong.empty());
        if (pid.isEmpty()) {
            return DrillResult.notTried(
                    scenario,
                    startedAt,
                    maxRecoveryTime,
                    "the recorder sends no heartbeat, or one without a process id");
        }
        if (scenario != DrillScenario.KILL
                && device.restartsLeft().filter(left -> left < 2).isPresent()) {
            return DrillResult.notTried(
                    scenario,
                    startedAt,
                    maxRecoveryTime,
                    "another restart now could trigger a reboot: try again in ten minutes");
        }
        // Undone after twice the limit, even if this process is killed.
        if (scenario != DrillScenario.KILL) {
            device.scheduleUndo(maxRecoveryTime.multipliedBy(2), "kill -CONT " + pid.getAsLong());
        }
        long startNanos = device.clock().nanoTime();
        device.signal(pid.getAsLong(), scenario == DrillScenario.KILL ? SIGKILL : SIGSTOP);
        try {
            return awaitRecovery(scenario, startedAt, startNanos, pid.getAsLong(), maxRecoveryTime);
        } finally {
            if (scenario != DrillScenario.KILL && device.isAlive(pid.getAsLong())) {
                device.signal(pid.getAsLong(), SIGCONT);
            }
        }
    }

    private DrillResult awaitRecovery(
            DrillScenario scenario, Instant startedAt, long startNanos, long oldPid, Duration maxRecoveryTime)
            throws IOException, InterruptedException {
        Duration recoveryTime = Duration.ZERO;
        while (recoveryTime.compareTo(maxRecoveryTime.multipliedBy(2)) < 0) {
            if (scenario == DrillScenario.HANG && device.isAlive(oldPid)) {
                // Freezes it again when somebody has continued it to let it exit.
                device.signal(oldPid, SIGSTOP);
            }
            Optional<Heartbeat> heartbeat = device.heartbeat();
            OptionalLong newPid = heartbeat.map(Heartbeat::pid).orElse(OptionalLong.empty());
            recoveryTime = Duration.ofNanos(device.clock().nanoTime() - startNanos);
            if (newPid.isPresent() && newPid.getAsLong() != oldPid) {
                boolean inTime = recoveryTime.compareTo(maxRecoveryTime) <= 0;
                return new DrillResult(
                        scenario,
                        startedAt,
                        inTime ? DrillResult.DrillVerdict.PASSED : DrillResult.DrillVerdict.FAILED,
                        Optional.of(recoveryTime),
                        maxRecoveryTime,
                        "process " + newPid.getAsLong() + " took over from " + oldPid);
            }
            device.pause();
        }
        return new DrillResult(
                scenario,
                startedAt,
                DrillResult.DrillVerdict.FAILED,
                Optional.empty(),
                maxRecoveryTime,
                "no new process sent a heartbeat: the drill undid the fault");
    }
}
