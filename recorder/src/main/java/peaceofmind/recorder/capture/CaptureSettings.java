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
 * @param rateControl of that encoder
 * @param clockFont font of the clock in the test pattern; empty: no clock
 * @param syncInterval how often the recording is synced to the disk
 * @param stopGrace how long ffmpeg may take to exit on request
 * @param stallTimeout a recording that has not grown, or not reached the disk, for this long has failed
 */
public record CaptureSettings(
        String ffmpeg,
        String ffprobe,
        String videoEncoder,
        RateControl rateControl,
        Optional<Path> clockFont,
        Duration syncInterval,
        Duration stopGrace,
        Duration stallTimeout) {

    private static final Path CLOCK_FONT = Path.of("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");

    /** With the encoder's own rate control. */
    public CaptureSettings(
            String ffmpeg,
            String ffprobe,
            String videoEncoder,
            Optional<Path> clockFont,
            Duration syncInterval,
            Duration stopGrace,
            Duration stallTimeout) {
        this(
                ffmpeg,
                ffprobe,
                videoEncoder,
                new RateControl.Automatic(),
                clockFont,
                syncInterval,
                stopGrace,
                stallTimeout);
    }

    /** The settings on a device, with the encoder's own rate control. */
    public static CaptureSettings defaults(String videoEncoder) {
        return defaults(videoEncoder, new RateControl.Automatic());
    }

    /** The settings on a device. */
    public static CaptureSettings defaults(String videoEncoder, RateControl rateControl) {
        return new CaptureSettings(
                "ffmpeg",
                "ffprobe",
                videoEncoder,
                rateControl,
                Files.exists(CLOCK_FONT) ? Optional.of(CLOCK_FONT) : Optional.empty(),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));
    }
}
