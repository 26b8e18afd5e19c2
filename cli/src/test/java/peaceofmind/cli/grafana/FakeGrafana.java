// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** Enforces what Grafana's HTTP API documents: tokens, uids, versions, folders and receivers that must exist. */
final class FakeGrafana implements AutoCloseable {

    static final String TOKEN = "glsa_test";
    private static final String RULES = "/api/v1/provisioning/folder/peace-of-mind/rule-groups/peace";

    final Map<String, Json> folders = new LinkedHashMap<>();
    final Map<String, JsonObject> dashboards = new LinkedHashMap<>();
    final Map<String, JsonObject> contacts = new LinkedHashMap<>();
    final List<String> writes = new ArrayList<>();
    Optional<JsonObject> rules = Optional.empty();
    JsonObject policies = Json.object()
            .put("receiver", "ops")
            .put(
                    "routes",
                    List.of(Json.object()
                            .put("receiver", "ops")
                            .put("object_matchers", List.of(Json.texts(List.of("team", "=", "db"))))
                            .build()))
            .build();
    String sources = "[{\"uid\":\"prom1\",\"name\":\"stack-prom\",\"type\":\"prometheus\",\"isDefault\":true},"
            + "{\"uid\":\"usage\",\"name\":\"grafanacloud-usage\",\"type\":\"prometheus\",\"isDefault\":false},"
            + "{\"uid\":\"loki1\",\"name\":\"stack-logs\",\"type\":\"loki\",\"isDefault\":false}]";
    boolean galleryReachable = true;

    private record FakeResponse(int status, Json body) {}

    private final HttpServer server;

    FakeGrafana() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean authorised =
                    ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            FakeResponse response = authorised ? respond(method, path, body) : error(401, "Invalid API key");
            if (authorised && !method.equals("GET")) {
                writes.add(method + " " + path + " " + response.status);
            }
            byte[] bytes = response.body.toJson().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(response.status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private FakeResponse respond(String method, String path, String body) {
        try {
            return method.equals("GET") ? read(path) : write(method + " " + path, Json.parseObject(body));
        } catch (JsonException problem) {
            return error(400, "bad request data");
        }
    }

    private FakeResponse read(String path) throws JsonException {
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (path.equals("/api/datasources")) {
            return new FakeResponse(200, Json.parse(sources));
        } else if (path.startsWith("/api/folders/")) {
            return found(Optional.ofNullable(folders.get(last)));
        } else if (path.startsWith("/api/dashboards/uid/")) {
            return found(Optional.ofNullable(dashboards.get(last))
                    .map(one -> Json.object().put("dashboard", one).build()));
        } else if (path.equals("/api/search")) {
            return new FakeResponse(
                    200,
                    Json.array(dashboards.values().stream()
                            .map(one -> Json.object()
                                    .put("title", one.text("title").orElse(""))
                                    .build())
                            .toList()));
        } else if (path.equals("/api/gnet/dashboards/1860")) {
            return galleryReachable
                    ? new FakeResponse(
                            200,
                            Json.parse(
                                    "{\"json\":{\"uid\":\"rYdddlPWk\",\"title\":\"Node Exporter Full\",\"__inputs\":"
                                            + "[{\"name\":\"DS_PROMETHEUS\",\"type\":\"datasource\",\"pluginId\":\"prometheus\"}]}}"))
                    : error(502, "Failed to fetch from grafana.com");
        } else if (path.equals(RULES)) {
            return found(rules);
        } else if (path.equals("/api/v1/provisioning/contact-points")) {
            return new FakeResponse(200, Json.array(List.copyOf(contacts.values())));
        }
        return path.equals("/api/v1/provisioning/policies") ? new FakeResponse(200, policies) : error(404, "Not found");
    }

    private FakeResponse write(String what, JsonObject body) {
        String uid = body.text("uid").orElse("");
        if (what.contains("/contact-points") && isInvalidContact(body)) {
            return error(400, "invalid contact point");
        }
        return switch (what) {
            case "POST /api/folders" ->
                folders.putIfAbsent(uid, body) == null ? new FakeResponse(200, body) : error(409, "already exists");
            case "POST /api/dashboards/db" -> dashboard(body);
            case "POST /api/dashboards/import" -> imported(body);
            case "PUT " + RULES -> putRules(body);
            case "POST /api/v1/provisioning/contact-points" ->
                contacts.putIfAbsent(uid, body) == null ? new FakeResponse(202, body) : error(409, "uid is taken");
            case "PUT /api/v1/provisioning/contact-points/" + GrafanaNotifications.CONTACT_POINT_UID -> {
                contacts.put(GrafanaNotifications.CONTACT_POINT_UID, body);
                yield new FakeResponse(202, body);
            }
            case "PUT /api/v1/provisioning/policies" -> putPolicies(body);
            default -> error(404, "Not found");
        };
    }

    private FakeResponse dashboard(JsonObject body) {
        JsonObject wanted = body.object("dashboard").orElseThrow();
        String uid = wanted.text("uid").orElse("");
        if (uid.length() > 40) {
            return error(400, "uid too long, max 40 characters");
        } else if (!folders.containsKey(body.text("folderUid").orElse(""))) {
            return error(400, "folder not found");
        }
        long version = Optional.ofNullable(dashboards.get(uid))
                .flatMap(one -> one.integer("version"))
                .orElse(0L);
        if (version != wanted.integer("version").orElse(0L)) {
            return error(412, "The dashboard has been changed by someone else");
        }
        dashboards.put(uid, withVersion(wanted, version + 1));
        return new FakeResponse(200, Json.object().put("status", "success").build());
    }

    private FakeResponse imported(JsonObject body) {
        JsonObject wanted = body.object("dashboard").orElseThrow();
        if (body.items("inputs").isEmpty()) {
            return error(400, "inputs are missing");
        }
        dashboards.put(wanted.text("uid").orElseThrow(), withVersion(wanted, 1));
        return new FakeResponse(200, Json.object().put("imported", true).build());
    }

    private static JsonObject withVersion(JsonObject dashboard, long version) {
        return merged(
                dashboard, Json.object().put("id", 17L).put("version", version).build());
    }

    /** The first object with the members of the second in the place of its own. */
    static JsonObject merged(JsonObject base, JsonObject more) {
        Json.ObjectBuilder all = Json.object();
        base.members().forEach(all::put);
        more.members().forEach(all::put);
        return all.build();
    }

    private FakeResponse putRules(JsonObject body) {
        Set<String> uids = new HashSet<>();
        Set<String> titles = new HashSet<>();
        for (Json listed : body.items("rules")) {
            JsonObject rule = (JsonObject) listed;
            Optional<String> problem = problem(rule);
            if (problem.isPresent()) {
                return error(400, "invalid alert rule: " + problem.get());
            } else if (!uids.add(rule.text("uid").orElse(""))
                    || !titles.add(rule.text("title").orElse(""))) {
                return error(409, "rule UID or title is not unique");
            }
        }
        rules = Optional.of(body);
        return new FakeResponse(200, body);
    }

    /** As {@code ProvisionedAlertRule} is validated; the folder and the group are those of the path. */
    private Optional<String> problem(JsonObject rule) {
        Set<String> refs = new HashSet<>();
        for (Json listed : rule.items("data")) {
            JsonObject query = (JsonObject) listed;
            refs.add(query.text("refId").orElse(""));
            String source = query.text("datasourceUid").orElse("");
            if (!source.equals("__expr__") && !sources.contains("\"uid\":\"" + source + "\"")) {
                return Optional.of("data source " + source + " does not exist");
            } else if (query.object("model").isEmpty()
                    || query.object("relativeTimeRange").isEmpty()) {
                return Optional.of("a query without model or relativeTimeRange");
            }
        }
        if (!refs.contains(rule.text("condition").orElse("?"))) {
            return Optional.of("the condition is no query");
        } else if (!rule.text("folderUID").equals(Optional.of("peace-of-mind"))
                || !folders.containsKey("peace-of-mind")
                || !rule.text("ruleGroup").equals(Optional.of("peace"))) {
            return Optional.of("it belongs into another folder or group");
        } else if (!rule.text("noDataState").orElse("").matches("OK|NoData|Alerting|KeepLast")
                || !rule.text("execErrState").orElse("").matches("OK|Error|Alerting|KeepLast")) {
            return Optional.of("unknown noDataState or execErrState");
        }
        boolean fits = rule.text("for").orElse("").matches("\\d+[smhd]")
                && rule.text("uid").orElse("").matches("[a-zA-Z0-9_-]{1,40}")
                && rule.text("title").filter(title -> title.length() <= 190).isPresent()
                && rule.integer("orgID").isPresent();
        return fits ? Optional.empty() : Optional.of("for, uid, title or orgID");
    }

    /** Of type email; other types have other settings. */
    private static boolean isInvalidContact(JsonObject body) {
        return body.text("name").filter(name -> !name.isBlank()).isEmpty()
                || !body.text("type").equals(Optional.of("email"))
                || body.object("settings")
                        .flatMap(settings -> settings.text("addresses"))
                        .filter(addresses -> addresses.contains("@"))
                        .isEmpty();
    }

    private FakeResponse putPolicies(JsonObject body) {
        for (Json route : body.items("routes")) {
            String receiver = ((JsonObject) route).text("receiver").orElse("");
            boolean exists = receiver.equals("ops")
                    || contacts.values().stream()
                            .anyMatch(one -> one.text("name").orElse("").equals(receiver));
            if (!exists) {
                return error(400, "receiver '" + receiver + "' does not exist");
            }
        }
        policies = body;
        return new FakeResponse(202, body);
    }

    private static FakeResponse found(Optional<? extends Json> what) {
        return what.<FakeResponse>map(one -> new FakeResponse(200, one)).orElse(error(404, "Not found"));
    }

    private static FakeResponse error(int status, String message) {
        return new FakeResponse(status, Json.object().put("message", message).build());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
