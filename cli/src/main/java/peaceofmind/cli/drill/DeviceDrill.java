// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import peaceofmind.contract.event.ServicePhrase;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.linux.Subprocess;

/** Disk and network: causes a fault around the service, which must survive without a restart and recover on its own. */
final class DeviceDrill {

    /** How long the fault lasts. */
    private static final Duration FAULT_DURATION = Duration.ofSeconds(60);

    private static final Duration SETTLE_TIME = Duration.ofSeconds(20);
    private static final Duration UNDO_DELAY = Duration.ofSeconds(90);
    private static final String FILL_FILE_NAME = ".peace-drill-fill";
    private static final long MAX_FILL_BYTES = 200_000_000_000L;

    private final DeviceUnderTest device;
    private final Duration maxRecoveryTime;

    DeviceDrill(DeviceUnderTest device, Duration maxRecoveryTime) {
        this.device = device;
        this.maxRecoveryTime = maxRecoveryTime;
    }

    /**
     * Fills the disk, then frees it.
     *
     * @param bytesToLeave bytes that stay free: fewer than the recorder needs
     */
    DrillResult disk(Path storage, long bytesToLeave) throws IOException, InterruptedException {
        Instant startedAt = device.clock().now();
        Path fillFile = storage.resolve(FILL_FILE_NAME);
        long free = Files.getFileStore(storage).getUsableSpace();
        long bytes = free - bytesToLeave;
        if (bytes <= 0 || bytes > MAX_FILL_BYTES) {
            return DrillResult.notTried(
                    DrillScenario.DISK,
                    startedAt,
                    maxRecoveryTime,
                    free + " bytes are free: " + (bytes <= 0 ? "too few" : "too many") + " to fill");
        }
        device.scheduleUndo(UNDO_DELAY, "rm -f " + quoted(fillFile));
        Optional<Long> restarts = device.restartCount();
        if (!(device.run(List.of("fallocate", "-l", Long.toString(bytes), fillFile.toString()))
                        instanceof Subprocess.Exited exited
                && exited.succeeded())) {
            Files.deleteIfExists(fillFile);
            return DrillResult.notTried(
                    DrillScenario.DISK, startedAt, maxRecoveryTime, "fallocate cannot fill this file system");
        }
        boolean noticed;
        try {
            // The recorder checks its disk every few seconds: a request that comes too early would start a recording.
            device.clock().sleep(SETTLE_TIME);
            noticed = stateIs("error") || device.refusesToRecord();
        } finally {
            Files.deleteIfExists(fillFile);
        }
        return evaluate(DrillScenario.DISK, startedAt, noticed, "the recorder did not notice", restarts);
    }

    /** Takes the network interface down, and up again. */
    DrillResult network(String networkInterface) throws IOException, InterruptedException {
        Instant startedAt = device.clock().now();
        Optional<Boolean> before = connected();
        if (before.isEmpty()) {
            return DrillResult.notApplicable(
                    DrillScenario.NETWORK,
                    startedAt,
                    maxRecoveryTime,
                    ServicePhrase.within(device.service())
                            + " does not report whether it has a network (internet_connected in its"
                            + " heartbeat; for the recorder of this package, recorder.network.check is empty)");
        } else if (!before.get()) {
            return DrillResult.notTried(
                    DrillScenario.NETWORK,
                    startedAt,
                    maxRecoveryTime,
                    ServicePhrase.within(device.service()) + " has no network now");
        }
        device.scheduleUndo(UNDO_DELAY, "ip link set dev " + networkInterface + " up");
        Optional<Long> restarts = device.restartCount();
        device.run(List.of("ip", "link", "set", "dev", networkInterface, "down"));
        boolean noticed;
        try {
            noticed =
                    await(FAULT_DURATION, () -> connected().filter(yes -> !yes).isPresent());
        } finally {
            device.run(List.of("ip", "link", "set", "dev", networkInterface, "up"));
        }
        return evaluate(
                DrillScenario.NETWORK,
                startedAt,
                noticed,
                ServicePhrase.within(device.service()) + " did not notice",
                restarts);
    }

    private DrillResult evaluate(
            DrillScenario scenario, Instant startedAt, boolean noticed, String notNoticed, Optional<Long> restarts)
            throws InterruptedException {
        long startNanos = device.clock().nanoTime();
        boolean recovered = await(
                maxRecoveryTime.multipliedBy(2),
                () -> device.heartbeat().isPresent()
                        && !stateIs("error")
                        && connected().orElse(true));
        Duration recoveryTime = Duration.ofNanos(device.clock().nanoTime() - startNanos);
        boolean notRestarted = restarts.equals(device.restartCount());
        boolean passed = noticed && recovered && notRestarted && recoveryTime.compareTo(maxRecoveryTime) <= 0;
        String message = !noticed
                ? notNoticed
                : !recovered
                        ? "it did not recover"
                        : notRestarted ? "noticed, and recovered without a restart" : "it was restarted";
        return new DrillResult(
                scenario,
                startedAt,
                passed ? DrillResult.DrillVerdict.PASSED : DrillResult.DrillVerdict.FAILED,
                recovered ? Optional.of(recoveryTime) : Optional.empty(),
                maxRecoveryTime,
                message);
    }

    private boolean stateIs(String state) {
        return device.heartbeat().map(Heartbeat::state).filter(state::equals).isPresent();
    }

    private Optional<Boolean> connected() {
        return device.heartbeat().flatMap(heartbeat -> heartbeat.json().bool("internet_connected"));
    }

    private boolean await(Duration timeout, BooleanSupplier condition) throws InterruptedException {
        long startNanos = device.clock().nanoTime();
        while (device.clock().nanoTime() - startNanos < timeout.toNanos()) {
            if (condition.getAsBoolean()) {
                return true;
            }
            device.pause();
        }
        return false;
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
