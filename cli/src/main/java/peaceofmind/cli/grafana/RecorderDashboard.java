package peaceofmind.cli.grafana;

import java.util.List;
import peaceofmind.cli.grafana.GrafanaDashboard.PlacedPanel;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** One device from top to bottom, or several beside one another. */
final class RecorderDashboard {

    static final String UID = "peace-recorder";

    /** Which devices, in every query. */
    static final String LABEL_MATCHERS = "instance=~\"$instance\",customer=~\"$customer\"";

    private static final String SELECTOR = "{" + LABEL_MATCHERS + "}";
    private static final String LEGEND = "{{instance}}";
    private static final JsonObject ZERO_TO_ONE =
            Json.object().put("min", 0L).put("max", 1L).build();

    private RecorderDashboard() {}

    static GrafanaDashboard dashboard() {
        return new GrafanaDashboard(
                UID,
                "Recorder",
                List.of(
                        new PlacedPanel(service(), 4, 4),
                        new PlacedPanel(state(), 4, 4),
                        new PlacedPanel(disk(), 4, 4),
                        new PlacedPanel(uploadSuccess(), 4, 4),
                        new PlacedPanel(uptime(), 4, 4),
                        new PlacedPanel(queue(), 4, 4),
                        new PlacedPanel(videos(), 8, 8),
                        new PlacedPanel(recordingsPerDay(), 8, 8),
                        new PlacedPanel(uploadSuccessTrend(), 8, 8),
                        new PlacedPanel(cpu(), 8, 8),
                        new PlacedPanel(memory(), 8, 8),
                        new PlacedPanel(temperature(), 8, 8),
                        new PlacedPanel(watchdog(), 12, 6),
                        new PlacedPanel(network(), 12, 6),
                        new PlacedPanel(logs(), 24, 12)),
                true);
    }

    private static Panel service() {
        return Panel.of("stat", "Service", "none", "Down: no fresh heartbeat.", PanelQuery.instantQuery("recorder_up" + SELECTOR, LEGEND))
                .withDefaults(Panel.yesNoMapping("UP", "DOWN"));
    }

    private static Panel state() {
        return Panel.of(
                        "stat",
                        "State",
                        "none",
                        "What the recorder is doing now.",
                        PanelQuery.instantQuery("recorder_state" + SELECTOR + " == 1", "{{state}}"))
                .options(Json.object().put("textMode", "name").build());
    }

    private static Panel disk() {
        return Panel.of(
                        "gauge",
                        "Disk free",
                        "decbytes",
                        "Below 5 GB the recorder refuses to record; from 10 GB on it warns.",
                        PanelQuery.instantQuery("recorder_disk_free_bytes" + SELECTOR, LEGEND))
                .withDefaults(Panel.thresholds("red", 5e9, "yellow", 10e9, "green"))
                .withDefaults(Json.object().put("min", 0L).build());
    }

    private static Panel uploadSuccess() {
        return Panel.of(
                        "gauge",
                        "Upload success",
                        "percentunit",
                        "Of the last 24 hours; without any upload in them, of all time.",
                        PanelQuery.instantQuery(
                                "recorder_upload_success_rate_24h" + SELECTOR
                                        + " or on (instance) recorder_upload_success_rate" + SELECTOR,
                                LEGEND))
                .withDefaults(Panel.thresholds("red", 0.8, "yellow", 0.95, "green"))
                .withDefaults(ZERO_TO_ONE);
    }

    private static Panel uptime() {
        return Panel.of(
                "stat",
                "Uptime",
                "s",
                "Of the recorder's process, which the guide's recorder_uptime_seconds (time in the present state) is not.",
                PanelQuery.instantQuery("time() - recorder_process_start_time_seconds" + SELECTOR, LEGEND));
    }

    private static Panel queue() {
        return Panel.of(
                "stat",
                "Waiting for upload",
                "none",
                "Videos in the queue.",
                PanelQuery.instantQuery("recorder_upload_queue_size" + SELECTOR, LEGEND));
    }

    private static Panel videos() {
        return Panel.of(
                "piechart",
                "Videos by status",
                "none",
                "Videos that the recorder has now.",
                PanelQuery.instantQuery("sum by (status) (recorder_videos_total" + SELECTOR + ")", "{{status}}"));
    }

    private static Panel recordingsPerDay() {
        return Panel.of(
                        "timeseries",
                        "Recordings per day",
                        "none",
                        "The increase of a counter: deleting old videos does not change it.",
                        PanelQuery.rangeQuery("increase(recorder_videos_recorded_total" + SELECTOR + "[1d])", LEGEND + " recorded"),
                        PanelQuery.rangeQuery("increase(recorder_videos_uploaded_total" + SELECTOR + "[1d])", LEGEND + " uploaded"))
                .extra(Json.object()
                        .put("interval", "1h")
                        .put("timeFrom", "30d")
                        .build());
    }

    private static Panel uploadSuccessTrend() {
        return Panel.of(
                        "timeseries",
                        "Upload success over time",
                        "percentunit",
                        "Of the 24 hours before each moment.",
                        PanelQuery.rangeQuery("recorder_upload_success_rate_24h" + SELECTOR, LEGEND))
                .withDefaults(ZERO_TO_ONE);
    }

    private static Panel cpu() {
        return Panel.of(
                        "timeseries",
                        "CPU",
                        "percentunit",
                        "Share of the time in which the processors were not idle.",
                        PanelQuery.rangeQuery(
                                "1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"," + LABEL_MATCHERS
                                        + "}[$__rate_interval]))",
                                LEGEND))
                .withDefaults(ZERO_TO_ONE);
    }

    private static Panel memory() {
        return Panel.of(
                        "timeseries",
                        "Memory",
                        "percentunit",
                        "Memory that is not available to programs.",
                        PanelQuery.rangeQuery(
                                "1 - node_memory_MemAvailable_bytes" + SELECTOR + " / node_memory_MemTotal_bytes" + SELECTOR,
                                LEGEND))
                .withDefaults(ZERO_TO_ONE);
    }

    private static Panel temperature() {
        return Panel.of(
                        "timeseries",
                        "Temperature",
                        "celsius",
                        "At 80 °C a Raspberry Pi begins to slow down.",
                        PanelQuery.rangeQuery(
                                "max by (instance) (node_hwmon_temp_celsius" + SELECTOR + " or node_thermal_zone_temp" + SELECTOR
                                        + ")",
                                LEGEND))
                .withDefaults(Panel.thresholds("green", 80, "red"))
                .withDefaults(Json.object()
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
                PanelQuery.rangeQuery("increase(peace_watchdog_restarts_total" + SELECTOR + "[1d])", LEGEND + " restarts"),
                PanelQuery.rangeQuery("increase(peace_watchdog_reboots_total" + SELECTOR + "[1d])", LEGEND + " reboots"));
    }

    private static Panel network() {
        String rate = "_bytes_total{device!=\"lo\"," + LABEL_MATCHERS + "}[$__rate_interval]))";
        return Panel.of(
                "timeseries",
                "Network",
                "Bps",
                "All interfaces but the loopback.",
                PanelQuery.rangeQuery("sum by (instance) (rate(node_network_receive" + rate, LEGEND + " in"),
                PanelQuery.rangeQuery("sum by (instance) (rate(node_network_transmit" + rate, LEGEND + " out"));
    }

    private static Panel logs() {
        return Panel.of(
                        "logs",
                        "Logs",
                        "none",
                        "The service, the watchdog and the system; errors are red.",
                        PanelQuery.rangeQuery("{instance=~\"$instance\", job=~\"recorder-service|watchdog|syslog\"}", ""))
                .options(Json.object()
                        .put("showTime", true)
                        .put("wrapLogMessage", true)
                        .put("sortOrder", "Descending")
                        .put("enableLogDetails", true)
                        .build());
    }
}
