// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.recorder.capture.CameraFormat.Encoding;
import peaceofmind.recorder.capture.CameraMode.Size;

/**
 * What a camera at a video device says that it offers, as listed by {@code v4l2-ctl} of the package v4l-utils, or without the rates by
 * ffmpeg. Formats other than {@link Encoding}'s are ignored.
 */
public final class CameraListing {

    private static final Pattern FOURCC = Pattern.compile("\\s*\\[\\d{1,4}\\]: '(.{4})'.*");
    private static final Pattern DISCRETE_SIZE = Pattern.compile("\\s*Size: Discrete (\\d{1,5}x\\d{1,5})\\s*");
    private static final Pattern SIZE_RANGE =
            Pattern.compile("\\s*Size: (?:Stepwise|Continuous) (\\d{1,5}x\\d{1,5}) - (\\d{1,5}x\\d{1,5}).*");
    private static final Pattern DISCRETE_RATE =
            Pattern.compile("\\s*Interval: Discrete \\S{1,12} \\((\\d{1,4}\\.\\d{1,6}) fps\\)\\s*");
    private static final Pattern RATE_RANGE = Pattern.compile(
            "\\s*Interval: (?:Stepwise|Continuous) .{1,80}\\((\\d{1,4}\\.\\d{1,6})-(\\d{1,4}\\.\\d{1,6}) fps\\)\\s*");
    private static final Pattern FFMPEG_FORMAT =
            Pattern.compile(".{0,60}] (?:Raw {7}|Compressed): {0,20}(\\S{1,30}) : .{1,60}? : (.*)");
    private static final Pattern FFMPEG_RANGE =
            Pattern.compile("\\{(\\d{1,5})-(\\d{1,5}), \\d+}x\\{(\\d{1,5})-(\\d{1,5}), \\d+}");
    private static final Pattern FFMPEG_SIZES = Pattern.compile("\\d{1,5}x\\d{1,5}( \\d{1,5}x\\d{1,5}){0,200}");

    /** Rates between which any can be set, at which one would be asked for. */
    private static final List<Double> USUAL_RATES = List.of(5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 50.0, 60.0);

    private CameraListing() {}

    /** Writes the listing to standard output. */
    public static List<String> command(String device) {
        return List.of("v4l2-ctl", "--device", device, "--list-formats-ext");
    }

    /** Writes a listing without rates to standard error, then fails because it has no output file. */
    public static List<String> ffmpegCommand(String ffmpeg, String device) {
        return List.of(ffmpeg, "-hide_banner", "-nostdin", "-f", "v4l2", "-list_formats", "all", "-i", device);
    }

    /** Reads either listing; empty when it contains nothing usable. */
    public static List<CameraMode> parse(String listing) {
        List<CameraMode> modes = new ArrayList<>();
        Optional<Encoding> encoding = Optional.empty();
        for (String line : listing.lines().toList()) {
            Matcher fourcc = FOURCC.matcher(line);
            Matcher ffmpeg = FFMPEG_FORMAT.matcher(line);
            if (fourcc.matches()) {
                encoding = encodingOf(fourcc.group(1));
            } else if (ffmpeg.matches()) {
                encodingOf(ffmpeg.group(1))
                        .ifPresent(found ->
                                modes.addAll(ffmpegModes(found, ffmpeg.group(2).strip())));
            } else if (encoding.isPresent()) {
                readSizeOrRate(line, encoding.get(), modes);
            }
        }
        return List.copyOf(modes);
    }

    private static Optional<Encoding> encodingOf(String name) {
        return switch (name) {
            case "YUYV", "yuyv422" -> Optional.of(Encoding.YUYV);
            case "MJPG", "JPEG", "mjpeg" -> Optional.of(Encoding.MJPEG);
            case "H264", "h264" -> Optional.of(Encoding.H264);
            default -> Optional.empty();
        };
    }

    private static void readSizeOrRate(String line, Encoding encoding, List<CameraMode> modes) {
        Matcher size = DISCRETE_SIZE.matcher(line);
        Matcher range = SIZE_RANGE.matcher(line);
        if (size.matches()) {
            modes.add(new CameraMode(encoding, Size.parse(size.group(1)), Size.parse(size.group(1)), List.of()));
        } else if (range.matches()) {
            modes.add(new CameraMode(encoding, Size.parse(range.group(1)), Size.parse(range.group(2)), List.of()));
        } else if (!modes.isEmpty()) {
            List<Double> rates = rates(line);
            CameraMode last = modes.getLast();
            if (!rates.isEmpty() && last.encoding() == encoding) {
                List<Double> all = new ArrayList<>(last.rates());
                all.addAll(rates);
                modes.set(modes.size() - 1, new CameraMode(encoding, last.smallest(), last.largest(), all));
            }
        }
    }

    private static List<Double> rates(String line) {
        Matcher rate = DISCRETE_RATE.matcher(line);
        Matcher range = RATE_RANGE.matcher(line);
        if (rate.matches()) {
            return List.of(Double.valueOf(rate.group(1)));
        } else if (range.matches()) {
            double min = Double.parseDouble(range.group(1));
            double max = Double.parseDouble(range.group(2));
            return USUAL_RATES.stream()
                    .filter(usual -> usual >= min && usual <= max)
                    .toList();
        }
        return List.of();
    }

    private static List<CameraMode> ffmpegModes(Encoding encoding, String sizes) {
        Matcher range = FFMPEG_RANGE.matcher(sizes);
        if (range.matches()) {
            return List.of(new CameraMode(
                    encoding,
                    Size.parse(range.group(1) + "x" + range.group(3)),
                    Size.parse(range.group(2) + "x" + range.group(4)),
                    List.of()));
        } else if (FFMPEG_SIZES.matcher(sizes).matches()) {
            return Arrays.stream(sizes.split(" ", -1))
                    .map(Size::parse)
                    .map(size -> new CameraMode(encoding, size, size, List.of()))
                    .toList();
        }
        return List.of();
    }
}
