// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.ScrapedFamilies;
import peaceofmind.metrics.Series;

class RecordingRulesTest {

    private static final Instant AT = Instant.parse("2026-11-24T08:00:00Z");
    private static final Series BUSY = Series.of("peace_cpu_busy_ratio", Map.of());

    private final SeriesFilter filter = new SeriesFilter(List.of());

    @Test
    void cpuBusyRatioIsDerivedFromIdleTime() {
        assertThat(filter.select(idle(0, 100, 200))).doesNotContainKey(BUSY);
        assertThat(filter.select(idle(10, 105, 205))).containsEntry(BUSY, 0.5);
        // After a reset there is no rate until the next batch.
        assertThat(filter.select(idle(20, 1, 1))).doesNotContainKey(BUSY);
        assertThat(filter.select(idle(10, 2, 2))).as("a clock set back").doesNotContainKey(BUSY);
    }

    @Test
    void theHottestZoneIsTheTemperature() {
        Batch batch = new Batch(
                AT,
                List.of(
                        gauge("node_thermal_zone_temp", Map.of("zone", "0"), 61, Map.of("zone", "1"), 48),
                        gauge("node_memory_MemTotal_bytes", Map.of(), 1000, Map.of("never", "x"), 1),
                        gauge("node_memory_MemAvailable_bytes", Map.of(), 250, Map.of("never", "x"), 1)));
        assertThat(filter.select(batch))
                .containsEntry(Series.of("peace_temperature_celsius", Map.of()), 61.0)
                .containsEntry(Series.of("peace_memory_used_ratio", Map.of()), 0.75);
    }

    @Test
    void valuesBeyondTheSeriesLimitAreCounted() {
        List<Sample> many = java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> new Sample(Map.of("sensor", "t" + i), 40))
                .toList();
        Map<Series, Double> selected = filter.select(
                new Batch(AT, List.of(new Family("node_hwmon_temp_celsius", Family.Type.GAUGE, "", many))));
        assertThat(selected).hasSize(7);
        assertThat(filter.droppedValues()).isEqualTo(44);
    }

    @Test
    void aScrapedSeriesIsNeverStoredAsTheDevicesOwn() {
        SeriesFilter withExtras = new SeriesFilter(List.of("recorder_up", "streams"));
        Batch batch = new Batch(
                AT,
                List.of(Family.gauge("recorder_state", "", 2)),
                List.of(new ScrapedFamilies(
                        "camera",
                        List.of(
                                Family.gauge("recorder_up", "", 1),
                                Family.gauge("recorder_state", "", 1),
                                Family.gauge("streams", "", 3)))));
        assertThat(withExtras.select(batch))
                .containsOnly(
                        Map.entry(Series.of("recorder_state", Map.of()), 2.0),
                        Map.entry(Series.of("recorder_up", Map.of("job", "camera")), 1.0),
                        Map.entry(Series.of("streams", Map.of("job", "camera")), 3.0));
    }

    @Test
    void aSeriesOfOneOfSeveralCamerasIsNotStoredForTheChartsUnlessItIsWanted() {
        Batch batch = new Batch(
                AT,
                List.of(
                        gauge(
                                "recorder_state",
                                Map.of("state", "ready"),
                                1,
                                Map.of("camera", "a", "state", "ready"),
                                0),
                        gauge("recorder_frame_rate", Map.of("camera", "a"), 25, Map.of("camera", "b"), 10)));
        assertThat(filter.select(batch))
                .containsOnly(Map.entry(Series.of("recorder_state", Map.of("state", "ready")), 1.0));
        assertThat(new SeriesFilter(List.of("recorder_frame_rate")).select(batch))
                .containsEntry(Series.of("recorder_frame_rate", Map.of("camera", "b")), 10.0);
    }

    private static Batch idle(long second, double first, double second2) {
        return new Batch(
                AT.plusSeconds(second),
                List.of(gauge(
                        "node_cpu_seconds_total",
                        Map.of("cpu", "0", "mode", "idle"),
                        first,
                        Map.of("cpu", "1", "mode", "idle"),
                        second2)));
    }

    private static Family gauge(String name, Map<String, String> a, double x, Map<String, String> b, double y) {
        return new Family(name, Family.Type.GAUGE, "", List.of(new Sample(a, x), new Sample(b, y)));
    }
}
