// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.ScrapedFamilies;
import peaceofmind.shipping.metrics.wire.SeriesSample;

final class SampleSelectorTest {

    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");
    private static final Map<String, String> LABELS = Map.of("instance", "gym-1", "customer", "", "location", "gym");

    private final List<String> events = new ArrayList<>();
    private final Counters counters = new Counters();
    private final SampleSelector selector = new SampleSelector(
            List.of("recorder_*", "node_load1"),
            Duration.ofMinutes(1),
            LABELS,
            new UnsentSeriesReporter("home", counters, events::add));

    private static Family gauge(String name, double value) {
        return Family.gauge(name, "help", value);
    }

    private SampleSelector.Selected select(long second, Family... families) {
        return selector.select(new Batch(START.plusSeconds(second), List.of(families)));
    }

    private static List<String> names(SampleSelector.Selected selected) {
        return selected.samples().stream().map(sample -> sample.series().name()).toList();
    }

    @Test
    void eachAllowedSeriesIsSentOnceAMinuteWithTheDevicesLabels() {
        List<Integer> sizes = new ArrayList<>();
        for (int second = 0; second <= 120; second += 15) {
            sizes.add(select(second, gauge("recorder_disk", 1), gauge("node_load1", 2), gauge("node_other", 3))
                    .samples()
                    .size());
        }
        assertThat(sizes).containsExactly(2, 0, 0, 0, 2, 0, 0, 0, 2);
        SeriesSample sample = select(180, gauge("node_load1", 2), gauge("recorder_disk", 1))
                .samples()
                .getFirst();
        assertThat(sample.series()).hasToString("node_load1{instance=\"gym-1\",job=\"node\",location=\"gym\"}");
        assertThat(sample.timeMillis()).isEqualTo(START.plusSeconds(180).toEpochMilli());
        assertThat(sample.valueBits()).isEqualTo(SeriesSample.toBits(2));
    }

    @Test
    void aScrapedSeriesIsMarkedAndIsNeitherTheDevicesOwnNorUrgent() {
        List<String> sent = new ArrayList<>();
        boolean urgent = false;
        for (int second = 0; second <= 15; second += 15) {
            SampleSelector.Selected selected = selector.select(new Batch(
                    START.plusSeconds(second),
                    List.of(gauge("recorder_up", 1)),
                    List.of(
                            new ScrapedFamilies("camera", List.of(gauge("recorder_up", second))),
                            new ScrapedFamilies(
                                    "other",
                                    List.of(new Family(
                                            "recorder_up",
                                            Family.Type.GAUGE,
                                            "",
                                            List.of(new Sample(Map.of("peace_scraped", ""), second))))))));
            selected.samples().forEach(sample -> sent.add(sample.series().toString()));
            urgent = selected.urgent();
        }
        assertThat(sent)
                .containsExactly(
                        "recorder_up{instance=\"gym-1\",job=\"recorder\",location=\"gym\"}",
                        "recorder_up{instance=\"gym-1\",job=\"recorder\",location=\"gym\",peace_scraped=\"true\"}");
        assertThat(urgent).as("a scraped value that changes").isFalse();
    }

    @Test
    void anImportantSeriesIsSentImmediatelyWhenItChanges() {
        select(0, gauge("recorder_up", 1), gauge("recorder_disk", 1));
        assertThat(select(15, gauge("recorder_up", 1), gauge("recorder_disk", 2))
                        .urgent())
                .isFalse();
        SampleSelector.Selected down = select(30, gauge("recorder_up", 0), gauge("recorder_disk", 3));
        assertThat(names(down)).containsExactly("recorder_up");
        assertThat(down.urgent()).isTrue();
        assertThat(names(select(45, gauge("recorder_up", 0), gauge("recorder_disk", 3))))
                .isEmpty();
    }

    @Test
    void aSeriesThatEndsGetsOneStaleMarker() {
        select(0, gauge("recorder_disk", 1), gauge("recorder_up", 1));
        SampleSelector.Selected gone = select(15, gauge("recorder_disk", 1));
        assertThat(names(gone)).containsExactly("recorder_up");
        assertThat(gone.samples().getFirst().valueBits()).isEqualTo(SeriesSample.STALE_BITS);
        assertThat(gone.urgent()).isTrue();
        assertThat(select(30, gauge("recorder_disk", 1)).samples()).isEmpty();
        assertThat(names(select(45, gauge("recorder_disk", 1), gauge("recorder_up", 1))))
                .as("it is sent immediately when it reappears")
                .containsExactly("recorder_up");
    }

    @Test
    void labelsOfTheSeriesWinAndADuplicateSeriesIsSentOnce() {
        Sample scraped = new Sample(Map.of("job", "mediamtx", "instance", "127.0.0.1:9998"), 1);
        SampleSelector.Selected selected =
                select(0, new Family("recorder_paths", Family.Type.GAUGE, "help", List.of(scraped, scraped)));
        assertThat(selected.samples()).hasSize(1);
        assertThat(selected.samples().getFirst().series())
                .hasToString("recorder_paths{instance=\"127.0.0.1:9998\",job=\"mediamtx\",location=\"gym\"}");
    }

    @Test
    void ofTheDevicesOwnSeriesAndAScrapedOneWithTheSameLabelsItsOwnIsSent() {
        Sample own = new Sample(Map.of(), 1);
        Sample scraped = new Sample(Map.of("job", "node", "instance", "gym-1", "location", "gym"), 2);
        Family both = new Family("node_load1", Family.Type.GAUGE, "help", List.of(own, scraped));
        SampleSelector.Selected selected = select(0, both);
        assertThat(selected.samples())
                .singleElement()
                .satisfies(sample -> assertThat(sample.valueBits()).isEqualTo(SeriesSample.toBits(1)));
        select(60, both);
        assertThat(counters.dropped("duplicate")).isEqualTo(2);
        assertThat(events)
                .singleElement()
                .asString()
                .contains("node_load1{instance=\"gym-1\",job=\"node\"", "its own job or instance");
        assertThat(select(75).samples()).as("one stale marker").hasSize(1);
        assertThat(select(90).samples()).isEmpty();
    }

    @Test
    void aScrapedSeriesThatClashesIsSentOnceTheDevicesOwnIsGone() {
        Sample own = new Sample(Map.of(), 1);
        Sample scraped = new Sample(Map.of("job", "node", "instance", "gym-1", "location", "gym"), 2);
        select(0, new Family("node_load1", Family.Type.GAUGE, "help", List.of(own, scraped)));
        assertThat(select(60, new Family("node_load1", Family.Type.GAUGE, "help", List.of(scraped)))
                        .samples())
                .singleElement()
                .satisfies(sample -> assertThat(sample.valueBits()).isEqualTo(SeriesSample.toBits(2)));
        assertThat(selector.seriesCount()).isEqualTo(1);
    }

    @Test
    void aSeriesThatNoReceiverAcceptsIsCountedAndReportedOnce() {
        Sample named = new Sample(Map.of("__name__", "y"), 1);
        Sample longLabel = new Sample(Map.of("path", "a".repeat(3_000)), 1);
        Sample good = new Sample(Map.of("path", "a".repeat(2_000)), 1);
        for (int minute = 0; minute < 3; minute++) {
            assertThat(select(
                                    60L * minute,
                                    new Family(
                                            "recorder_x", Family.Type.GAUGE, "help", List.of(named, longLabel, good)))
                            .samples())
                    .hasSize(1);
        }
        assertThat(counters.dropped("invalid_label")).isEqualTo(3);
        assertThat(counters.dropped("label_too_long")).isEqualTo(3);
        assertThat(events).hasSize(2);
        assertThat(events.getFirst()).contains("recorder_x", "__name__");
        assertThat(events.getLast()).contains("recorder_x", "path=\"aaa").hasSizeLessThan(400);
    }

    @Test
    void aClockThatWasSetBackDoesNotStopSending() {
        select(0, gauge("recorder_disk", 1));
        assertThat(select(-3600, gauge("recorder_disk", 1)).samples()).hasSize(1);
        assertThat(select(-3585, gauge("recorder_disk", 1)).samples()).isEmpty();
        assertThat(select(-3540, gauge("recorder_disk", 1)).samples()).hasSize(1);
    }

    @Test
    void theDefaultListCoversTheGuidesPanelsAndAlerts() {
        AllowList allow = new AllowList(DefaultAllowList.names());
        assertThat(List.of(
                        "recorder_up",
                        "recorder_state",
                        "recorder_disk_free_bytes",
                        "recorder_upload_success_rate",
                        "recorder_videos_total",
                        "node_hwmon_temp_celsius",
                        "node_memory_MemAvailable_bytes",
                        "node_memory_MemTotal_bytes"))
                .allMatch(allow::allows);
        assertThat(allow.allows("node_netstat_Tcp_InSegs")).isFalse();
    }

    @Test
    void noRoundIsSkippedWhenABusyDeviceCollectsSomeSecondsEarly() {
        select(3, gauge("recorder_disk", 1));
        assertThat(names(select(60, gauge("recorder_disk", 1)))).containsExactly("recorder_disk");
        assertThat(names(select(105, gauge("recorder_disk", 1)))).isEmpty();
        assertThat(names(select(120, gauge("recorder_disk", 1)))).containsExactly("recorder_disk");
    }

    @Test
    void noRoundIsSkippedWhenACollectionWithTheSameIntervalIsLate() {
        for (long second : new long[] {0, 60, 75, 120, 179, 240, 310, 360}) {
            assertThat(names(select(second, gauge("recorder_disk", 1))))
                    .as("at %d s", second)
                    .hasSize(second == 75 ? 0 : 1);
        }
        // Suspended for an hour.
        assertThat(names(select(3_990, gauge("recorder_disk", 1)))).hasSize(1);
        assertThat(names(select(4_020, gauge("recorder_disk", 1)))).hasSize(1);
        assertThat(names(select(4_035, gauge("recorder_disk", 1)))).isEmpty();
    }

    @Test
    void theNumberOfSeriesExcludesThoseThatAreGone() {
        select(0, gauge("recorder_up", 1), gauge("recorder_disk", 1), gauge("node_load5", 1));
        assertThat(selector.seriesCount()).isEqualTo(2);
        select(15, gauge("recorder_up", 1));
        assertThat(selector.seriesCount()).isEqualTo(1);
    }
}
