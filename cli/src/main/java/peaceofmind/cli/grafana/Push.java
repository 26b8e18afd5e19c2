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

/** Compares what a Grafana server has with what it should have. Looking changes nothing; the steps do. */
final class Push {

    static final String FOLDER = "peace-of-mind";
    private static final String FOLDER_TITLE = "Peace of Mind";
    private static final String NODE_DASHBOARD = "1860";
    private static final String RULES = "/api/v1/provisioning/folder/" + FOLDER + "/rule-groups/" + GrafanaRules.GROUP;
    private static final String CONTACTS = "/api/v1/provisioning/contact-points";
    private static final String POLICIES = "/api/v1/provisioning/policies";

    private final GrafanaServer server;
    private final Optional<String> email;
    private final Optional<String> source;

    /**
     * @param email who is told, addresses with semicolons between them; empty leaves notifications alone
     * @param source name or uid of the Prometheus data source; empty takes the one that is obvious
     */
    Push(GrafanaServer server, Optional<String> email, Optional<String> source) {
        this.server = server;
        this.email = email;
        this.source = source;
    }

    /** What is to be done, in that order; none when all is there. */
    List<Change> changes() throws CommandFailedException {
        List<Change> changes = new ArrayList<>();
        String sourceUid = sourceUid();
        folder(changes);
        dashboard(changes, RecorderDashboard.dashboard());
        dashboard(changes, FleetDashboard.dashboard());
        rules(changes, sourceUid);
        if (email.isPresent()) {
            contact(changes, email.get());
            policy(changes);
        }
        // Last: what comes from elsewhere can fail, and keeps nothing else from being done.
        nodeDashboard(changes, sourceUid);
        return changes;
    }

    private String sourceUid() throws CommandFailedException {
        List<JsonObject> found = objects(server.get("/api/datasources")).stream()
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

    private void folder(List<Change> changes) throws CommandFailedException {
        if (server.find("/api/folders/" + FOLDER).isEmpty()) {
            JsonObject body =
                    Json.object().put("uid", FOLDER).put("title", FOLDER_TITLE).build();
            changes.add(new Change(
                    "make the folder \"" + FOLDER_TITLE + "\"", () -> server.send("POST", "/api/folders", body)));
        }
    }

    private void dashboard(List<Change> changes, Dashboard dashboard) throws CommandFailedException {
        JsonObject wanted = dashboard.json();
        Optional<JsonObject> present = object(server.find("/api/dashboards/uid/" + dashboard.uid()))
                .flatMap(answer -> answer.object("dashboard"));
        if (present.isPresent() && Sameness.covers(present.get(), wanted)) {
            return;
        }
        // With the version that was looked at, the server refuses when somebody saved it since.
        JsonObject versioned = present.flatMap(one -> one.get("version"))
                .map(version -> Panel.merged(
                        wanted, Json.object().put("version", version).build()))
                .orElse(wanted);
        JsonObject body = Json.object()
                .put("dashboard", versioned)
                .put("folderUid", FOLDER)
                .put("overwrite", false)
                .put("message", "peace grafana push")
                .build();
        changes.add(new Change(
                (present.isEmpty() ? "make" : "replace") + " the dashboard \"" + dashboard.title() + "\"",
                () -> server.send("POST", "/api/dashboards/db", body)));
    }

    /** Node Exporter Full: the server itself fetches it from grafana.com. */
    private void nodeDashboard(List<Change> changes, String sourceUid) throws CommandFailedException {
        for (JsonObject found : objects(server.get("/api/search?type=dash-db&query=Node%20Exporter%20Full"))) {
            if (text(found, "title").equals("Node Exporter Full")) {
                return;
            }
        }
        changes.add(new Change("import dashboard " + NODE_DASHBOARD + " (Node Exporter Full)", () -> {
            JsonObject fetched = object(server.find("/api/gnet/dashboards/" + NODE_DASHBOARD))
                    .flatMap(answer -> answer.object("json"))
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
            server.send(
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

    private void rules(List<Change> changes, String sourceUid) throws CommandFailedException {
        Optional<Json> present = server.find(RULES);
        JsonObject wanted = GrafanaRules.group(
                FOLDER, sourceUid, present.map(KeepFiring::of).orElse(KeepFiring.API));
        if (present.isEmpty() || !Sameness.covers(present.get(), wanted)) {
            changes.add(new Change(
                    (present.isEmpty() ? "make" : "replace") + " the group of alert rules \"" + GrafanaRules.GROUP
                            + "\" (" + wanted.items("rules").size() + " rules)",
                    () -> server.send("PUT", RULES, wanted)));
        }
    }

    private void contact(List<Change> changes, String addresses) throws CommandFailedException {
        JsonObject wanted = Notifications.contactPoint(addresses);
        String named = CONTACTS + "?name=" + URLEncoder.encode(Notifications.CONTACT, StandardCharsets.UTF_8);
        Optional<JsonObject> present = objects(server.get(named)).stream()
                .filter(one -> text(one, "uid").equals(Notifications.CONTACT_UID))
                .findFirst();
        if (present.isEmpty()) {
            changes.add(new Change(
                    "make the contact point \"" + Notifications.CONTACT + "\" (mail to " + addresses + ")",
                    () -> server.send("POST", CONTACTS, wanted)));
        } else if (!Sameness.covers(present.get(), wanted)) {
            changes.add(new Change(
                    "change the contact point \"" + Notifications.CONTACT + "\" (mail to " + addresses + ")",
                    () -> server.send("PUT", CONTACTS + "/" + Notifications.CONTACT_UID, wanted)));
        }
    }

    private void policy(List<Change> changes) throws CommandFailedException {
        if (Notifications.merged(tree()).isPresent()) {
            changes.add(new Change(
                    "add one route to the notification policies, and leave the others as they are", () -> {
                        // Read once more: a PUT replaces the whole tree, with whatever others added since.
                        Optional<JsonObject> merged = Notifications.merged(tree());
                        if (merged.isPresent()) {
                            server.send("PUT", POLICIES, merged.get());
                        }
                    }));
        }
    }

    private JsonObject tree() throws CommandFailedException {
        return object(Optional.of(server.get(POLICIES)))
                .orElseThrow(() -> new CommandFailedException(
                        "Grafana's notification policies could not be understood: they are left alone."));
    }

    private static Optional<JsonObject> object(Optional<Json> answer) {
        return answer.filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    private static List<JsonObject> objects(Json answer) {
        List<JsonObject> objects = new ArrayList<>();
        if (answer instanceof JsonArray array) {
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
