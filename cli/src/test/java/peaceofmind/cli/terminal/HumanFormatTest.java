// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.heartbeat.json.Json;

class HumanFormatTest {

    @ParameterizedTest
    @CsvSource({"0,0 B", "999,999 B", "1000,1.0 kB", "3100000,3.1 MB", "71000000000,71 GB", "999600,1.0 MB"})
    void bytesHaveThreeDigitsAtMost(long bytes, String expected) {
        assertThat(HumanFormat.bytes(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"12,12 s", "185,3 min 05 s", "7800,2 h 10 min", "356400,4 d 3 h", "-5,0 s"})
    void durationsHaveTheirTwoLargestUnits(long seconds, String expected) {
        assertThat(HumanFormat.duration(Duration.ofSeconds(seconds))).isEqualTo(expected);
    }

    @Test
    void jsonIsPrintedWithoutItsSyntax() throws Exception {
        assertThat(HumanFormat.value(Json.parse("{\"left_today\":3,\"held\":true,\"why\":null,\"who\":[\"a\",\"b\"]}")))
                .isEqualTo("left today 3, held yes, why -, who a, b");
    }
}
