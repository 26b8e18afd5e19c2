// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * A dashboard as a person edits and exports it in Grafana ("classic" JSON model), made fit for any server.
 *
 * @param uid 1 to 40 letters, digits, dashes and underscores; a push finds by it what it pushed before
 * @param title as Grafana shows it
 * @param json without what belongs to the server that it was exported from
 */
record DashboardFile(String uid, String title, JsonObject json) {

    /**
     * Reads a file.
     *
     * @param name how messages call the file
     * @throws CommandFailedException when it is no dashboard of Grafana, or asks for a data source that it does not define
     */
    static DashboardFile parse(String name, String text) throws CommandFailedException {
        try {
            JsonObject exported = unwrapped(name, Json.parseObject(text));
            JsonObject json = DashboardNormaliser.normalise(exported);
            String uid = json.text("uid").orElse("");
            if (!uid.matches("[a-zA-Z0-9_-]{1,40}")) {
                throw new CommandFailedException(name + " has no uid of 1 to 40 letters, digits, dashes and"
                        + " underscores. Export it from a dashboard that was saved, or set one.");
            }
            String title = json.text("title")
                    .filter(some -> !some.isBlank())
                    .orElseThrow(() -> new CommandFailedException(name + " has no title. Is it a Grafana dashboard?"));
            requireVariables(name, json);
            return new DashboardFile(uid, title, json);
        } catch (JsonException malformed) {
            throw new CommandFailedException(name + " is not a JSON object: " + malformed.getMessage());
        }
    }

    /** The answer of Grafana's API holds the dashboard as a member; its newer form is another language. */
    private static JsonObject unwrapped(String name, JsonObject file) throws CommandFailedException {
        if (file.object("spec").isPresent()) {
            throw new CommandFailedException(
                    name + " is in Grafana's resource form (v2). Export it again and choose the model \"Classic\".");
        }
        return file.object("dashboard").orElse(file);
    }

    private static void requireVariables(String name, JsonObject json) throws CommandFailedException {
        Set<String> defined = new HashSet<>();
        for (Json listed : json.object("templating")
                .map(templating -> templating.items("list"))
                .orElseGet(List::of)) {
            if (listed instanceof JsonObject variable
                    && variable.text("type").orElse("").equals("datasource")) {
                defined.add("${" + variable.text("name").orElse("") + "}");
            }
        }
        Set<String> used = new TreeSet<>();
        dataSources(json, used);
        used.removeAll(defined);
        if (!used.isEmpty()) {
            throw new CommandFailedException(name + " asks for the data source " + String.join(", ", used)
                    + ", which it does not define. Add a variable of the type \"Data source\" with that name to the"
                    + " dashboard's settings and export it again.");
        }
    }

    /** Collects the variables that stand for data sources. */
    private static void dataSources(Json json, Set<String> found) {
        if (json instanceof JsonArray array) {
            array.items().forEach(item -> dataSources(item, found));
        } else if (json instanceof JsonObject object) {
            object.object("datasource")
                    .flatMap(source -> source.text("uid"))
                    .filter(uid -> uid.startsWith("${"))
                    .ifPresent(found::add);
            object.members().values().forEach(member -> dataSources(member, found));
        }
    }
}
