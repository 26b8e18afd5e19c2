// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.ScrapedFamilies;
import peaceofmind.metrics.Series;

/** Selects the series to store: those of the charts, by name, at most {@link Resolution#MAX_SERIES}. The rest is dropped and counted. */
final class SeriesFilter {

    /** Limit for series with the same name, such as the sensors of a large machine. */
    private static final int MAX_SERIES_PER_NAME = 6;

    /** Most important first: when there are too many series, the last ones are dropped. */
    private static final List<String> CHART_METRICS = List.of(
            "recorder_up",
            "recorder_state",
            "recorder_recording_active",
            "recorder_upload_queue_size",
            "recorder_upload_success_rate",
            "recorder_upload_success_rate_24h",
            "recorder_disk_free_bytes",
            "recorder_disk_usage_ratio",
            "recorder_videos_total",
            "recorder_videos_recorded_total",
            "recorder_videos_uploaded_total",
            "recorder_videos_corrupted_total",
            "recorder_upload_failures_total",
            "recorder_heartbeat_age_seconds",
            "recorder_uptime_seconds",
            "recorder_internet_connected",
            "recorder_errors_total",
            "recorder_restarts_total",
            "peace_watchdog_up",
            "peace_watchdog_gave_up",
            "peace_watchdog_reboots_total",
            "peace_watchdog_restarts_total",
            "node_load1",
            "node_memory_MemTotal_bytes",
            "node_memory_MemAvailable_bytes",
            "node_thermal_zone_temp",
            "node_hwmon_temp_celsius",
            "peace_wifi_signal_dbm",
            "peace_ship_pending_samples",
            "recorder_error_count",
            "recorder_restart_count",
            "peace_card_life_used_ratio");

    private final List<String> metricNames;
    private final List<String> extraMetrics;
    private final RecordingRules recordingRules = new RecordingRules();
    private long droppedValues;

    SeriesFilter(List<String> extraMetrics) {
        this.extraMetrics = extraMetrics;
        metricNames = new ArrayList<>(CHART_METRICS);
        metricNames.addAll(extraMetrics);
    }

    /** The values of a batch to store; NaN and infinite values are left out. */
    Map<Series, Double> select(Batch batch) {
        Map<String, Family> families = new LinkedHashMap<>();
        batch.families().forEach(family -> families.put(family.name(), family));
        Map<Series, Double> selected = new LinkedHashMap<>(recordingRules.evaluate(batch.timestamp(), families));
        for (String name : metricNames) {
            Family family = families.get(name);
            if (family != null) {
                add(family, Optional.empty(), selected);
            }
        }
        for (ScrapedFamilies target : batch.scraped()) {
            target.families().stream()
                    .filter(family -> extraMetrics.contains(family.name()))
                    .forEach(family -> add(family, Optional.of(target.job()), selected));
        }
        return selected;
    }

    /** @param job of a scraped target; its series always have it as a label, so that none is the device's own, which the charts show */
    private void add(Family family, Optional<String> job, Map<Series, Double> selected) {
        int seriesOfName = 0;
        // The charts are about the recorder, not about one of several cameras.
        List<Family.Sample> samples = extraMetrics.contains(family.name())
                ? family.samples()
                : family.samples().stream()
                        .filter(sample -> !sample.labels().containsKey("camera"))
                        .toList();
        for (Family.Sample sample : samples) {
            boolean hasRoom = seriesOfName < MAX_SERIES_PER_NAME && selected.size() < Resolution.MAX_SERIES;
            if (hasRoom && Double.isFinite(sample.value())) {
                selected.putIfAbsent(series(family.name(), sample.labels(), job), sample.value());
                seriesOfName++;
            } else if (!hasRoom) {
                droppedValues++;
            }
        }
    }

    private static Series series(String name, Map<String, String> labels, Optional<String> job) {
        TreeMap<String, String> all = new TreeMap<>(labels);
        job.ifPresent(value -> all.put("job", value));
        return new Series(name, all);
    }

    /** Number of values dropped since the start because there were too many series. */
    long droppedValues() {
        return droppedValues;
    }
}
