// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.log.Log;
import peaceofmind.testkit.FakeClock;

class LogIndicatorTest {

    private final ByteArrayOutputStream logOutput = new ByteArrayOutputStream();
    private final Indicator indicator =
            new LogIndicator(Log.to(new PrintStream(logOutput, true, StandardCharsets.UTF_8), new FakeClock()));

    @Test
    void everyLightHasItsName() {
        for (Light light : Light.values()) {
            indicator.show(light, false);
        }
        assertThat(lights()).containsExactly("white", "green", "blue", "orange", "red");
    }

    @Test
    void aLightIsLoggedWhenItChangesAndNotTenTimesASecond() {
        indicator.show(Light.BLUE, false);
        indicator.show(Light.BLUE, false);
        indicator.show(Light.ORANGE, true);
        indicator.show(Light.ORANGE, true);
        indicator.show(Light.BLUE, false);
        assertThat(lights()).containsExactly("blue", "orange, blinking", "blue");
    }

    @Test
    void aLightThatStartsToBlinkHasChanged() {
        indicator.show(Light.RED, false);
        indicator.show(Light.RED, true);
        assertThat(lights()).containsExactly("red", "red, blinking");
    }

    private List<String> lights() {
        return logOutput
                .toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll(".*light: ", ""))
                .toList();
    }
}
