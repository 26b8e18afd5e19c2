package peaceofmind.cli.grafana;

import java.util.List;
import peaceofmind.cli.grafana.Dashboard.Placed;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** All devices at once: which one needs somebody. */
final class FleetDashboard {

    static final String UID = "peace-fleet";
    private static final String WHICH = RecorderDashboard.WHICH;
    private static final String ALL = "{" + WHICH + "}";
    private static final String BY = " by (instance, customer, location) ";

    private FleetDashboard() {}

    static Dashboard dashboard() {
        return new Dashboard(
                UID,
                "Fleet",
                List.of(
                        new Placed(
                                count("Up", "count(recorder_up" + ALL + " == 1) or vector(0)", "green", "green"), 8, 4),
                        new Placed(
                                count("Down", "count(recorder_up" + ALL + " == 0) or vector(0)", "green", "red"), 8, 4),
                        new Placed(count("Silent", "count(" + silent() + ") or vector(0)", "green", "red"), 8, 4),
                        new Placed(devices(), 24, 12),
                        new Placed(timeline(), 24, 10)),
                false);
    }

    /** Devices that spoke within a day, and do not now. */
    private static String silent() {
        return "group" + BY + "(last_over_time(recorder_up" + ALL + "[1d])) unless on (instance) recorder_up" + ALL;
    }

    private static Panel count(String title, String expression, String none, String some) {
        return Panel.of("stat", title, "none", "Number of devices.", Query.now(expression, title))
                .with(Panel.thresholds(none, 1, some));
    }

    private static Panel devices() {
        return Panel.of(
                        "table",
                        "Devices",
                        "none",
                        "Up, disk free in bytes, upload queue, upload success of the last 24 hours, hottest place, restarts today.",
                        Query.now("max" + BY + "(recorder_up" + ALL + ")", "up"),
                        Query.now("min" + BY + "(recorder_disk_free_bytes" + ALL + ")", "disk free"),
                        Query.now("max" + BY + "(recorder_upload_queue_size" + ALL + ")", "queue"),
                        Query.now("min" + BY + "(recorder_upload_success_rate_24h" + ALL + ")", "upload success"),
                        Query.now(
                                "max" + BY + "(node_hwmon_temp_celsius" + ALL + " or node_thermal_zone_temp" + ALL
                                        + ")",
                                "temperature"),
                        Query.now("sum" + BY + "(increase(peace_watchdog_restarts_total" + ALL + "[1d]))", "restarts"))
                .extra(Json.object()
                        .put(
                                "transformations",
                                List.of(step("merge", Json.object().build()), step("organize", columns())))
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

    private static JsonObject step(String id, JsonObject options) {
        return Json.object().put("id", id).put("options", options).build();
    }

    private static Panel timeline() {
        return Panel.of(
                        "state-timeline",
                        "Up and down",
                        "none",
                        "A gap is a device that said nothing.",
                        Query.over("max by (instance) (recorder_up" + ALL + ")", "{{instance}}"))
                .with(Panel.yesNo("up", "down"));
    }
}
