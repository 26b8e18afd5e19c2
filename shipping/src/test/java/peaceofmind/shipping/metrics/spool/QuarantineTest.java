// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.metrics.wire.SeriesSample;

final class QuarantineTest {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    private final FaultyFiles files = new FaultyFiles();
    private final List<String> warnings = new ArrayList<>();
    private final Quarantine quarantine = new Quarantine(files, warnings::add);

    private static SeriesSample sample(String name, long second) {
        return new SeriesSample(
                Series.of(name, Map.of("path", "a\"b")),
                Family.Type.GAUGE,
                NOW.plusSeconds(second).toEpochMilli(),
                SeriesSample.toBits(1.5));
    }

    private String text(String file) {
        return new String(files.bytes(file), StandardCharsets.UTF_8);
    }

    @Test
    void aLineHasTheSeriesItsTimeAndValueAndTheReason() throws Exception {
        quarantine.add(List.of(sample("x", 7)), "label too long", NOW);
        JsonObject line = Json.parseObject(text("quarantine.jsonl").strip());
        assertThat(line.members()).hasSize(5);
        assertThat(line.text("series")).contains("x{path=\"a\\\"b\"}");
        assertThat(line.text("time")).contains("2026-11-30T10:00:07Z");
        assertThat(line.text("value")).contains("1.5");
        assertThat(line.text("reason")).contains("label too long");
        assertThat(line.text("rejected_at")).contains(NOW.toString());
    }

    @Test
    void itIsBoundedAndTheOldestSamplesAreDroppedFirst() {
        for (int n = 0; n < 20_000; n++) {
            quarantine.add(List.of(sample("series_" + n, n)), "reason", NOW);
        }
        quarantine.add(Collections.nCopies(10_000, sample("last", 0)), "reason", NOW);
        assertThat(quarantine.bytes()).isLessThanOrEqualTo(2L * Quarantine.MAX_FILE_BYTES);
        assertThat(files.list()).containsExactlyInAnyOrder("quarantine.jsonl", "quarantine.older.jsonl");
        assertThat(text("quarantine.jsonl")).contains("last{").endsWith("\n");
        assertThat(text("quarantine.older.jsonl")).contains("series_19999{").doesNotContain("series_0{");
        assertThat(new Quarantine(files, warnings::add).bytes()).isEqualTo(quarantine.bytes());
    }

    @Test
    void aTornLineIsOverwrittenAndAFullDiskIsLoggedOnce() {
        quarantine.add(List.of(sample("x", 1)), "reason", NOW);
        byte[] whole = files.bytes("quarantine.jsonl");
        files.put("quarantine.jsonl", (text("quarantine.jsonl") + "{\"torn").getBytes(StandardCharsets.UTF_8));
        Quarantine reopened = new Quarantine(files, warnings::add);
        assertThat(reopened.bytes()).isEqualTo(whole.length);
        reopened.add(List.of(sample("y", 2)), "reason", NOW);
        assertThat(text("quarantine.jsonl").lines()).hasSize(2).allMatch(line -> line.endsWith("}"));
        files.setFull(true);
        reopened.add(List.of(sample("z", 3)), "reason", NOW);
        reopened.add(List.of(sample("z", 4)), "reason", NOW);
        assertThat(warnings).singleElement().asString().contains("No space left");
    }
}
