package peaceofmind.recorder.capture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How ffmpeg is used.
 *
 * @param ffmpeg the command
 * @param ffprobe the command
 * @param videoEncoder for sources that are not encoded yet, such as {@code libx264} or {@code h264_v4l2m2m}
 * @param clockFont for the clock in the test picture; empty: it has none
 * @param syncInterval what was recorded is put on the disk this often
 * @param stopGrace ffmpeg may take this long to end by itself
 * @param stallTimeout a recording that does not grow, or does not reach the disk, for so long is broken
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

    /** As on a device. */
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
