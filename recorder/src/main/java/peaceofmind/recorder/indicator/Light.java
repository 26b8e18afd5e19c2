// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import java.util.Locale;
import java.util.Optional;

/** The lights of the recorder's panel, each with its letter in patterns. */
public enum Light {
    GREEN('G'),
    ORANGE('O'),
    RED('R'),
    WHITE('W'),
    BLUE('B');

    private final char letter;

    Light(char letter) {
        this.letter = letter;
    }

    static Optional<Light> parse(char letter) {
        for (Light light : values()) {
            if (light.letter == letter) {
                return Optional.of(light);
            }
        }
        return Optional.empty();
    }

    char letter() {
        return letter;
    }

    /** The name of its key in the configuration. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
