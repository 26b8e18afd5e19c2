// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.linux.gpio.Gpio;

/**
 * The section {@code recorder.lights}: the panel of lights with its button.
 *
 * @param enabled whether there is one
 * @param chipLabels of the GPIO chip, any of them
 * @param lines of the lights
 * @param activeLow whether a light is on at the low level
 * @param button line of the button; empty: there is none
 * @param buttonActiveLow whether the button connects its line to ground
 * @param debounce a level of the button counts after it has been stable for this time
 * @param longPress a press is long from this time on
 */
public record LightsConfig(
        boolean enabled,
        List<String> chipLabels,
        Map<Light, Integer> lines,
        boolean activeLow,
        Optional<Integer> button,
        boolean buttonActiveLow,
        Duration debounce,
        Duration longPress,
        PanelLights lights) {

    private static final String AUTO = "auto";
    private static final int NO_BUTTON = -1;
    private static final int MAX_LINE = 1023;

    /** The wiring of the existing recorder, by the numbers of the GPIO lines. */
    private static final Map<Light, Integer> DEFAULT_LINES =
            Map.of(Light.GREEN, 13, Light.ORANGE, 12, Light.RED, 19, Light.WHITE, 27, Light.BLUE, 17);

    private static final int DEFAULT_BUTTON = 18;

    public LightsConfig {
        chipLabels = List.copyOf(chipLabels);
        lines = Collections.unmodifiableMap(new EnumMap<>(lines));
    }

    /** Reads the section; mistakes are recorded in the document. */
    public static LightsConfig read(ConfigSection section) {
        Map<Light, Integer> lines = new EnumMap<>(Light.class);
        for (Light light : Light.values()) {
            lines.put(
                    light,
                    section.integer(
                            light.key(),
                            "GPIO line of the " + light.key() + " light",
                            DEFAULT_LINES.getOrDefault(light, 0),
                            0,
                            MAX_LINE));
        }
        int button = section.integer(
                "button", "GPIO line of the button; -1: there is none", DEFAULT_BUTTON, NO_BUTTON, MAX_LINE);
        List<Integer> used = new ArrayList<>(lines.values());
        if (button != NO_BUTTON) {
            used.add(button);
        }
        Set<Integer> different = new HashSet<>(used);
        if (different.size() < used.size()) {
            section.addProblem("two of green, orange, red, white, blue and button have the same GPIO line");
        }
        String chip = section.text(
                "chip", "Label of the GPIO chip (gpiodetect shows it); auto: that of a Raspberry Pi 3, 4 or 5", AUTO);
        return new LightsConfig(
                section.bool("enabled", "Whether a panel of lights with a button is connected to GPIO lines", false),
                chip.equals(AUTO) ? Gpio.RASPBERRY_PI : List.of(chip),
                lines,
                section.bool("active_low", "Whether a light is on when its line is low", false),
                button == NO_BUTTON ? Optional.empty() : Optional.of(button),
                section.bool("button_active_low", "Whether the button connects its line to ground", true),
                section.duration(
                        "debounce",
                        "A level of the button counts after it has been stable for this time",
                        Duration.ofMillis(20),
                        Duration.ZERO,
                        Duration.ofSeconds(1)),
                section.duration(
                        "long_press",
                        "A press that is this long extends the recording",
                        Duration.ofSeconds(1),
                        Duration.ofMillis(300),
                        Duration.ofSeconds(10)),
                lights(section));
    }

    private static PanelLights lights(ConfigSection section) {
        ConfigSection configured = section.section("patterns");
        Map<PanelState, LightPattern> patterns = new EnumMap<>(PanelState.class);
        for (PanelState state : PanelState.values()) {
            patterns.put(
                    state,
                    configured.choice(
                            state.key(),
                            "Lights of this state: each step is of G, O, R, W, B, or several of them, or x for dark",
                            state.defaultPattern(),
                            LightPattern::parse,
                            LightPattern.FORMAT));
        }
        return new PanelLights(
                patterns,
                section.duration(
                        "step",
                        "Length of each step of a pattern",
                        Duration.ofMillis(250),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(5)),
                section.duration(
                        "pause",
                        "Darkness after the last step of a pattern that has several",
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofSeconds(10)));
    }
}
