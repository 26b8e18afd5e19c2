// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.camera;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.capture.CameraFormat;
import peaceofmind.recorder.capture.CameraFormatChoice;
import peaceofmind.recorder.capture.CameraListing;
import peaceofmind.recorder.capture.CameraMode;

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
    void print(String device, CameraFormat configured) throws CommandFailedException, InterruptedException {
        String listing = listing(device);
        listing.lines().forEach(out::println);
        List<CameraMode> modes = CameraListing.parse(listing);
        if (configured.leftToDriver()) {
            out.println("Recorded: as its driver is set (recorder.camera.format: driver)");
            return;
        }
        Optional<CameraFormatChoice> choice = CameraFormatChoice.of(modes, configured, List.of());
        out.println(
                choice.isPresent()
                        ? "Recorded: " + text(choice.get().format()) + ": "
                                + choice.get().reason()
                        : "Recorded: as its driver is set; none of its formats matches "
                                + "recorder.camera, or can be recorded (mjpeg, yuyv, h264)");
    }

    private static String text(CameraFormat format) {
        return format.encoding().map(CameraFormat.Encoding::configValue).orElse("")
                + format.size().map(size -> ", " + size).orElse("")
                + format.rate().map(rate -> ", " + rate + " per second").orElse("");
    }

    /** With rates if v4l-utils is installed. */
    private String listing(String device) throws CommandFailedException, InterruptedException {
        if (machine.run(CameraListing.command(device), TIMEOUT) instanceof Subprocess.Exited exited
                && exited.succeeded()) {
            return exited.output();
        }
        Subprocess.Result result = machine.run(CameraListing.ffmpegCommand("ffmpeg", device), TIMEOUT);
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
