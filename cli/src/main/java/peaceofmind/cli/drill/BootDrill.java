package peaceofmind.cli.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.KernelClock;

/** Reboot and power: begun before the boot, judged after it by {@code peace drill --resume}. */
final class BootDrill {

    private final DeviceUnderTest device;
    private final Path root;
    private final Duration staleAfter;

    /** @param root {@code /}, or a fixture */
    BootDrill(DeviceUnderTest device, Path root, Duration staleAfter) {
        this.device = device;
        this.root = root;
        this.staleAfter = staleAfter;
    }

    DrillResult start(DrillScenario scenario, DrillRecord record) throws IOException {
        Instant startedAt = device.clock().now();
        KernelClock kernel = new KernelClock(root.resolve("proc"));
        record.markAwaitingBoot(scenario, startedAt, kernel.bootId());
        if (scenario == DrillScenario.POWER) {
            // sysrq-b(8): at once, nothing is synchronised, nothing is stopped.
            Files.writeString(root.resolve("proc/sysrq-trigger"), "b", StandardOpenOption.WRITE);
        } else {
            device.reboot();
        }
        return new DrillResult(
                scenario,
                startedAt,
                DrillResult.DrillVerdict.GOES_ON,
                Optional.empty(),
                scenario.maxRecoveryTime(staleAfter),
                "peace drill --resume judges it after the boot");
    }

    /** Judges the awaited boot; empty when none is awaited or the device has not booted yet. */
    Optional<DrillResult> resume(DrillRecord record) throws IOException, InterruptedException {
        Optional<JsonObject> awaited = record.awaitingBoot();
        KernelClock kernel = new KernelClock(root.resolve("proc"));
        if (awaited.isEmpty() || awaited.get().text("boot_id").equals(Optional.of(kernel.bootId()))) {
            return Optional.empty();
        }
        DrillScenario scenario =
                "power".equals(awaited.get().text("scenario").orElse("")) ? DrillScenario.POWER : DrillScenario.REBOOT;
        Duration maxRecoveryTime = scenario.maxRecoveryTime(staleAfter);
        while (device.heartbeat().isEmpty() && kernel.uptime().compareTo(maxRecoveryTime.multipliedBy(2)) < 0) {
            device.pause();
        }
        // The time since boot: before the network sets it, the wall clock of a Raspberry Pi is wrong.
        Duration recoveryTime = kernel.uptime();
        boolean recovered = device.heartbeat().isPresent();
        boolean inTime = recovered && recoveryTime.compareTo(maxRecoveryTime) <= 0;
        return Optional.of(new DrillResult(
                scenario,
                Instant.ofEpochSecond(awaited.get().integer("at").orElse(0L)),
                inTime ? DrillResult.DrillVerdict.KEPT : DrillResult.DrillVerdict.BROKEN,
                recovered ? Optional.of(recoveryTime) : Optional.empty(),
                maxRecoveryTime,
                recovered
                        ? "it beats, so long after the kernel's start at the latest"
                        : "it does not beat after the boot"));
    }
}
