// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fake rejects what the real Loki rejects. */
final class FakeLokiTest {

    private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

    private FakeLoki loki;

    @BeforeEach
    void start() throws IOException {
        loki = new FakeLoki(() -> NOW);
    }

    @AfterEach
    void stop() {
        loki.close();
    }

    @Test
    void validLinesAreStoredAndAnInvalidOneAmongThemIsRejected() {
        assertThat(push(Duration.ZERO, "a")).isEmpty();
        assertThat(push(Duration.ofMinutes(-59), "b")).isEmpty();
        assertThat(push(Duration.ofHours(-2), "c")).contains("too far behind");
        assertThat(push(Duration.ofMinutes(20), "d")).contains("too new");
        assertThat(push(Duration.ofDays(-8), "e")).contains("too old");
        assertThat(push(Duration.ZERO, "x".repeat(256 * 1024))).isEmpty();
        assertThat(push(Duration.ZERO, "x".repeat(256 * 1024 + 1))).contains("max entry size");
        assertThat(loki.texts()).startsWith("a", "b").hasSize(3);
        String line = "[\"" + LokiLimits.nanos(NOW) + "\",\"";
        assertThat(loki.push("{\"streams\":[{\"stream\":{\"job\":\"b\"},\"values\":[" + line + "good\"]," + line
                        + "x".repeat(300_000) + "\"]]}]}"))
                .contains("max entry size");
        assertThat(loki.texts()).contains("good");
    }

    @Test
    void aResentLineIsStoredOnce() {
        push(Duration.ZERO, "a");
        push(Duration.ZERO, "a");
        assertThat(loki.texts()).containsExactly("a");
        assertThat(loki.duplicates()).isEqualTo(1);
    }

    @Test
    void garbageAndTooManyLabelsAreRejected() {
        assertThat(loki.push("{")).contains("not JSON");
        StringBuilder labels = new StringBuilder("\"a\":\"b\"");
        for (int i = 0; i < 15; i++) {
            labels.append(",\"a").append(i).append("\":\"b\"");
        }
        assertThat(loki.push("{\"streams\":[{\"stream\":{" + labels + "},\"values\":[]}]}"))
                .contains("16 labels");
    }

    private String push(Duration from, String text) {
        LogEntry entry = new LogEntry(Map.of("job", "a"), LokiLimits.nanos(NOW.plus(from)), text);
        return loki.push(plain(List.of(entry)));
    }

    private static String plain(List<LogEntry> entries) {
        LogEntry entry = entries.getFirst();
        return "{\"streams\":[{\"stream\":{\"job\":\"a\"},\"values\":[[\"" + entry.nanos() + "\",\"" + entry.text()
                + "\"]]}]}";
    }
}
