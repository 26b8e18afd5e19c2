// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.linux.gpio.Gpio;

class LightsConfigTest {

    @Test
    void theDefaultsAreTheExistingWiringSwitchedOff() throws Exception {
        LightsConfig config = read("");
        assertThat(config.enabled()).isFalse();
        assertThat(config.chipLabels()).isEqualTo(Gpio.RASPBERRY_PI);
        assertThat(config.lines())
                .isEqualTo(Map.of(Light.GREEN, 13, Light.ORANGE, 12, Light.RED, 19, Light.WHITE, 27, Light.BLUE, 17));
        assertThat(config.button()).contains(18);
        assertThat(config.buttonActiveLow()).isTrue();
        assertThat(config.longPress()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void everyKeyCanBeSet() throws Exception {
        LightsConfig config =
                read("enabled: true, chip: gpio-sim.0-node0, green: 1, button: -1, active_low: true, step: 1s,"
                        + " pause: 2s, patterns: {ready: GB-x}");
        assertThat(config.enabled()).isTrue();
        assertThat(config.chipLabels()).containsExactly("gpio-sim.0-node0");
        assertThat(config.lines()).containsEntry(Light.GREEN, 1);
        assertThat(config.button()).isEmpty();
        assertThat(config.lights().on(new PanelView(PanelState.READY, false, false), Duration.ZERO))
                .containsExactlyInAnyOrder(Light.GREEN, Light.BLUE);
        assertThat(config.lights().untilChange(new PanelView(PanelState.READY, false, false), Duration.ofSeconds(3)))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            button: 13                    | two of green, orange, red, white, blue and button have the same GPIO line
            green: -1                     | recorder.lights.green
            step: 0s                      | recorder.lights.step
            patterns: {ready: green}      | is not 1 to 12 steps such as G-x-G-x
            patterns: {raedy: G}          | did you mean
            """)
    void mistakesAreNamed(String keys, String problem) {
        assertThatThrownBy(() -> read(keys)).isInstanceOf(ConfigException.class).hasMessageContaining(problem);
    }

    private static LightsConfig read(String keys) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("test", "recorder: {lights: {" + keys + "}}");
        LightsConfig config = LightsConfig.read(document.section("recorder").section("lights"));
        document.check(DeviceConfig.ALL_SECTIONS);
        return config;
    }
}
