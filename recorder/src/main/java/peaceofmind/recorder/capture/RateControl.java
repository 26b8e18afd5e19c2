// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much the encoder writes for a picture that the camera has not encoded itself. */
public sealed interface RateControl {

    /** As the encoder does where nothing is asked for. */
    record Automatic() implements RateControl {}

    /**
     * The same quality for every picture, as many bits as that takes.
     *
     * @param crf ffmpeg's constant rate factor for libx264: 0 is lossless, 23 the usual one, 51 the worst
     */
    record ConstantQuality(int crf) implements RateControl {}

    /** On average, and not much more for a second. */
    record BitRate(long kilobitsPerSecond) implements RateControl {}

    int MAX_CRF = 51;

    Pattern QUALITY = Pattern.compile("crf(\\d{1,2})");
    Pattern RATE = Pattern.compile("([1-9]\\d{0,5})([kM])");

    /** Parses {@code auto}, {@code crf23}, or a bit rate such as {@code 2500k} or {@code 4M}; empty for anything else. */
    static Optional<RateControl> parse(String text) {
        Matcher quality = QUALITY.matcher(text);
        Matcher rate = RATE.matcher(text);
        if (text.equals("auto")) {
            return Optional.of(new Automatic());
        } else if (quality.matches()) {
            int crf = Integer.parseInt(quality.group(1));
            return crf <= MAX_CRF ? Optional.of(new ConstantQuality(crf)) : Optional.empty();
        } else if (rate.matches()) {
            return Optional.of(
                    new BitRate(Long.parseLong(rate.group(1)) * (rate.group(2).equals("M") ? 1000 : 1)));
        }
        return Optional.empty();
    }

    /** Options of ffmpeg for the encoder of the picture. */
    default List<String> options() {
        return switch (this) {
            case Automatic _ -> List.of();
            case ConstantQuality quality -> List.of("-crf", Integer.toString(quality.crf()));
            case BitRate rate -> {
                String perSecond = rate.kilobitsPerSecond() + "k";
                yield List.of("-b:v", perSecond, "-maxrate", perSecond, "-bufsize", perSecond);
            }
        };
    }
}
