package peaceofmind.cli.grafana;

import java.util.ArrayList;
import java.util.List;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonNull;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * A panel of a dashboard.
 *
 * @param type of Grafana: stat, gauge, piechart, timeseries, table, logs, state-timeline
 * @param unit of Grafana, such as {@code decbytes}, {@code percentunit}, {@code s}, {@code celsius}
 * @param defaults more of {@code fieldConfig.defaults}, such as thresholds
 * @param options of the type
 * @param extra more members of the panel
 */
record Panel(
        String title,
        String description,
        String type,
        String unit,
        List<PanelQuery> queries,
        JsonObject defaults,
        JsonObject options,
        JsonObject extra) {

    private static final JsonObject NONE = Json.object().build();

    static Panel of(String type, String title, String unit, String description, PanelQuery... queries) {
        return new Panel(title, description, type, unit, List.of(queries), NONE, NONE, NONE);
    }

    Panel withDefaults(JsonObject moreDefaults) {
        return new Panel(title, description, type, unit, queries, merged(defaults, moreDefaults), options, extra);
    }

    Panel options(JsonObject moreOptions) {
        return new Panel(title, description, type, unit, queries, defaults, merged(options, moreOptions), extra);
    }

    Panel extra(JsonObject more) {
        return new Panel(title, description, type, unit, queries, defaults, options, merged(extra, more));
    }

    boolean isLogs() {
        return type.equals("logs");
    }

    JsonObject toJson(int id, int x, int y, int width, int height) {
        JsonObject source = Json.object()
                .put("type", isLogs() ? "loki" : "prometheus")
                .put("uid", isLogs() ? "${logs}" : "${metrics}")
                .build();
        List<JsonObject> targets = new ArrayList<>();
        for (PanelQuery query : queries) {
            targets.add(query.toJson(Character.toString('A' + targets.size()), type.equals("table"), source));
        }
        JsonObject base = Json.object()
                .put("id", id)
                .put("title", title)
                .put("description", description)
                .put("type", type)
                .put("datasource", source)
                .put("targets", targets)
                .put(
                        "gridPos",
                        Json.object()
                                .put("h", height)
                                .put("w", width)
                                .put("x", x)
                                .put("y", y)
                                .build())
                .put(
                        "fieldConfig",
                        Json.object()
                                .put(
                                        "defaults",
                                        merged(Json.object().put("unit", unit).build(), defaults))
                                .put("overrides", List.<Json>of())
                                .build())
                .put("options", options)
                .build();
        return merged(base, extra);
    }

    /** Colours from a value on: the first has no lower limit. */
    static JsonObject thresholds(String baseColour, Object... limitsAndColours) {
        List<Json> steps = new ArrayList<>();
        steps.add(Json.object().put("color", baseColour).put("value", JsonNull.NULL).build());
        for (int i = 0; i < limitsAndColours.length; i += 2) {
            steps.add(Json.object()
                    .put("color", (String) limitsAndColours[i + 1])
                    .put("value", ((Number) limitsAndColours[i]).doubleValue())
                    .build());
        }
        return Json.object()
                .put(
                        "thresholds",
                        Json.object()
                                .put("mode", "absolute")
                                .put("steps", new JsonArray(steps))
                                .build())
                .build();
    }

    /** 1 and 0 in words and colours. */
    static JsonObject yesNoMapping(String yes, String no) {
        JsonObject mapping = Json.object()
                .put("1", Json.object().put("text", yes).put("color", "green").build())
                .put("0", Json.object().put("text", no).put("color", "red").build())
                .build();
        return Json.object()
                .put(
                        "mappings",
                        List.of(Json.object()
                                .put("type", "value")
                                .put("options", mapping)
                                .build()))
                .put("noValue", "no word")
                .build();
    }

    static JsonObject merged(JsonObject base, JsonObject more) {
        Json.ObjectBuilder all = Json.object();
        base.members().forEach(all::put);
        more.members().forEach(all::put);
        return all.build();
    }
}
