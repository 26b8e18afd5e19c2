// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.check;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.recorder.capture.CaptureSource;

/**
 * The section {@code recorder.check} of the configuration.
 *
 * @param interval between two pictures that are checked
 * @param blackBelow mean luma below which a picture is black, 0 to 255; 0: no picture is
 * @param frozenBelow mean difference from the previous picture below which the camera stands still, 0 to 255; 0: it never does
 * @param silentBelow peak below which the sound is silent, in dBFS; 0: it never is
 */
public record CheckConfig(Mode mode, Duration interval, int blackBelow, double frozenBelow, int silentBelow) {

    private static final String DEFAULT_FROZEN_BELOW = "0.01";
    private static final int DEFAULT_BLACK_BELOW = 10;

    /** Which sources are checked. */
    public enum Mode {
        OFF,
        /** Cameras. A file or a test pattern can be black or stand still on purpose. */
        CAMERAS,
        ALL;

        static Optional<Mode> parse(String text) {
            return switch (text) {
                case "off" -> Optional.of(OFF);
                case "auto" -> Optional.of(CAMERAS);
                case "always" -> Optional.of(ALL);
                default -> Optional.empty();
            };
        }
    }

    /**
     * Reads the section.
     *
     * @param autoStart whether it also records when nobody has asked for it, such as at night: then a dark room is no fault
     */
    public static CheckConfig read(ConfigSection section, boolean autoStart) {
        return new CheckConfig(
                section.choice(
                        "pictures",
                        "Whether pictures and sound of a running recording are checked: auto (of cameras), always, or"
                                + " off",
                        "auto",
                        Mode::parse,
                        "auto, always or off"),
                section.duration(
                        "every",
                        "How often one picture is checked",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5)),
                section.integer(
                        "black_below",
                        "Mean brightness (0 to 255) below which a picture counts as black; 0: never (default with"
                                + " auto_start, which also records dark nights)",
                        autoStart ? 0 : DEFAULT_BLACK_BELOW,
                        0,
                        255),
                section.choice(
                        "frozen_below",
                        "Mean difference (0 to 255) from the previous picture below which the camera stands still; 0:"
                                + " never",
                        DEFAULT_FROZEN_BELOW,
                        CheckConfig::parseDifference,
                        "a number from 0 to 255"),
                section.integer(
                        "silent_below",
                        "Loudest sample (dBFS, such as -60) below which the sound counts as silent; 0: never",
                        0,
                        -120,
                        0));
    }

    /** Whether that source is checked. */
    public boolean appliesTo(CaptureSource source) {
        return switch (mode) {
            case OFF -> false;
            case CAMERAS -> source instanceof CaptureSource.Camera || source instanceof CaptureSource.NetworkCamera;
            case ALL -> true;
        };
    }

    private static Optional<Double> parseDifference(String text) {
        try {
            return Optional.of(Double.parseDouble(text)).filter(value -> value >= 0 && value <= 255);
        } catch (NumberFormatException invalid) {
            return Optional.empty();
        }
    }
}
