// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.capture.PictureSample.SoundLevel;

/**
 * Decodes single pictures with a short-lived ffmpeg of its own, at a low priority: whatever happens to it, the recording is not
 * affected.
 */
public final class FfmpegPictures implements PictureSampler {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_OUTPUT_BYTES = 3_000_000;
    private static final Pattern MEAN = Pattern.compile("mean_volume: (-?\\d{1,4}(?:\\.\\d{1,3})?) dB");
    private static final Pattern PEAK = Pattern.compile("max_volume: (-?\\d{1,4}(?:\\.\\d{1,3})?) dB");

    private final CaptureSettings settings;
    private final Duration timeout;

    public FfmpegPictures(CaptureSettings settings) {
        this(settings, TIMEOUT);
    }

    /** @param timeout of one picture: where others need the processors, a low priority waits */
    FfmpegPictures(CaptureSettings settings, Duration timeout) {
        this.settings = settings;
        this.timeout = timeout;
    }

    @Override
    public Optional<PictureSample> sample(LatestPicture picture) throws InterruptedException {
        if (Subprocess.runBinary(FfmpegCommand.sample(settings, picture), timeout, MAX_OUTPUT_BYTES)
                instanceof Subprocess.Exited exited) {
            byte[] luma = exited.output().getBytes(StandardCharsets.ISO_8859_1);
            return luma.length == FfmpegCommand.SAMPLE_WIDTH * FfmpegCommand.SAMPLE_HEIGHT
                    ? Optional.of(new PictureSample(luma, level(exited.errorOutput())))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /** As JPEG, at most {@code maxWidth} pixels wide; empty when it could not be decoded. */
    public Optional<byte[]> jpeg(LatestPicture picture, int maxWidth) throws InterruptedException {
        return Subprocess.runBinary(FfmpegCommand.jpeg(settings, picture, maxWidth), timeout, MAX_OUTPUT_BYTES)
                        instanceof Subprocess.Exited exited
                ? Optional.of(exited.output().getBytes(StandardCharsets.ISO_8859_1))
                        .filter(jpeg -> jpeg.length > 0 && jpeg.length < MAX_OUTPUT_BYTES)
                : Optional.empty();
    }

    /** Reads the output of ffmpeg's filter {@code volumedetect}. */
    static Optional<SoundLevel> level(String messages) {
        Matcher mean = MEAN.matcher(messages);
        Matcher peak = PEAK.matcher(messages);
        return mean.find() && peak.find()
                ? Optional.of(new SoundLevel(Double.parseDouble(mean.group(1)), Double.parseDouble(peak.group(1))))
                : Optional.empty();
    }
}
