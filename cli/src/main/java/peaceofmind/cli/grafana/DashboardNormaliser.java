// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;

/**
 * Removes from an exported dashboard what belongs to the server that it came from: its number and version, the inputs of "Export for
 * sharing", the uids of data sources, and which device somebody had chosen. What remains is the same wherever it was exported.
 */
final class DashboardNormaliser {

    private static final Set<String> SERVER_MEMBERS =
            Set.of("id", "version", "iteration", "gnetId", "__inputs", "__elements", "__requires");

    /** Variables that stand for data sources, by the type of the data source. */
    private static final Map<String, String> VARIABLES = Map.of("prometheus", "${metrics}", "loki", "${logs}");

    private static final JsonObject ALL =
            Json.object().put("text", "All").put("value", "$__all").build();

    /** Type of a data source by the placeholder that "Export for sharing" put in the place of its uid. */
    private final Map<String, String> inputs;

    private DashboardNormaliser(Map<String, String> inputs) {
        this.inputs = inputs;
    }

    static JsonObject normalise(JsonObject exported) {
        Map<String, String> inputs = new HashMap<>();
        for (Json listed : exported.items("__inputs")) {
            if (listed instanceof JsonObject input) {
                inputs.put(
                        "${" + input.text("name").orElse("") + "}",
                        input.text("pluginId").orElse(""));
            }
        }
        DashboardNormaliser normaliser = new DashboardNormaliser(inputs);
        Json.ObjectBuilder json = Json.object();
        exported.members().forEach((name, value) -> {
            if (!SERVER_MEMBERS.contains(name)) {
                json.put(name, name.equals("templating") ? normaliser.templating(value) : normaliser.visit(value));
            }
        });
        return json.build();
    }

    /** The same with every {@code datasource} below it replaced. */
    private Json visit(Json json) {
        if (json instanceof JsonArray array) {
            return new JsonArray(array.items().stream().map(this::visit).toList());
        } else if (json instanceof JsonObject object) {
            Json.ObjectBuilder copy = Json.object();
            object.members()
                    .forEach((name, value) ->
                            copy.put(name, name.equals("datasource") ? dataSource(value) : visit(value)));
            return copy.build();
        }
        return json;
    }

    /** Other types, such as Grafana's own annotations, are on every server. */
    private Json dataSource(Json reference) {
        if (reference instanceof JsonText placeholder) {
            return reference(inputs.getOrDefault(placeholder.value(), "")).orElse(reference);
        } else if (reference instanceof JsonObject object) {
            String uid = object.text("uid").orElse("");
            String type = inputs.getOrDefault(uid, object.text("type").orElse(""));
            boolean isVariable = uid.startsWith("${") && !inputs.containsKey(uid);
            return isVariable ? reference : reference(type).orElse(reference);
        }
        return reference;
    }

    private static Optional<Json> reference(String type) {
        return Optional.ofNullable(VARIABLES.get(type))
                .map(variable ->
                        Json.object().put("type", type).put("uid", variable).build());
    }

    private Json templating(Json templating) {
        if (!(visit(templating) instanceof JsonObject object)) {
            return templating;
        }
        List<Json> variables =
                object.items("list").stream().map(DashboardNormaliser::variable).toList();
        Json.ObjectBuilder copy = Json.object();
        object.members().forEach(copy::put);
        return copy.put("list", new JsonArray(variables)).build();
    }

    /** Without what was chosen when it was saved; all devices are chosen wherever all can be. */
    private static Json variable(Json json) {
        if (!(json instanceof JsonObject variable)) {
            return json;
        }
        boolean isDataSource = variable.text("type").orElse("").equals("datasource");
        boolean hasAll = variable.bool("includeAll").orElse(false);
        Json.ObjectBuilder copy = Json.object();
        variable.members().forEach((name, value) -> {
            if (name.equals("current") && hasAll) {
                copy.put(name, ALL);
            } else if (!isDataSource || !Set.of("current", "options").contains(name)) {
                copy.put(name, value);
            }
        });
        return copy.build();
    }
}
