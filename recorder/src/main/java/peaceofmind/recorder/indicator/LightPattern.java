// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lights one after the other, again and again: {@code G-x-G-x} is green twice, each time followed by darkness.
 *
 * @param steps 1 to {@link #MAX_STEPS}; the lights that are on at the same time, none for darkness
 */
public record LightPattern(List<Set<Light>> steps) {

    static final int MAX_STEPS = 12;
    static final String FORMAT = "1 to 12 steps such as G-x-G-x";

    private static final String DARK = "x";

    public LightPattern {
        steps = List.copyOf(steps);
    }

    /** Empty for something that is none. */
    static Optional<LightPattern> parse(String text) {
        String[] parts = text.split("-", -1);
        if (parts.length > MAX_STEPS) {
            return Optional.empty();
        }
        List<Set<Light>> steps = new ArrayList<>();
        for (String part : parts) {
            Optional<Set<Light>> step = step(part);
            if (step.isEmpty()) {
                return Optional.empty();
            }
            steps.add(step.get());
        }
        return Optional.of(new LightPattern(steps));
    }

    private static Optional<Set<Light>> step(String text) {
        EnumSet<Light> lights = EnumSet.noneOf(Light.class);
        if (text.equals(DARK)) {
            return Optional.of(Set.copyOf(lights));
        }
        for (int position = 0; position < text.length(); position++) {
            Optional<Light> light = Light.parse(text.charAt(position));
            if (light.isEmpty() || !lights.add(light.get())) {
                return Optional.empty();
            }
        }
        return lights.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(lights));
    }

    /** As in the configuration. */
    String text() {
        return steps.stream().map(LightPattern::text).collect(Collectors.joining("-"));
    }

    private static String text(Set<Light> step) {
        return step.isEmpty()
                ? DARK
                : step.stream()
                        .sorted()
                        .map(light -> String.valueOf(light.letter()))
                        .collect(Collectors.joining());
    }

    /** Whether it never changes. */
    boolean isSteady() {
        return steps.size() == 1;
    }
}
