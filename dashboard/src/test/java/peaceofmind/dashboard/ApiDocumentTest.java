// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.alert.Severity;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;

/** docs/api.md is accurate: every route in it works, and it documents every member of the responses. */
class ApiDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/api.md");
    private static final String INCIDENT = "2026-11-25T03-12-00.500_recorder_restart";
    private static final String STATUS = """
            {'pid':7,'services':[{'name':'recorder','condition':'healthy','silence_seconds':0.2}],
             'events':[{'sequence':1,'time':'2026-11-25T03:12:00Z','kind':'stale','service':'recorder','reason':'silent'}]}""";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AutoCloseable> running = new ArrayList<>();
    private final LatestBatch latest = new LatestBatch();
    private String document = "";

    @BeforeEach
    void start() throws Exception {
        document = Files.readString(DOCUMENT);
        Path evidence = Files.createDirectories(folder.resolve("evidence").resolve(INCIDENT));
        Files.writeString(evidence.resolve("logs.txt"), "its last words");
        Files.writeString(folder.resolve("service.log"), "ERROR no camera\n");
        for (String socket : List.of("watchdog.sock", "recorder.sock")) {
            running.add(ControlServer.listen(folder.resolve(socket), "rw-rw----", (_, _) -> parsed(STATUS)));
        }
        latest.accept(new Batch(
                Instant.parse("2026-11-25T12:00:00Z"),
                List.of(
                        family("node_network_receive_bytes_total", Map.of("device", "eth0")),
                        family("rpi_throttled", Map.of("reason", "under_voltage")),
                        family("recorder_videos_total", Map.of("status", "pending")),
                        family("peace_ship_pending_samples", Map.of("destination", "home")))));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : running) {
            each.close();
        }
        http.close();
    }

    @Test
    void everyMemberOfEveryResponseIsDocumented() throws Exception {
        ServedDashboard served = serve();
        HttpResponse<String> login = served.logIn();
        String cookie = cookie(login);
        String csrf = parsed(login.body()).text("csrf").orElseThrow();
        TreeSet<String> members = new TreeSet<>(members(parsed(login.body())));
        for (String path : List.of("session", "state", "charts?range=1h", "logs/service", "report", "nothing")) {
            members.addAll(members(
                    parsed(served.get("api/v1/" + path, "Cookie", cookie).body())));
        }
        JsonObject release = Json.object().put("action", "release").build();
        members.addAll(members(parsed(served.post("api/v1/actions", release, "Cookie", cookie, "X-Peace-Token", csrf)
                .body())));
        assertThat(members).contains("sentence", "since_boot", "evidence", "labels", "limit_label", "level", "error");
        assertThat(members).allSatisfy(member -> assertThat(document).containsPattern("[`\"]" + member + "[`\"]"));
    }

    @Test
    void everyDocumentedRouteExists() throws Exception {
        ServedDashboard served = serve();
        String cookie = cookie(served.logIn());
        Matcher routes =
                Pattern.compile("^\\| `(GET|POST) ([^`]+)`", Pattern.MULTILINE).matcher(document);
        TreeSet<String> found = new TreeSet<>();
        while (routes.find()) {
            String path = "api/v1/"
                    + routes.group(2)
                            .replace("logs/NAME", "logs/service")
                            .replace("INCIDENT/FILE", INCIDENT + "/logs.txt");
            found.add(routes.group(2).replaceAll("[/?].*", ""));
            if (routes.group(1).equals("POST")) {
                JsonObject nothing = Json.object().build();
                assertThat(served.post(path, nothing, "Cookie", cookie).statusCode())
                        .as(path)
                        .isIn(400, 403);
            } else if (path.contains("videos/content") || path.contains("preview")) {
                // There is no such video, and the preview is off.
                HttpResponse<String> response = served.get(path, "Cookie", cookie);
                assertThat(response.statusCode()).as(path).isEqualTo(404);
                assertThat(response.body()).as(path).doesNotContain("see docs/api.md");
            } else if (!path.contains("live")) {
                assertThat(served.get(path, "Cookie", cookie).statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
        }
        assertThat(found)
                .containsExactly(
                        "actions",
                        "charts",
                        "evidence",
                        "live",
                        "login",
                        "logout",
                        "logs",
                        "preview",
                        "report",
                        "session",
                        "state",
                        "videos");
    }

    private ServedDashboard serve() throws Exception {
        ServedDashboard served = new ServedDashboard(folder, latest, Optional.of(new Alerts()), http);
        running.add(served);
        return served;
    }

    private static String cookie(HttpResponse<String> login) {
        return login.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
    }

    private static Set<String> members(Json json) {
        TreeSet<String> names = new TreeSet<>();
        switch (json) {
            case JsonObject object ->
                object.members().forEach((name, value) -> {
                    names.add(name);
                    // Label names belong to the metrics.
                    if (!name.equals("labels")) {
                        names.addAll(members(value));
                    }
                });
            case JsonArray array -> array.items().forEach(item -> names.addAll(members(item)));
            default -> {}
        }
        return names;
    }

    private static Family family(String name, Map<String, String> labels) {
        return new Family(name, Family.Type.GAUGE, "", List.of(new Family.Sample(labels, 1)));
    }

    private static JsonObject parsed(String text) {
        try {
            return Json.parseObject(text.replace('\'', '"'));
        } catch (JsonException malformed) {
            throw new IllegalStateException(text, malformed);
        }
    }

    private static final class Alerts implements AlertSource {

        @Override
        public List<AlertView> firing() {
            return List.of(new AlertView(
                    "DiskLow", Severity.CRITICAL, "Little room", "step 3", "4 GB", Instant.EPOCH, Optional.empty()));
        }

        @Override
        public List<AlertView> past() {
            return List.of();
        }
    }
}
