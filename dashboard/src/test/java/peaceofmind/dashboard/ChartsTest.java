// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.health.WatchedProgram;
import peaceofmind.dashboard.HistorySource.ChartPoint;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;

class ChartsTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final Map<String, List<ChartPoint>> history = new HashMap<>();
    private Charts charts = charts(new WatchedProgram("recorder", true));

    private Charts charts(WatchedProgram program) {
        return new Charts(
                (series, _, _, _) -> history.getOrDefault(series.name(), List.of()), ZoneId.of("UTC"), program);
    }

    @Test
    void ratiosBecomePercentAndTheTemperatureHasItsLimit() throws IOException {
        add("recorder_disk_usage_ratio", NOW, 0.421);
        add("peace_cpu_busy_ratio", NOW, 0.25);
        add("peace_temperature_celsius", NOW, 61.5);
        assertThat(values(chart("cpu"))).containsExactly(25.0);
        assertThat(values(chart("disk"))).containsExactly(42.1);
        assertThat(values(chart("temperature"))).containsExactly(61.5);
        assertThat(chart("temperature").number("limit")).contains(80.0);
    }

    @Test
    void recordingsAreTheIncreaseOfTheirCounterAndAResetIsNotCounted() throws IOException {
        double[] counter = {10, 11, 13, 2, 3};
        for (int i = 0; i < counter.length; i++) {
            add("recorder_videos_recorded_total", NOW.minus(Duration.ofMinutes(4 - i)), counter[i]);
        }
        assertThat(values(chart("recordings")).stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isEqualTo(4);
    }

    @Test
    void withoutDataChartsHaveNoPoints() throws IOException {
        assertThat(charts.toJson(Charts.Range.QUARTER, NOW).items("charts")).hasSize(9);
        assertThat(values(chart("up"))).isEmpty();
    }

    @Test
    void ofAnotherProgramOnlyWhatIsKnownIsDrawn() throws IOException {
        charts = charts(new WatchedProgram("node-red", false));
        assertThat(ids()).containsExactly("cpu", "memory", "temperature", "disk", "up", "network");
        assertThat(chart("up").text("title")).contains("node-red up");
        add("recorder_upload_success_rate", NOW, 0.5);
        assertThat(ids()).contains("upload_success").doesNotContain("queue", "recordings");
    }

    private List<String> ids() throws IOException {
        return charts.toJson(Charts.Range.HOUR, NOW).items("charts").stream()
                .map(chart -> ((JsonObject) chart).text("id").orElseThrow())
                .toList();
    }

    private void add(String name, Instant at, double value) {
        history.computeIfAbsent(name, _ -> new ArrayList<>()).add(new ChartPoint(at, value, value, value));
    }

    private JsonObject chart(String id) throws IOException {
        for (Json item : charts.toJson(Charts.Range.HOUR, NOW).items("charts")) {
            if (item instanceof JsonObject chart
                    && chart.text("id").filter(id::equals).isPresent()) {
                return chart;
            }
        }
        throw new IllegalArgumentException(id);
    }

    private static List<Double> values(JsonObject chart) {
        return chart.items("average").stream()
                .map(value -> ((JsonNumber) value).doubleValue())
                .toList();
    }
}
