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

/** Enforces what Grafana's HTTP API documents: tokens, uids, versions, folders that must be there, receivers that must exist. */
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

    private record Answer(int status, Json body) {}

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
            boolean known =
                    ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            Answer answer = known ? answer(method, path, body) : refuse(401, "Invalid API key");
            if (known && !method.equals("GET")) {
                writes.add(method + " " + path + " " + answer.status);
            }
            byte[] bytes = answer.body.toJson().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer answer(String method, String path, String body) {
        try {
            return method.equals("GET") ? read(path) : write(method + " " + path, Json.parseObject(body));
        } catch (JsonException wrong) {
            return refuse(400, "bad request data");
        }
    }

    private Answer read(String path) throws JsonException {
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (path.equals("/api/datasources")) {
            return new Answer(200, Json.parse(sources));
        } else if (path.startsWith("/api/folders/")) {
            return found(Optional.ofNullable(folders.get(last)));
        } else if (path.startsWith("/api/dashboards/uid/")) {
            return found(Optional.ofNullable(dashboards.get(last))
                    .map(one -> Json.object().put("dashboard", one).build()));
        } else if (path.equals("/api/search")) {
            return new Answer(
                    200,
                    Json.array(dashboards.values().stream()
                            .map(one -> Json.object()
                                    .put("title", one.text("title").orElse(""))
                                    .build())
                            .toList()));
        } else if (path.equals("/api/gnet/dashboards/1860")) {
            return galleryReachable
                    ? new Answer(
                            200,
                            Json.parse(
                                    "{\"json\":{\"uid\":\"rYdddlPWk\",\"title\":\"Node Exporter Full\",\"__inputs\":"
                                            + "[{\"name\":\"DS_PROMETHEUS\",\"type\":\"datasource\",\"pluginId\":\"prometheus\"}]}}"))
                    : refuse(502, "Failed to fetch from grafana.com");
        } else if (path.equals(RULES)) {
            return found(rules);
        } else if (path.equals("/api/v1/provisioning/contact-points")) {
            return new Answer(200, Json.array(List.copyOf(contacts.values())));
        }
        return path.equals("/api/v1/provisioning/policies") ? new Answer(200, policies) : refuse(404, "Not found");
    }

    private Answer write(String what, JsonObject body) {
        String uid = body.text("uid").orElse("");
        if (what.contains("/contact-points") && isWrongContact(body)) {
            return refuse(400, "invalid contact point");
        }
        return switch (what) {
            case "POST /api/folders" ->
                folders.putIfAbsent(uid, body) == null ? new Answer(200, body) : refuse(409, "already exists");
            case "POST /api/dashboards/db" -> dashboard(body);
            case "POST /api/dashboards/import" -> imported(body);
            case "PUT " + RULES -> putRules(body);
            case "POST /api/v1/provisioning/contact-points" ->
                contacts.putIfAbsent(uid, body) == null ? new Answer(202, body) : refuse(409, "uid is taken");
            case "PUT /api/v1/provisioning/contact-points/" + Notifications.CONTACT_UID -> {
                contacts.put(Notifications.CONTACT_UID, body);
                yield new Answer(202, body);
            }
            case "PUT /api/v1/provisioning/policies" -> putPolicies(body);
            default -> refuse(404, "Not found");
        };
    }

    private Answer dashboard(JsonObject body) {
        JsonObject wanted = body.object("dashboard").orElseThrow();
        String uid = wanted.text("uid").orElse("");
        if (uid.length() > 40) {
            return refuse(400, "uid too long, max 40 characters");
        } else if (!folders.containsKey(body.text("folderUid").orElse(""))) {
            return refuse(400, "folder not found");
        }
        long version = Optional.ofNullable(dashboards.get(uid))
                .flatMap(one -> one.integer("version"))
                .orElse(0L);
        if (version != wanted.integer("version").orElse(0L)) {
            return refuse(412, "The dashboard has been changed by someone else");
        }
        dashboards.put(uid, saved(wanted, version + 1));
        return new Answer(200, Json.object().put("status", "success").build());
    }

    private Answer imported(JsonObject body) {
        JsonObject wanted = body.object("dashboard").orElseThrow();
        if (body.items("inputs").isEmpty()) {
            return refuse(400, "inputs are missing");
        }
        dashboards.put(wanted.text("uid").orElseThrow(), saved(wanted, 1));
        return new Answer(200, Json.object().put("imported", true).build());
    }

    private static JsonObject saved(JsonObject dashboard, long version) {
        return Panel.merged(
                dashboard, Json.object().put("id", 17L).put("version", version).build());
    }

    private Answer putRules(JsonObject body) {
        Set<String> uids = new HashSet<>();
        Set<String> titles = new HashSet<>();
        for (Json listed : body.items("rules")) {
            JsonObject rule = (JsonObject) listed;
            Optional<String> wrong = wrong(rule);
            if (wrong.isPresent()) {
                return refuse(400, "invalid alert rule: " + wrong.get());
            } else if (!uids.add(rule.text("uid").orElse(""))
                    || !titles.add(rule.text("title").orElse(""))) {
                return refuse(409, "rule UID or title is not unique");
            }
        }
        rules = Optional.of(body);
        return new Answer(200, body);
    }

    /** As {@code ProvisionedAlertRule} is validated; the folder and the group are those of the path. */
    private Optional<String> wrong(JsonObject rule) {
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
    private static boolean isWrongContact(JsonObject body) {
        return body.text("name").filter(name -> !name.isBlank()).isEmpty()
                || !body.text("type").equals(Optional.of("email"))
                || body.object("settings")
                        .flatMap(settings -> settings.text("addresses"))
                        .filter(addresses -> addresses.contains("@"))
                        .isEmpty();
    }

    private Answer putPolicies(JsonObject body) {
        for (Json route : body.items("routes")) {
            String receiver = ((JsonObject) route).text("receiver").orElse("");
            boolean there = receiver.equals("ops")
                    || contacts.values().stream()
                            .anyMatch(one -> one.text("name").orElse("").equals(receiver));
            if (!there) {
                return refuse(400, "receiver '" + receiver + "' does not exist");
            }
        }
        policies = body;
        return new Answer(202, body);
    }

    private static Answer found(Optional<? extends Json> what) {
        return what.<Answer>map(one -> new Answer(200, one)).orElse(refuse(404, "Not found"));
    }

    private static Answer refuse(int status, String message) {
        return new Answer(status, Json.object().put("message", message).build());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
