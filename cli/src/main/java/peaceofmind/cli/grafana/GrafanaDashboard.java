package peaceofmind.cli.grafana;

import java.util.ArrayList;
import java.util.List;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * A dashboard: panels in rows of 24 columns, with variables for the data sources, customers and devices.
 *
 * @param uid at most 40 characters, the same for ever: by it a push finds what it pushed before
 */
record GrafanaDashboard(String uid, String title, List<PlacedPanel> panels, boolean logs) {

    static final String SCHEMA_TAG = "peace-of-mind";
    private static final int COLUMNS = 24;
    private static final int SCHEMA_VERSION = 39;

    /** A panel with its size, in Grafana's columns (24) and rows (30 pixels). */
    record PlacedPanel(Panel panel, int width, int height) {}

    JsonObject toJson() {
        List<JsonObject> placed = new ArrayList<>();
        int x = 0;
        int y = 0;
        int rowHeight = 0;
        for (PlacedPanel next : panels) {
            if (x + next.width > COLUMNS) {
                x = 0;
                y += rowHeight;
                rowHeight = 0;
            }
            placed.add(next.panel.toJson(placed.size() + 1, x, y, next.width, next.height));
            x += next.width;
            rowHeight = Math.max(rowHeight, next.height);
        }
        return Json.object()
                .put("uid", uid)
                .put("title", title)
                .put("tags", Json.texts(List.of(SCHEMA_TAG)))
                .put("timezone", "browser")
                .put("schemaVersion", SCHEMA_VERSION)
                .put("refresh", "30s")
                .put(
                        "time",
                        Json.object().put("from", "now-1h").put("to", "now").build())
                .put("templating", Json.object().put("list", variables()).build())
                .put("panels", placed)
                .build();
    }

    private List<JsonObject> variables() {
        List<JsonObject> list = new ArrayList<>();
        list.add(dataSourceVariable("metrics", "Metrics", "prometheus"));
        if (logs) {
            list.add(dataSourceVariable("logs", "Logs", "loki"));
        }
        list.add(labelVariable("customer", "Customer", "label_values(recorder_up, customer)"));
        list.add(labelVariable("instance", "Device", "label_values(recorder_up{customer=~\"$customer\"}, instance)"));
        return list;
    }

    private static JsonObject dataSourceVariable(String name, String label, String type) {
        return Json.object()
                .put("name", name)
                .put("label", label)
                .put("type", "datasource")
                .put("query", type)
                .build();
    }

    /** "All" is .* and not a list of what is there: it takes devices without a customer, too. */
    private static JsonObject labelVariable(String name, String label, String query) {
        return Json.object()
                .put("name", name)
                .put("label", label)
                .put("type", "query")
                .put(
                        "datasource",
                        Json.object()
                                .put("type", "prometheus")
                                .put("uid", "${metrics}")
                                .build())
                .put("query", query)
                .put("refresh", 2)
                .put("multi", true)
                .put("includeAll", true)
                .put("allValue", ".*")
                .put(
                        "current",
                        Json.object().put("text", "All").put("value", "$__all").build())
                .build();
    }
}
