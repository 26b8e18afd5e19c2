// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import peaceofmind.cli.drill.DeviceUnderTest.LiveProcess;
import peaceofmind.contract.event.ServicePhrase;

/** Kill, freeze, hang: signals the service's main process; a new process must show that it is alive in time. */
final class ProcessDrill {

    static final int SIGKILL = 9;
    static final int SIGCONT = 18;
    static final int SIGSTOP = 19;

    private final DeviceUnderTest device;
    private final DrillLimits limits;

    ProcessDrill(DeviceUnderTest device, DrillLimits limits) {
        this.device = device;
        this.limits = limits;
    }

    DrillResult run(DrillScenario scenario) throws IOException, InterruptedException {
        Duration maxRecoveryTime = limits.maxRecoveryTime(scenario);
        Instant startedAt = device.clock().now();
        Optional<LiveProcess> process = device.process();
        if (process.isEmpty()) {
            return DrillResult.notTried(
                    scenario,
                    startedAt,
                    maxRecoveryTime,
                    ServicePhrase.within(device.service())
                            + " does not show that it is alive, or neither its heartbeat nor the watchdog knows its"
                            + " process");
        }
        if (scenario != DrillScenario.KILL
                && device.restartsLeft().filter(left -> left < 2).isPresent()) {
            return DrillResult.notTried(
                    scenario,
                    startedAt,
                    maxRecoveryTime,
                    "another restart now could trigger a reboot: try again in ten minutes");
        }
        long pid = process.get().pid();
        // Undone after twice the limit, even if this process is killed.
        if (scenario != DrillScenario.KILL) {
            device.scheduleUndo(maxRecoveryTime.multipliedBy(2), "kill -CONT " + pid);
        }
        long startNanos = device.clock().nanoTime();
        device.signal(pid, scenario == DrillScenario.KILL ? SIGKILL : SIGSTOP);
        try {
            return awaitRecovery(scenario, startedAt, startNanos, pid, maxRecoveryTime);
        } finally {
            if (scenario != DrillScenario.KILL && device.isAlive(pid)) {
                device.signal(pid, SIGCONT);
            }
        }
    }

    private DrillResult awaitRecovery(
            DrillScenario scenario, Instant startedAt, long startNanos, long oldPid, Duration maxRecoveryTime)
            throws IOException, InterruptedException {
        Duration recoveryTime = Duration.ZERO;
        Optional<LiveProcess> last = Optional.empty();
        NewProcess newProcess = new NewProcess(oldPid);
        while (recoveryTime.compareTo(maxRecoveryTime.multipliedBy(2)) < 0) {
            if (scenario == DrillScenario.HANG && device.isAlive(oldPid)) {
                // Freezes it again when somebody has continued it to let it exit.
                device.signal(oldPid, SIGSTOP);
            }
            last = device.process();
            long now = device.clock().nanoTime();
            recoveryTime = Duration.ofNanos(now - startNanos);
            if (last.isPresent() && newProcess.hasBeaten(last.get(), now)) {
                boolean inTime = recoveryTime.compareTo(maxRecoveryTime) <= 0;
                return new DrillResult(
                        scenario,
                        startedAt,
                        inTime ? DrillResult.DrillVerdict.PASSED : DrillResult.DrillVerdict.FAILED,
                        Optional.of(recoveryTime),
                        maxRecoveryTime,
                        "process " + last.get().pid() + " took over from " + oldPid);
            }
            device.pause();
        }
        boolean unnoticed = last.filter(process -> process.pid() == oldPid).isPresent();
        return new DrillResult(
                scenario,
                startedAt,
                DrillResult.DrillVerdict.FAILED,
                Optional.empty(),
                maxRecoveryTime,
                unnoticed
                        ? "it still counts as alive: what watches it does not notice this fault (see docs/liveness.md);"
                                + " the drill undid it"
                        : "no new process showed that it is alive: the drill undid the fault");
    }

    /** The process after the fault. The watchdog knows its id before a probe has reached it: only a later beat is its own. */
    private static final class NewProcess {

        private final long oldPid;
        private long pid;
        private long seenNanos;

        NewProcess(long oldPid) {
            this.oldPid = oldPid;
            this.pid = oldPid;
        }

        boolean hasBeaten(LiveProcess process, long now) {
            if (process.pid() != pid) {
                pid = process.pid();
                seenNanos = now;
            }
            return pid != oldPid
                    && (process.sinceBeat().isZero() || process.sinceBeat().toNanos() < now - seenNanos);
        }
    }
}
