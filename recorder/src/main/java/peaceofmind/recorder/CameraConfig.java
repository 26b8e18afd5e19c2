// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.util.List;
import java.util.Optional;
import peaceofmind.recorder.capture.CameraFormat;
import peaceofmind.recorder.capture.CameraFormatChoice;
import peaceofmind.recorder.capture.CameraListing;

/**
 * The section {@code recorder.camera} of the configuration, and what follows from it for a camera at a video device.
 *
 * @param format what is configured; the rest is chosen
 */
public record CameraConfig(CameraFormat format) {

    /** Everything is chosen. */
    public static final CameraConfig AUTOMATIC = new CameraConfig(CameraFormat.AUTOMATIC);

    /** Lists what a camera offers on standard output, with rates. */
    public static List<String> listingCommand(String device) {
        return CameraListing.command(device);
    }

    /** Lists it on standard error, without rates: for where the other command is not installed. It always fails. */
    public static List<String> ffmpegListingCommand(String device) {
        return CameraListing.ffmpegCommand("ffmpeg", device);
    }

    /** What the recorder would record of a camera with that listing, and why, for people. */
    public String describeChoice(String listing) {
        if (format.leftToDriver()) {
            return "as its driver is set (recorder.camera.format: driver)";
        }
        Optional<CameraFormatChoice> choice = CameraFormatChoice.of(CameraListing.parse(listing), format, List.of());
        return choice.map(chosen -> text(chosen.format()) + ": " + chosen.reason())
                .orElse("as its driver is set; none of its formats matches recorder.camera, or can be recorded"
                        + " (mjpeg, yuyv, h264)");
    }

    private static String text(CameraFormat chosen) {
        return chosen.encoding().map(CameraFormat.Encoding::configValue).orElse("")
                + chosen.size().map(size -> ", " + size).orElse("")
                + chosen.rate().map(rate -> ", " + rate + " per second").orElse("");
    }
}
