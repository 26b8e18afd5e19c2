package peaceofmind.cli.grafana;

import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * A query of a panel.
 *
 * @param expression PromQL or LogQL
 * @param legend as Grafana writes it, such as {@code {{instance}}}
 * @param instant only the newest value
 */
record PanelQuery(String expression, String legend, boolean instant) {

    static PanelQuery instantQuery(String expression, String legend) {
        return new PanelQuery(expression, legend, true);
    }

    static PanelQuery rangeQuery(String expression, String legend) {
        return new PanelQuery(expression, legend, false);
    }

    JsonObject toJson(String refId, boolean table, JsonObject source) {
        return Json.object()
                .put("refId", refId)
                .put("datasource", source)
                .put("expr", expression)
                .put("legendFormat", legend)
                .put("instant", instant)
                .put("range", !instant)
                .put("format", table ? "table" : "time_series")
                .build();
    }
}
