// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.device;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import peaceofmind.linux.CLibrary;
import peaceofmind.linux.KernelClock;
import peaceofmind.linux.Subprocess;

/** A real machine with systemd. */
public final class LinuxDevice implements Device {

    /** {@code ExecStopPost=} of the watchdog's unit resets the device after this exit code, and after no other. */
    public static final int RESET_EXIT_CODE = 90;

    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

    private final KernelClock kernel = new KernelClock(Path.of("/proc"));
    private final IntConsumer halt;

    /** @param halt ends this process at once with an exit code, without the hooks of an exit, which wait for parts that may hang */
    public LinuxDevice(IntConsumer halt) {
        this.halt = halt;
    }

    @Override
    public String bootId() throws IOException {
        return kernel.bootId();
    }

    @Override
    public Duration uptime() throws IOException {
        return kernel.uptime();
    }

    @Override
    public void reboot() throws IOException, InterruptedException {
        List<String> command = List.of("systemctl", "--no-block", "reboot");
        switch (Subprocess.run(command, COMMAND_TIMEOUT, 4096)) {
            case Subprocess.Exited exited when exited.succeeded() -> {}
            case Subprocess.Exited exited ->
                throw new IOException(
                        "systemctl reboot was refused: " + exited.errorOutput().strip());
            case Subprocess.TimedOut _ ->
                throw new IOException("systemctl reboot did not respond within " + COMMAND_TIMEOUT.toSeconds() + " s");
            case Subprocess.NotStarted notStarted -> throw new IOException(notStarted.reason());
        }
    }

    @Override
    public void forceReboot() throws IOException {
        CLibrary.rebootNow();
    }

    @Override
    public void leaveToSupervisor() {
        halt.accept(RESET_EXIT_CODE);
    }
}
