// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Builds command lines that make an MP4 file of a raw recording, as browsers and players want it: its index at the start, H.265 under the
 * name that Apple's players know, and everything but H.264 and H.265 converted.
 *
 * @param stream the raw recording's picture; empty when it is unknown
 */
record FinishCommand(CaptureSettings settings, Optional<VideoStream> stream) {

    /** The encoder supports even sizes only. */
    static final String EVEN_SIZE = "crop=trunc(iw/2)*2:trunc(ih/2)*2";

    /**
     * The picture of a file, in the names of ffprobe.
     *
     * @param codec such as {@code h264}
     * @param pixelFormat such as {@code yuv420p}
     */
    record VideoStream(String codec, String pixelFormat) {}

    /** Whether the pictures have to be converted, which takes much longer than copying them. */
    boolean isConversion() {
        return stream.filter(known -> switch (known.codec()) {
                    // 10 bits are usual in H.265, and what plays it plays them.
                    case "hevc" -> false;
                    case "h264" ->
                        !known.pixelFormat().isEmpty()
                                && !known.pixelFormat().equals("yuv420p")
                                && !known.pixelFormat().equals("yuvj420p");
                    case "" -> false;
                    default -> true;
                })
                .isPresent();
    }

    /** @param length takes only that much from the start; empty: everything */
    List<String> toMp4(Path rawFile, Path target, Optional<Duration> length) {
        List<String> command = new ArrayList<>(List.of(
                settings.ffmpeg(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-i", "file:" + rawFile));
        length.ifPresent(limit ->
                command.addAll(List.of("-t", String.format(Locale.ROOT, "%.3f", limit.toMillis() / 1000.0))));
        command.addAll(List.of("-map", "0", "-c", "copy"));
        if (isConversion()) {
            command.addAll(List.of("-c:v", settings.videoEncoder(), "-vf", EVEN_SIZE, "-pix_fmt", "yuv420p"));
            if (settings.videoEncoder().equals("libx264")) {
                command.addAll(List.of("-preset", "veryfast"));
            }
            command.addAll(settings.rateControl().options());
        } else if (stream.filter(known -> known.codec().equals("hevc")).isPresent()) {
            command.addAll(List.of("-tag:v", "hvc1"));
        }
        command.addAll(List.of("-movflags", "+faststart", "-f", "mp4", "file:" + target));
        return command;
    }
}
