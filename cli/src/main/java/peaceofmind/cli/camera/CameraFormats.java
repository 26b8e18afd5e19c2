// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.camera;

import java.io.PrintWriter;
import java.time.Duration;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.CameraConfig;

/** Prints what a camera at a video device offers, and what the recorder would choose. */
final class CameraFormats {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Machine machine;
    private final PrintWriter out;

    CameraFormats(Machine machine, PrintWriter out) {
        this.machine = machine;
        this.out = out;
    }

    /** @param configured what the configuration says about the camera's format */
    void print(String device, CameraConfig configured) throws CommandFailedException, InterruptedException {
        String listing = listing(device);
        listing.lines().forEach(out::println);
        out.println("Recorded: " + configured.describeChoice(listing));
    }

    /** With rates if v4l-utils is installed. */
    private String listing(String device) throws CommandFailedException, InterruptedException {
        if (machine.run(CameraConfig.listingCommand(device), TIMEOUT) instanceof Subprocess.Exited exited
                && exited.succeeded()) {
            return exited.output();
        }
        Subprocess.Result result = machine.run(CameraConfig.ffmpegListingCommand(device), TIMEOUT);
        if (result instanceof Subprocess.Exited exited) {
            // The last line says that there is no output file, or why the camera cannot be read.
            return String.join(
                    "\n",
                    exited.errorOutput()
                            .lines()
                            .filter(line -> line.contains("v4l2") || line.contains(device + ":"))
                            .filter(line -> !line.endsWith("Immediate exit requested"))
                            .toList());
        }
        throw new CommandFailedException(
                "the formats of " + device + " cannot be listed: " + Machine.failureReason(result));
    }
}
