// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import peaceofmind.contract.event.ServicePhrase;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.KernelClock;

/** Reboot and power: started before the boot, evaluated after it by {@code peace drill --resume}. */
final class BootDrill {

    private final DeviceUnderTest device;
    private final Path root;
    private final DrillLimits limits;

    /** @param root {@code /}, or a fixture */
    BootDrill(DeviceUnderTest device, Path root, DrillLimits limits) {
        this.device = device;
        this.root = root;
        this.limits = limits;
    }

    DrillResult start(DrillScenario scenario, DrillRecord record) throws IOException {
        Instant startedAt = device.clock().now();
        KernelClock kernel = new KernelClock(root.resolve("proc"));
        record.markAwaitingBoot(scenario, startedAt, kernel.bootId());
        if (scenario == DrillScenario.POWER) {
            // SysRq b resets at once: nothing is synced, nothing is stopped.
            Files.writeString(root.resolve("proc/sysrq-trigger"), "b", StandardOpenOption.WRITE);
        } else {
            device.reboot();
        }
        return new DrillResult(
                scenario,
                startedAt,
                DrillResult.DrillVerdict.PENDING,
                Optional.empty(),
                limits.maxRecoveryTime(scenario),
                "evaluated after the boot by peace drill --resume");
    }

    /** Evaluates the pending boot; empty when none is pending or the device has not booted yet. */
    Optional<DrillResult> resume(DrillRecord record) throws IOException, InterruptedException {
        Optional<JsonObject> pending = record.awaitingBoot();
        KernelClock kernel = new KernelClock(root.resolve("proc"));
        if (pending.isEmpty() || pending.get().text("boot_id").equals(Optional.of(kernel.bootId()))) {
            return Optional.empty();
        }
        DrillScenario scenario =
                "power".equals(pending.get().text("scenario").orElse("")) ? DrillScenario.POWER : DrillScenario.REBOOT;
        Duration maxRecoveryTime = limits.maxRecoveryTime(scenario);
        while (!device.isWell() && kernel.uptime().compareTo(maxRecoveryTime.multipliedBy(2)) < 0) {
            device.pause();
        }
        // Uptime, because the wall clock of a Raspberry Pi is wrong until the network sets it.
        Duration recoveryTime = kernel.uptime();
        boolean recovered = device.isWell();
        boolean inTime = recovered && recoveryTime.compareTo(maxRecoveryTime) <= 0;
        return Optional.of(new DrillResult(
                scenario,
                Instant.ofEpochSecond(pending.get().integer("at").orElse(0L)),
                inTime ? DrillResult.DrillVerdict.PASSED : DrillResult.DrillVerdict.FAILED,
                recovered ? Optional.of(recoveryTime) : Optional.empty(),
                maxRecoveryTime,
                recovered
                        ? ServicePhrase.within(device.service()) + " was alive, at this uptime or before"
                        : "no sign of life of " + ServicePhrase.within(device.service()) + " after the boot"));
    }
}
