// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigUnitsTest {

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "10min,PT10M", "1h,PT1H", "7d,P7D", "0s,PT0S", "90 s,PT1M30S"})
    void durationsHaveUnits(String text, Duration duration) {
        assertThat(ConfigUnits.parseDuration(text)).contains(duration);
        assertThat(ConfigUnits.parseDuration(ConfigUnits.format(duration))).contains(duration);
    }

    @ParameterizedTest
    @CsvSource({
        "12,12",
        "500MB,500000000",
        "5gb,5000000000",
        "64MiB,67108864",
        "1 KiB,1024",
        "0B,0",
        "2TB,2000000000000"
    })
    void sizesHaveUnits(String text, long bytes) {
        assertThat(ConfigUnits.parseBytes(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "s",
                "-1s",
                "1.5h",
                "1m",
                "1S",
                "1 week",
                "999999999999999d",
                "1e3s",
                "9999999999999999s"
            })
    void anythingElseIsNotADuration(String text) {
        assertThat(ConfigUnits.parseDuration(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1XB", "999999999999999TB", "1.5GB", "GB"})
    void anythingElseIsNotASize(String text) {
        assertThat(ConfigUnits.parseBytes(text)).isEmpty();
    }

    @Test
    void theClosestKeyIsSuggestedWhenItIsClose() {
        List<String> known = List.of("recorder", "watchdog");
        assertThat(ConfigUnits.suggestion("recoder", known)).isEqualTo(" (did you mean recorder?)");
        assertThat(ConfigUnits.suggestion("banana", known)).isEmpty();
        assertThat(ConfigUnits.suggestion("x", List.of())).isEmpty();
    }
}
