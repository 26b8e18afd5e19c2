// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LightPatternTest {

    @Test
    void eachStepIsSomeLightsOrDarkness() {
        assertThat(LightPattern.parse("G-x-GR-B").orElseThrow().steps())
                .isEqualTo(List.of(Set.of(Light.GREEN), Set.of(), Set.of(Light.GREEN, Light.RED), Set.of(Light.BLUE)));
        assertThat(LightPattern.parse("O-x-O-x-O-x-O-x-O-x-O-x").orElseThrow().steps())
                .hasSize(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "G-", "G--x", "g", "Y", "GG", "xG", "G x", "G-x-G-x-G-x-G-x-G-x-G-x-G"})
    void anythingElseIsNone(String text) {
        assertThat(LightPattern.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyDefaultIsAPattern(PanelState state) {
        assertThat(LightPattern.parse(state.defaultPattern())).isPresent();
    }
}
