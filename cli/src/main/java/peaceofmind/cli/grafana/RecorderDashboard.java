package peaceofmind.cli.grafana;

import java.util.List;
import peaceofmind.cli.grafana.Dashboard.Placed;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** One device from top to bottom, or several beside one another. */
final class RecorderDashboard {

    static final String UID = "peace-recorder";

    /** Which devices, in every query. */
    static final String WHICH = "instance=~\"$instance\",customer=~\"$customer\"";

    private static final String ALL = "{" + WHICH + "}";
    private static final String LEGEND = "{{instance}}";
    private static final JsonObject NO_FRAME =
            Json.object().put("min", 0L).put("max", 1L).build();

    private RecorderDashboard() {}

    static Dashboard dashboard() {
        return new Dashboard(
                UID,
                "Recorder",
                List.of(
                        new Placed(service(), 4, 4),
                        new Placed(state(), 4, 4),
                        new Placed(disk(), 4, 4),
                        new Placed(success(), 4, 4),
                        new Placed(uptime(), 4, 4),
                        new Placed(queue(), 4, 4),
                        new Placed(videos(), 8, 8),
                        new Placed(perDay(), 8, 8),
                        new Placed(successTrend(), 8, 8),
                        new Placed(cpu(), 8, 8),
                        new Placed(memory(), 8, 8),
                        new Placed(temperature(), 8, 8),
                        new Placed(watchdog(), 12, 6),
                        new Placed(network(), 12, 6),
                        new Placed(logs(), 24, 12)),
                true);
    }

    private static Panel service() {
        return Panel.of("stat", "Service", "none", "Down: no fresh heartbeat.", Query.now("recorder_up" + ALL, LEGEND))
                .with(Panel.yesNo("UP", "DOWN"));
    }

    private static Panel state() {
        return Panel.of(
                        "stat",
                        "State",
                        "none",
                        "What the recorder is doing now.",
                        Query.now("recorder_state" + ALL + " == 1", "{{state}}"))
                .options(Json.object().put("textMode", "name").build());
    }

    private static Panel disk() {
        return Panel.of(
                        "gauge",
                        "Disk free",
                        "decbytes",
                        "Below 5 GB the recorder refuses to record; from 10 GB on it warns.",
                        Query.now("recorder_disk_free_bytes" + ALL, LEGEND))
                .with(Panel.thresholds("red", 5e9, "yellow", 10e9, "green"))
                .with(Json.object().put("min", 0L).build());
    }

    private static Panel success() {
        return Panel.of(
                        "gauge",
                        "Upload success",
                        "percentunit",
                        "Of the last 24 hours; without any upload in them, of all time.",
                        Query.now(
                                "recorder_upload_success_rate_24h" + ALL
                                        + " or on (instance) recorder_upload_success_rate" + ALL,
                                LEGEND))
                .with(Panel.thresholds("red", 0.8, "yellow", 0.95, "green"))
                .with(NO_FRAME);
    }

    private static Panel uptime() {
        return Panel.of(
                "stat",
                "Uptime",
                "s",
                "Of the recorder's process, which the guide's recorder_uptime_seconds (time in the present state) is not.",
                Query.now("time() - recorder_process_start_time_seconds" + ALL, LEGEND));
    }

    private static Panel queue() {
        return Panel.of(
                "stat",
                "Waiting for upload",
                "none",
                "Videos in the queue.",
                Query.now("recorder_upload_queue_size" + ALL, LEGEND));
    }

    private static Panel videos() {
        return Panel.of(
                "piechart",
                "Videos by status",
                "none",
                "Videos that the recorder has now.",
                Query.now("sum by (status) (recorder_videos_total" + ALL + ")", "{{status}}"));
    }

    private static Panel perDay() {
        return Panel.of(
                        "timeseries",
                        "Recordings per day",
                        "none",
                        "The increase of a counter: deleting old videos does not change it.",
                        Query.over("increase(recorder_videos_recorded_total" + ALL + "[1d])", LEGEND + " recorded"),
                        Query.over("increase(recorder_videos_uploaded_total" + ALL + "[1d])", LEGEND + " uploaded"))
                .extra(Json.object()
                        .put("interval", "1h")
                        .put("timeFrom", "30d")
                        .build());
    }

    private static Panel successTrend() {
        return Panel.of(
                        "timeseries",
                        "Upload success over time",
                        "percentunit",
                        "Of the 24 hours before each moment.",
                        Query.over("recorder_upload_success_rate_24h" + ALL, LEGEND))
                .with(NO_FRAME);
    }

    private static Panel cpu() {
        return Panel.of(
                        "timeseries",
                        "CPU",
                        "percentunit",
                        "Share of the time in which the processors were not idle.",
                        Query.over(
                                "1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"," + WHICH
                                        + "}[$__rate_interval]))",
                                LEGEND))
                .with(NO_FRAME);
    }

    private static Panel memory() {
        return Panel.of(
                        "timeseries",
                        "Memory",
                        "percentunit",
                        "Memory that is not available to programs.",
                        Query.over(
                                "1 - node_memory_MemAvailable_bytes" + ALL + " / node_memory_MemTotal_bytes" + ALL,
                                LEGEND))
                .with(NO_FRAME);
    }

    private static Panel temperature() {
        return Panel.of(
                        "timeseries",
                        "Temperature",
                        "celsius",
                        "At 80 °C a Raspberry Pi begins to slow down.",
                        Query.over(
                                "max by (instance) (node_hwmon_temp_celsius" + ALL + " or node_thermal_zone_temp" + ALL
                                        + ")",
                                LEGEND))
                .with(Panel.thresholds("green", 80, "red"))
                .with(Json.object()
                        .put(
                                "custom",
                                Json.object()
                                        .put(
                                                "thresholdsStyle",
                                                Json.object()
                                                        .put("mode", "line")
                                                        .build())
                                        .build())
                        .build());
    }

    private static Panel watchdog() {
        return Panel.of(
                "timeseries",
                "Watchdog: restarts and reboots in the last day",
                "none",
                "What it did, by itself or on request.",
                Query.over("increase(peace_watchdog_restarts_total" + ALL + "[1d])", LEGEND + " restarts"),
                Query.over("increase(peace_watchdog_reboots_total" + ALL + "[1d])", LEGEND + " reboots"));
    }

    private static Panel network() {
        String rate = "_bytes_total{device!=\"lo\"," + WHICH + "}[$__rate_interval]))";
        return Panel.of(
                "timeseries",
                "Network",
                "Bps",
                "All interfaces but the loopback.",
                Query.over("sum by (instance) (rate(node_network_receive" + rate, LEGEND + " in"),
                Query.over("sum by (instance) (rate(node_network_transmit" + rate, LEGEND + " out"));
    }

    private static Panel logs() {
        return Panel.of(
                        "logs",
                        "Logs",
                        "none",
                        "The service, the watchdog and the system; errors are red.",
                        Query.over("{instance=~\"$instance\", job=~\"recorder-service|watchdog|syslog\"}", ""))
                .options(Json.object()
                        .put("showTime", true)
                        .put("wrapLogMessage", true)
                        .put("sortOrder", "Descending")
                        .put("enableLogDetails", true)
                        .build());
    }
}
