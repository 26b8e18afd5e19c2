// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.grafana.GrafanaRules.KeepFiring;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Compares what a Grafana server has with what it should have. The comparison changes nothing; only the resulting steps do. */
final class GrafanaPush {

    static final String FOLDER = "peace-of-mind";
    private static final String FOLDER_TITLE = "Peace of Mind";
    private static final String NODE_DASHBOARD = "1860";
    private static final String RULES_PATH =
            "/api/v1/provisioning/folder/" + FOLDER + "/rule-groups/" + GrafanaRules.GROUP;
    private static final String CONTACT_POINTS_PATH = "/api/v1/provisioning/contact-points";
    private static final String POLICIES_PATH = "/api/v1/provisioning/policies";

    private final GrafanaClient client;
    private final Optional<String> email;
    private final Optional<String> source;
    private final List<DashboardFile> dashboards;

    /**
     * @param dashboards pushed in this order
     * @param email who is notified, addresses with semicolons between them; empty leaves notifications alone
     * @param source name or uid of the Prometheus data source; empty takes the one that is obvious
     */
    GrafanaPush(GrafanaClient client, List<DashboardFile> dashboards, Optional<String> email, Optional<String> source) {
        this.client = client;
        this.dashboards = dashboards;
        this.email = email;
        this.source = source;
    }

    /** The changes that the server needs, in order; empty when it is up to date. */
    List<Change> changes() throws CommandFailedException {
        List<Change> changes = new ArrayList<>();
        String sourceUid = sourceUid();
        planFolder(changes);
        for (DashboardFile dashboard : dashboards) {
            planDashboard(changes, dashboard);
        }
        planRules(changes, sourceUid);
        if (email.isPresent()) {
            planContactPoint(changes, email.get());
            planPolicy(changes);
        }
        // Last: what comes from elsewhere can fail, and keeps nothing else from being done.
        planNodeDashboard(changes, sourceUid);
        return changes;
    }

    private String sourceUid() throws CommandFailedException {
        List<JsonObject> found = objects(client.get("/api/datasources")).stream()
                .filter(one -> text(one, "type").equals("prometheus"))
                .filter(one -> source.isEmpty()
                        || source.get().equals(text(one, "name"))
                        || source.get().equals(text(one, "uid")))
                .toList();
        // A Grafana Cloud stack has more than one: the device's metrics are in ...-prom.
        List<JsonObject> obvious = found.size() == 1
                ? found
                : found.stream()
                        .filter(one -> one.bool("isDefault").orElse(false)
                                || text(one, "name").endsWith("-prom"))
                        .toList();
        if (obvious.size() != 1) {
            String names = found.stream().map(one -> text(one, "name")).toList().toString();
            throw new CommandFailedException(
                    found.isEmpty()
                            ? "Grafana has no such Prometheus data source: add one, or name it with --datasource."
                            : "Which of these data sources has the devices' metrics? Name it with --datasource: "
                                    + names);
        }
        return text(obvious.getFirst(), "uid");
    }

    private void planFolder(List<Change> changes) throws CommandFailedException {
        if (client.find("/api/folders/" + FOLDER).isEmpty()) {
            JsonObject body =
                    Json.object().put("uid", FOLDER).put("title", FOLDER_TITLE).build();
            changes.add(new Change(
                    "make the folder \"" + FOLDER_TITLE + "\"", () -> client.send("POST", "/api/folders", body)));
        }
    }

    private void planDashboard(List<Change> changes, DashboardFile dashboard) throws CommandFailedException {
        JsonObject desired = dashboard.json();
        Optional<JsonObject> existing = object(client.find("/api/dashboards/uid/" + dashboard.uid()))
                .flatMap(response -> response.object("dashboard"));
        if (existing.isPresent() && JsonSubset.contains(existing.get(), desired)) {
            return;
        }
        // With the version that was compared, the server refuses if somebody has saved it since.
        JsonObject versioned = existing.flatMap(one -> one.get("version"))
                .map(version -> withVersion(desired, version))
                .orElse(desired);
        JsonObject body = Json.object()
                .put("dashboard", versioned)
                .put("folderUid", FOLDER)
                .put("overwrite", false)
                .put("message", "peace grafana push")
                .build();
        changes.add(new Change(
                (existing.isEmpty() ? "make" : "replace") + " the dashboard \"" + dashboard.title() + "\"",
                () -> client.send("POST", "/api/dashboards/db", body)));
    }

    private static JsonObject withVersion(JsonObject dashboard, Json version) {
        Json.ObjectBuilder copy = Json.object();
        dashboard.members().forEach(copy::put);
        return copy.put("version", version).build();
    }

    /** Node Exporter Full: the server itself fetches it from grafana.com. */
    private void planNodeDashboard(List<Change> changes, String sourceUid) throws CommandFailedException {
        for (JsonObject found : objects(client.get("/api/search?type=dash-db&query=Node%20Exporter%20Full"))) {
            if (text(found, "title").equals("Node Exporter Full")) {
                return;
            }
        }
        changes.add(new Change("import dashboard " + NODE_DASHBOARD + " (Node Exporter Full)", () -> {
            JsonObject fetched = object(client.find("/api/gnet/dashboards/" + NODE_DASHBOARD))
                    .flatMap(response -> response.object("json"))
                    .orElseThrow(() -> new CommandFailedException("Grafana could not fetch dashboard " + NODE_DASHBOARD
                            + " from grafana.com. Everything before it is done; run the command again later."));
            List<JsonObject> inputs = new ArrayList<>();
            for (Json listed : fetched.items("__inputs")) {
                if (listed instanceof JsonObject input
                        && text(input, "pluginId").equals("prometheus")) {
                    inputs.add(Json.object()
                            .put("name", text(input, "name"))
                            .put("type", "datasource")
                            .put("pluginId", "prometheus")
                            .put("value", sourceUid)
                            .build());
                }
            }
            client.send(
                    "POST",
                    "/api/dashboards/import",
                    Json.object()
                            .put("dashboard", fetched)
                            .put("folderUid", FOLDER)
                            .put("overwrite", true)
                            .put("inputs", inputs)
                            .build());
        }));
    }

    private void planRules(List<Change> changes, String sourceUid) throws CommandFailedException {
        Optional<Json> existing = client.find(RULES_PATH);
        JsonObject desired = GrafanaRules.group(
                FOLDER, sourceUid, existing.map(KeepFiring::of).orElse(KeepFiring.API));
        if (existing.isEmpty() || !JsonSubset.contains(existing.get(), desired)) {
            changes.add(new Change(
                    (existing.isEmpty() ? "make" : "replace") + " the group of alert rules \"" + GrafanaRules.GROUP
                            + "\" (" + desired.items("rules").size() + " rules)",
                    () -> client.send("PUT", RULES_PATH, desired)));
        }
    }

    private void planContactPoint(List<Change> changes, String addresses) throws CommandFailedException {
        JsonObject desired = GrafanaNotifications.contactPoint(addresses);
        String path = CONTACT_POINTS_PATH + "?name="
                + URLEncoder.encode(GrafanaNotifications.CONTACT_POINT, StandardCharsets.UTF_8);
        Optional<JsonObject> existing = objects(client.get(path)).stream()
                .filter(one -> text(one, "uid").equals(GrafanaNotifications.CONTACT_POINT_UID))
                .findFirst();
        if (existing.isEmpty()) {
            changes.add(new Change(
                    "make the contact point \"" + GrafanaNotifications.CONTACT_POINT + "\" (mail to " + addresses + ")",
                    () -> client.send("POST", CONTACT_POINTS_PATH, desired)));
        } else if (!JsonSubset.contains(existing.get(), desired)) {
            changes.add(new Change(
                    "change the contact point \"" + GrafanaNotifications.CONTACT_POINT + "\" (mail to " + addresses
                            + ")",
                    () -> client.send(
                            "PUT", CONTACT_POINTS_PATH + "/" + GrafanaNotifications.CONTACT_POINT_UID, desired)));
        }
    }

    private void planPolicy(List<Change> changes) throws CommandFailedException {
        if (GrafanaNotifications.withOurRoute(policyTree()).isPresent()) {
            changes.add(new Change(
                    "add one route to the notification policies, and leave the others as they are", () -> {
                        // Read once more: a PUT replaces the whole tree, with whatever others added since.
                        Optional<JsonObject> merged = GrafanaNotifications.withOurRoute(policyTree());
                        if (merged.isPresent()) {
                            client.send("PUT", POLICIES_PATH, merged.get());
                        }
                    }));
        }
    }

    private JsonObject policyTree() throws CommandFailedException {
        return object(Optional.of(client.get(POLICIES_PATH)))
                .orElseThrow(() -> new CommandFailedException(
                        "Grafana's notification policies could not be understood: they are left alone."));
    }

    private static Optional<JsonObject> object(Optional<Json> response) {
        return response.filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    private static List<JsonObject> objects(Json response) {
        List<JsonObject> objects = new ArrayList<>();
        if (response instanceof JsonArray array) {
            for (Json item : array.items()) {
                if (item instanceof JsonObject object) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }

    private static String text(JsonObject object, String member) {
        return object.text(member).orElse("");
    }
}
