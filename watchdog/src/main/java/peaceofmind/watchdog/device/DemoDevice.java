// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntConsumer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.linux.KernelClock;

/**
 * A demo's device: a file contains the boot's id and time, and a reboot exits this process with {@link #REBOOT_EXIT_CODE}, on which
 * its parent simulates the next boot.
 */
public final class DemoDevice implements Device {

    /** EX_TEMPFAIL of sysexits(3): try again. */
    public static final int REBOOT_EXIT_CODE = 75;

    private final String bootId;
    private final Duration bootedAt;
    private final IntConsumer exit;
    private final KernelClock kernel = new KernelClock(Path.of("/proc"));

    private DemoDevice(String bootId, Duration bootedAt, IntConsumer exit) {
        this.exit = exit;
        this.bootId = bootId;
        this.bootedAt = bootedAt;
    }

    /**
     * Reads the file with {@code boot_id} and {@code booted_at_uptime_seconds}.
     *
     * @param exit exits this process with an exit code
     * @throws IOException if the file is missing or malformed
     */
    public static DemoDevice read(Path file, IntConsumer exit) throws IOException {
        try {
            JsonObject json = Json.parseObject(Files.readString(file));
            double bootedAt = json.number("booted_at_uptime_seconds")
                    .orElseThrow(() -> new JsonException("\"booted_at_uptime_seconds\" is missing"));
            String bootId = json.text("boot_id").orElseThrow(() -> new JsonException("\"boot_id\" is missing"));
            return new DemoDevice(bootId, Duration.ofMillis(Math.round(bootedAt * 1000)), exit);
        } catch (JsonException problem) {
            throw new IOException(file + " does not describe a simulated boot: " + problem.getMessage(), problem);
        }
    }

    @Override
    public String bootId() {
        return bootId;
    }

    @Override
    public Duration uptime() throws IOException {
        return kernel.uptime().minus(bootedAt);
    }

    @Override
    public void reboot() {
        // In another thread: the exit waits for this one.
        Thread.ofPlatform().daemon().name("reboot").start(() -> exit.accept(REBOOT_EXIT_CODE));
    }

    @Override
    public void forceReboot() {
        reboot();
    }

    @Override
    public void leaveToSupervisor() {
        reboot();
    }
}
