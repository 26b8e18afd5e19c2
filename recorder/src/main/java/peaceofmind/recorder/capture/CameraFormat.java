// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a camera at a video device is asked for; what is empty is chosen by {@link CameraFormatChoice}.
 *
 * @param encoding how it delivers pictures
 * @param size such as {@code 1280x720}
 * @param rate pictures per second
 * @param leftToDriver what is empty is not chosen, but left as the driver is set
 */
public record CameraFormat(
        Optional<Encoding> encoding, Optional<String> size, Optional<Integer> rate, boolean leftToDriver) {

    /** Everything is chosen. */
    public static final CameraFormat AUTOMATIC = new CameraFormat(Optional.empty(), Optional.empty(), Optional.empty());

    /** A format whose empty parts are chosen. */
    public CameraFormat(Optional<Encoding> encoding, Optional<String> size, Optional<Integer> rate) {
        this(encoding, size, rate, false);
    }

    /** The highest configurable number of pictures per second. */
    public static final int MAX_RATE = 120;

    private static final int DEFAULT_RATE = 25;
    private static final Pattern SIZE = Pattern.compile("[1-9]\\d{1,4}x[1-9]\\d{1,4}");

    /** The encodings that video devices deliver, with ffmpeg's names. */
    public enum Encoding {
        MJPEG("mjpeg", "mjpeg"),
        YUYV("yuyv", "yuyv422"),
        /** Already encoded by the camera: recorded as it is. */
        H264("h264", "h264");

        private final String configValue;

        private final String ffmpegName;

        Encoding(String configValue, String ffmpegName) {
            this.configValue = configValue;
            this.ffmpegName = ffmpegName;
        }

        /** The name in the configuration. */
        public String configValue() {
            return configValue;
        }
    }

    /** Parses {@code auto}, {@code driver}, {@code mjpeg}, {@code yuyv} or {@code h264}; empty for anything else. */
    public static Optional<CameraFormat> parseEncoding(String text) {
        if (text.equals("auto")) {
            return Optional.of(AUTOMATIC);
        } else if (text.equals("driver")) {
            return Optional.of(new CameraFormat(Optional.empty(), Optional.empty(), Optional.empty(), true));
        }
        for (Encoding encoding : Encoding.values()) {
            if (encoding.configValue.equals(text)) {
                return Optional.of(new CameraFormat(Optional.of(encoding), Optional.empty(), Optional.empty()));
            }
        }
        return Optional.empty();
    }

    /** The same with that size and rate. */
    public CameraFormat with(Optional<String> newSize, Optional<Integer> newRate) {
        return new CameraFormat(encoding, newSize, newRate, leftToDriver);
    }

    /** Whether something is left to be chosen. */
    boolean isIncomplete() {
        return !leftToDriver && (encoding.isEmpty() || size.isEmpty() || rate.isEmpty());
    }

    /** Parses {@code auto} or a size such as {@code 1280x720}; empty for anything else. */
    public static Optional<Optional<String>> parseSize(String text) {
        if (text.equals("auto")) {
            return Optional.of(Optional.empty());
        }
        return SIZE.matcher(text).matches() ? Optional.of(Optional.of(text)) : Optional.empty();
    }

    /** ffmpeg's options for the input. */
    List<String> inputOptions() {
        List<String> options = new ArrayList<>();
        encoding.ifPresent(wanted -> options.addAll(List.of("-input_format", wanted.ffmpegName)));
        size.ifPresent(wanted -> options.addAll(List.of("-video_size", wanted)));
        rate.ifPresent(wanted -> options.addAll(List.of("-framerate", Integer.toString(wanted))));
        return options;
    }

    boolean isEncodedByCamera() {
        return encoding.equals(Optional.of(Encoding.H264));
    }

    /** Pictures per second from which the distance of key frames follows. */
    int expectedRate() {
        return rate.orElse(DEFAULT_RATE);
    }
}
