package peaceofmind.cli.grafana;

import java.util.List;
import peaceofmind.cli.grafana.GrafanaDashboard.PlacedPanel;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** All devices at once: which one needs somebody. */
final class FleetDashboard {

    static final String UID = "peace-fleet";
    private static final String LABEL_MATCHERS = RecorderDashboard.LABEL_MATCHERS;
    private static final String SELECTOR = "{" + LABEL_MATCHERS + "}";
    private static final String BY_DEVICE = " by (instance, customer, location) ";

    private FleetDashboard() {}

    static GrafanaDashboard dashboard() {
        return new GrafanaDashboard(
                UID,
                "Fleet",
                List.of(
                        new PlacedPanel(
                                count("Up", "count(recorder_up" + SELECTOR + " == 1) or vector(0)", "green", "green"), 8, 4),
                        new PlacedPanel(
                                count("Down", "count(recorder_up" + SELECTOR + " == 0) or vector(0)", "green", "red"), 8, 4),
                        new PlacedPanel(count("Silent", "count(" + silentDevices() + ") or vector(0)", "green", "red"), 8, 4),
                        new PlacedPanel(devices(), 24, 12),
                        new PlacedPanel(timeline(), 24, 10)),
                false);
    }

    /** Devices that spoke within a day, and do not now. */
    private static String silentDevices() {
        return "group" + BY_DEVICE + "(last_over_time(recorder_up" + SELECTOR + "[1d])) unless on (instance) recorder_up" + SELECTOR;
    }

    private static Panel count(String title, String expression, String zeroColour, String otherColour) {
        return Panel.of("stat", title, "none", "Number of devices.", PanelQuery.instantQuery(expression, title))
                .withDefaults(Panel.thresholds(zeroColour, 1, otherColour));
    }

    private static Panel devices() {
        return Panel.of(
                        "table",
                        "Devices",
                        "none",
                        "Up, disk free in bytes, upload queue, upload success of the last 24 hours, hottest place, restarts today.",
                        PanelQuery.instantQuery("max" + BY_DEVICE + "(recorder_up" + SELECTOR + ")", "up"),
                        PanelQuery.instantQuery("min" + BY_DEVICE + "(recorder_disk_free_bytes" + SELECTOR + ")", "disk free"),
                        PanelQuery.instantQuery("max" + BY_DEVICE + "(recorder_upload_queue_size" + SELECTOR + ")", "queue"),
                        PanelQuery.instantQuery("min" + BY_DEVICE + "(recorder_upload_success_rate_24h" + SELECTOR + ")", "upload success"),
                        PanelQuery.instantQuery(
                                "max" + BY_DEVICE + "(node_hwmon_temp_celsius" + SELECTOR + " or node_thermal_zone_temp" + SELECTOR
                                        + ")",
                                "temperature"),
                        PanelQuery.instantQuery("sum" + BY_DEVICE + "(increase(peace_watchdog_restarts_total" + SELECTOR + "[1d]))", "restarts"))
                .extra(Json.object()
                        .put(
                                "transformations",
                                List.of(transformation("merge", Json.object().build()), transformation("organize", columns())))
                        .build());
    }

    private static JsonObject columns() {
        return Json.object()
                .put("excludeByName", Json.object().put("Time", true).build())
                .put(
                        "renameByName",
                        Json.object()
                                .put("instance", "Device")
                                .put("customer", "Customer")
                                .put("location", "Place")
                                .put("Value #A", "Up")
                                .put("Value #B", "Disk free (B)")
                                .put("Value #C", "Waiting")
                                .put("Value #D", "Upload success")
                                .put("Value #E", "°C")
                                .put("Value #F", "Restarts today")
                                .build())
                .build();
    }

    private static JsonObject transformation(String id, JsonObject options) {
        return Json.object().put("id", id).put("options", options).build();
    }

    private static Panel timeline() {
        return Panel.of(
                        "state-timeline",
                        "Up and down",
                        "none",
                        "A gap is a device that said nothing.",
                        PanelQuery.rangeQuery("max by (instance) (recorder_up" + SELECTOR + ")", "{{instance}}"))
                .withDefaults(Panel.yesNoMapping("up", "down"));
    }
}
