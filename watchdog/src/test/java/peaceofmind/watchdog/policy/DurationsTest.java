// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "400, 0.4 s",
        "3000, 3 s",
        "29960, 30 s",
        "30040, 30 s",
        "119000, 119 s",
        "600000, 10 min",
        "601000, 601 s",
        "3600000, 60 min",
        "12000000, 3 h 20 min",
        "86400000, 24 h"
    })
    void aDurationIsFormattedForPeople(long millis, String expected) {
        assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(expected);
    }
}
