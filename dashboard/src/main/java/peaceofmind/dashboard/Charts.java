// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import peaceofmind.contract.health.WatchedProgram;
import peaceofmind.dashboard.HistorySource.ChartPoint;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Series;

/** Defines the charts of the page: the series, unit and limit of each. */
final class Charts {

    private static final int MAX_POINTS = 240;
    private static final Set<String> OF_RECORDERS = Set.of("upload_success", "queue", "recordings");

    /** The time ranges that the page offers. */
    enum Range {
        HOUR("1h", Duration.ofHours(1), Duration.ofMinutes(5), "5 min"),
        DAY("24h", Duration.ofDays(1), Duration.ofHours(1), "hour"),
        WEEK("7d", Duration.ofDays(7), Duration.ofDays(1), "day"),
        QUARTER("90d", Duration.ofDays(90), Duration.ofDays(1), "day");

        private final String key;
        private final Duration length;
        private final Duration bucket;
        private final String bucketName;

        Range(String key, Duration length, Duration bucket, String bucketName) {
            this.key = key;
            this.length = length;
            this.bucket = bucket;
            this.bucketName = bucketName;
        }

        static Optional<Range> of(String key) {
            for (Range range : values()) {
                if (range.key.equals(key)) {
                    return Optional.of(range);
                }
            }
            return Optional.empty();
        }
    }

    private final HistorySource history;
    private final ZoneId zone;
    private final WatchedProgram program;

    Charts(HistorySource history, ZoneId zone, WatchedProgram program) {
        this.history = history;
        this.zone = zone;
        this.program = program;
    }

    /**
     * All charts of a range, as the API returns them. Those of uploads and recordings are left out where another program than the packaged
     * recorder is watched and nothing is known of them.
     */
    JsonObject toJson(Range range, Instant now) throws IOException {
        Instant from = now.minus(range.length);
        List<JsonObject> charts = all(range, from, now).stream()
                .filter(chart -> program.isPackagedRecorder() || !ofRecorders(chart) || hasPoints(chart))
                .toList();
        return Json.object()
                .put("range", range.key)
                .put("from", from.toString())
                .put("to", now.toString())
                .put("charts", charts)
                .build();
    }

    private static boolean ofRecorders(JsonObject chart) {
        return chart.text("id").filter(OF_RECORDERS::contains).isPresent();
    }

    private static boolean hasPoints(JsonObject chart) {
        return !chart.items("at").isEmpty();
    }

    private List<JsonObject> all(Range range, Instant from, Instant now) throws IOException {
        String name = program.name();
        return List.of(
                chart("cpu", "Processor", "%", gauge("peace_cpu_busy_ratio", 100, from, now)),
                chart("memory", "Memory used", "%", gauge("peace_memory_used_ratio", 100, from, now)),
                withLimit(
                        chart("temperature", "Temperature", "°C", gauge("peace_temperature_celsius", 1, from, now)),
                        80,
                        "80 °C: slows down"),
                chart("disk", "Disk used", "%", gauge("recorder_disk_usage_ratio", 100, from, now)),
                chart("upload_success", "Upload success", "%", gauge("recorder_upload_success_rate", 100, from, now)),
                chart("queue", "Upload queue", "", gauge("recorder_upload_queue_size", 1, from, now)),
                chart(
                        "recordings",
                        "Recordings per " + range.bucketName,
                        "",
                        increases("recorder_videos_recorded_total", range.bucket, from, now)),
                chart(
                        "up",
                        program.isPackagedRecorder() ? "Recorder up" : name + " up",
                        "%",
                        gauge("recorder_up", 100, from, now)),
                chart(
                        "network",
                        "Network sent",
                        "kB/s",
                        gauge("peace_network_transmit_bytes_per_second", 0.001, from, now)));
    }

    private List<ChartPoint> gauge(String name, double factor, Instant from, Instant to) throws IOException {
        return history.query(Series.of(name, Map.of()), from, to, MAX_POINTS).stream()
                .map(point -> new ChartPoint(
                        point.at(), point.min() * factor, point.average() * factor, point.max() * factor))
                .toList();
    }

    /** The increase of a counter in each bucket of time; buckets of a day start at local midnight. */
    private List<ChartPoint> increases(String name, Duration bucket, Instant from, Instant to) throws IOException {
        List<ChartPoint> points = history.query(Series.of(name, Map.of()), from, to, MAX_POINTS);
        TreeMap<Instant, Double> increases = new TreeMap<>();
        for (int i = 0; i < points.size(); i++) {
            double increase =
                    i == 0 ? 0 : points.get(i).max() - points.get(i - 1).max();
            increases.merge(bucketStart(points.get(i).at(), bucket), Math.max(0, increase), Double::sum);
        }
        List<ChartPoint> bars = new ArrayList<>();
        increases.forEach((at, increase) -> bars.add(new ChartPoint(at, increase, increase, increase)));
        return bars;
    }

    private Instant bucketStart(Instant at, Duration bucket) {
        if (bucket.toDays() >= 1) {
            return at.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        }
        long length = bucket.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), length) * length);
    }

    private static JsonObject withLimit(JsonObject chart, double value, String label) {
        Json.ObjectBuilder json = Json.object();
        chart.members().forEach(json::put);
        return json.put("limit", value).put("limit_label", label).build();
    }

    private static JsonObject chart(String id, String title, String unit, List<ChartPoint> points) {
        return Json.object()
                .put("id", id)
                .put("title", title)
                .put("unit", unit)
                .put(
                        "at",
                        new JsonArray(points.stream()
                                .map(point -> number(point.at().toEpochMilli() / 1000.0))
                                .toList()))
                .put("average", values(points.stream().map(ChartPoint::average).toList()))
                .put("min", values(points.stream().map(ChartPoint::min).toList()))
                .put("max", values(points.stream().map(ChartPoint::max).toList()))
                .build();
    }

    private static Json values(List<Double> values) {
        return new JsonArray(values.stream().map(Charts::number).toList());
    }

    /** Rounds to three decimals, which is more than a phone can show, to halve the response. */
    private static Json number(double value) {
        double rounded = Math.round(value * 1000) / 1000.0;
        if (!Double.isFinite(value)) {
            return Json.JsonNull.NULL;
        }
        return new JsonNumber(rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded));
    }
}
