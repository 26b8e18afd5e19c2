// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings for ffmpeg.
 *
 * @param ffmpeg the command
 * @param ffprobe the command
 * @param videoEncoder for sources that are not encoded yet, such as {@code libx264} or {@code h264_v4l2m2m}
 * @param clockFont font of the clock in the test pattern; empty: no clock
 * @param syncInterval how often the recording is synced to the disk
 * @param stopGrace how long ffmpeg may take to exit on request
 * @param stallTimeout a recording that has not grown, or not reached the disk, for this long has failed
 */
public record CaptureSettings(
        String ffmpeg,
        String ffprobe,
        String videoEncoder,
        Optional<Path> clockFont,
        Duration syncInterval,
        Duration stopGrace,
        Duration stallTimeout) {

    private static final Path CLOCK_FONT = Path.of("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");

    /** The settings on a device. */
    public static CaptureSettings defaults(String videoEncoder) {
        return new CaptureSettings(
                "ffmpeg",
                "ffprobe",
                videoEncoder,
                Files.exists(CLOCK_FONT) ? Optional.of(CLOCK_FONT) : Optional.empty(),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));
    }
}
