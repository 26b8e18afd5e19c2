package peaceofmind.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.heartbeat.json.Json;

class WordsTest {

    @ParameterizedTest
    @CsvSource({"0,0 B", "999,999 B", "1000,1.0 kB", "3100000,3.1 MB", "71000000000,71 GB", "999600,1.0 MB"})
    void bytesHaveThreeDigitsAtMost(long bytes, String words) {
        assertThat(Words.bytes(bytes)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"12,12 s", "185,3 min 05 s", "7800,2 h 10 min", "356400,4 d 3 h", "-5,0 s"})
    void timesHaveTheirTwoLargestUnits(long seconds, String words) {
        assertThat(Words.time(Duration.ofSeconds(seconds))).isEqualTo(words);
    }

    @Test
    void jsonLosesItsMarks() throws Exception {
        assertThat(Words.of(Json.parse("{\"left_today\":3,\"held\":true,\"why\":null,\"who\":[\"a\",\"b\"]}")))
                .isEqualTo("left today 3, held yes, why -, who a, b");
    }
}
