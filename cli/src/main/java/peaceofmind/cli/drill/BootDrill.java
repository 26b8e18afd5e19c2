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

    private final Stage stage;
    private final Path root;
    private final Duration staleAfter;

    /** @param root {@code /}, or a fixture */
    BootDrill(Stage stage, Path root, Duration staleAfter) {
        this.stage = stage;
        this.root = root;
        this.staleAfter = staleAfter;
    }

    Result begin(Scenario scenario, DrillRecord record) throws IOException {
        Instant at = stage.clock().now();
        KernelClock kernel = new KernelClock(root.resolve("proc"));
        record.awaitBoot(scenario, at, kernel.bootId());
        if (scenario == Scenario.POWER) {
            // sysrq-b(8): at once, nothing is synchronised, nothing is stopped.
            Files.writeString(root.resolve("proc/sysrq-trigger"), "b", StandardOpenOption.WRITE);
        } else {
            stage.reboot();
        }
        return new Result(
                scenario,
                at,
                Result.Verdict.GOES_ON,
                Optional.empty(),
                scenario.promise(staleAfter),
                "peace drill --resume judges it after the boot");
    }

    /** Judges the awaited boot; empty when none is awaited or the device has not booted yet. */
    Optional<Result> resume(DrillRecord record) throws IOException, InterruptedException {
        Optional<JsonObject> awaited = record.awaitingBoot();
        KernelClock kernel = new KernelClock(root.resolve("proc"));
        if (awaited.isEmpty() || awaited.get().text("boot_id").equals(Optional.of(kernel.bootId()))) {
            return Optional.empty();
        }
        Scenario scenario =
                "power".equals(awaited.get().text("scenario").orElse("")) ? Scenario.POWER : Scenario.REBOOT;
        Duration promise = scenario.promise(staleAfter);
        while (stage.beat().isEmpty() && kernel.uptime().compareTo(promise.multipliedBy(2)) < 0) {
            stage.pause();
        }
        // The time since boot: before the network sets it, the wall clock of a Raspberry Pi is wrong.
        Duration took = kernel.uptime();
        boolean beats = stage.beat().isPresent();
        boolean kept = beats && took.compareTo(promise) <= 0;
        return Optional.of(new Result(
                scenario,
                Instant.ofEpochSecond(awaited.get().integer("at").orElse(0L)),
                kept ? Result.Verdict.KEPT : Result.Verdict.BROKEN,
                beats ? Optional.of(took) : Optional.empty(),
                promise,
                beats
                        ? "it beats, so long after the kernel's start at the latest"
                        : "it does not beat after the boot"));
    }
}
