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
record Query(String expression, String legend, boolean instant) {

    static Query now(String expression, String legend) {
        return new Query(expression, legend, true);
    }

    static Query over(String expression, String legend) {
        return new Query(expression, legend, false);
    }

    JsonObject json(String refId, boolean table, JsonObject source) {
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
