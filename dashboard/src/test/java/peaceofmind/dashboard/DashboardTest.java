// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.secret.PasswordHash;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;

/** Over real HTTP, with control sockets that respond as the watchdog and the recorder do. */
class DashboardTest {

    private static final String PASSWORD = "correct horse";
    private static final String HASH = PasswordHash.of(PASSWORD.toCharArray()).toText();
    private static final String INCIDENT = "2026-11-25T03-12-00.500_recorder_restart";

    @TempDir
    private Path folder;

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final HttpClient http = HttpClient.newHttpClient();
    private ControlServer watchdog;
    private ControlServer recorder;
    private Dashboard dashboard;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("hash"), HASH);
        Files.writeString(folder.resolve("service.log"), "first\n");
        Path evidence = Files.createDirectories(folder.resolve("evidence").resolve(INCIDENT));
        Files.writeString(evidence.resolve("logs.txt"), "its last words");
        watchdog = controlServer(
                "watchdog.sock", "{'services':[{'name':'recorder','condition':'healthy','silence_seconds':0.2}]}");
        recorder = controlServer("recorder.sock", "{'state':'ready'}");
        dashboard = dashboard("");
    }

    @AfterEach
    void stop() {
        dashboard.close();
        watchdog.close();
        recorder.close();
        http.close();
    }

    @Test
    void withoutALoginOnlyThePageAndTheSessionAreServed() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/session").body()).contains("\"may_read\":false", "\"password_set\":true");
        for (String path : List.of("state", "charts", "logs/service", "live", "evidence/" + INCIDENT + "/logs.txt")) {
            assertThat(get("/api/v1/" + path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(post("/api/v1/actions", "{'action':'reboot','confirm':'gym'}")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void everybodyMayKnowHowItIsAndOnlyReadersWhy() throws Exception {
        HttpResponse<String> up = get("/health");
        assertThat(up.statusCode()).isEqualTo(200);
        assertThat(up.body()).isEqualTo("{\"level\":\"up\"}");
        recorder.close();
        watchdog.close();
        HttpResponse<String> down = get("/health");
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(down.body()).isEqualTo("{\"level\":\"down\"}");
        String cookie = post("/api/v1/login", "{'password':'" + PASSWORD + "'}")
                .headers()
                .firstValue("Set-Cookie")
                .orElse("");
        assertThat(get("/health", "Cookie", cookie.split(";", 2)[0]).body())
                .contains("Neither the recorder nor the watchdog answers", "\"findings\":");
    }

    @Test
    void everyResponseForbidsWhatThePageDoesNotNeed() throws Exception {
        for (String path : List.of("/", "/api/v1/session", "/api/v1/state", "/nothing")) {
            HttpResponse<String> response = get(path);
            String policy =
                    response.headers().firstValue("Content-Security-Policy").orElse("");
            assertThat(policy)
                    .contains("default-src 'none'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        }
        assertThat(get("/").body())
                .doesNotContain("style=")
                .doesNotContain("onclick=")
                .doesNotContain("<script>");
    }

    @Test
    void theRightPasswordLogsInAndTheCookieIsHiddenFromScripts() throws Exception {
        HttpResponse<String> login = post("/api/v1/login", "{'password':'" + PASSWORD + "'}");
        assertThat(login.statusCode()).isEqualTo(200);
        String cookie = login.headers().firstValue("Set-Cookie").orElse("");
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
        assertThat(get("/api/v1/state", "Cookie", cookie.split(";", 2)[0]).body())
                .contains("All is well. Ready; nothing is being recorded.");
    }

    @Test
    void anotherPasswordEndsAllSessionsAndOpenPages() throws Exception {
        List<String> cookies = new ArrayList<>();
        for (int n = 0; n < 2; n++) {
            cookies.add(post("/api/v1/login", "{'password':'" + PASSWORD + "'}")
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElse("")
                    .split(";", 2)[0]);
            assertThat(get("/api/v1/state", "Cookie", cookies.getLast()).statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<InputStream> page = http.send(
                HttpRequest.newBuilder(URI.create(dashboard.url() + "api/v1/live"))
                        .header("Cookie", cookies.getFirst())
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(page.statusCode()).isEqualTo(200);
        Files.writeString(
                folder.resolve("hash"),
                PasswordHash.of("another one".toCharArray()).toText());
        // Ends with the stream; otherwise this would read for ever.
        page.body().readAllBytes();
        for (String cookie : cookies) {
            assertThat(get("/api/v1/state", "Cookie", cookie).statusCode()).isEqualTo(401);
            assertThat(get("/api/v1/session", "Cookie", cookie).body()).contains("\"logged_in\":false");
        }
        Files.writeString(folder.resolve("hash"), HASH);
        assertThat(get("/api/v1/state", "Cookie", cookies.getLast()).statusCode())
                .as("a session that is over does not come back with its password")
                .isEqualTo(401);
    }

    @Test
    void guessingIsSlowedDown() throws Exception {
        for (int i = 0; i < LoginLimit.FREE_ATTEMPTS; i++) {
            assertThat(post("/api/v1/login", "{'password':'guess" + i + "'}").statusCode())
                    .isEqualTo(401);
        }
        HttpResponse<String> right = post("/api/v1/login", "{'password':'" + PASSWORD + "'}");
        assertThat(right.statusCode()).isEqualTo(429);
        assertThat(right.body()).contains("try again in");
    }

    @Test
    void actionsRequireTheTokenAndOurOwnOrigin() throws Exception {
        String[] login = login();
        String restart = "{'action':'restart','service':'recorder'}";
        assertThat(post("/api/v1/actions", restart, "Cookie", login[0]).statusCode())
                .as("no token")
                .isEqualTo(403);
        assertThat(post(
                                "/api/v1/actions",
                                restart,
                                "Cookie",
                                login[0],
                                "X-Peace-Token",
                                login[1],
                                "Origin",
                                "http://evil.example")
                        .statusCode())
                .as("another site")
                .isEqualTo(403);
        assertThat(requests).as("the watchdog receives nothing").noneMatch(request -> request.contains("restart"));
        HttpResponse<String> done = post("/api/v1/actions", restart, "Cookie", login[0], "X-Peace-Token", login[1]);
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(requests)
                .anyMatch(request -> request.contains("\"command\":\"restart\"")
                        && request.contains("\"for\":\"dashboard, 127.0.0.1\""));
    }

    @Test
    void aRebootRequiresTheNameOfTheDevice() throws Exception {
        String[] login = login();
        HttpResponse<String> other = post(
                "/api/v1/actions",
                "{'action':'reboot','confirm':'gim'}",
                "Cookie",
                login[0],
                "X-Peace-Token",
                login[1]);
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("type the device's name: gym");
        assertThat(requests).noneMatch(request -> request.contains("reboot"));
        assertThat(post(
                                "/api/v1/actions",
                                "{'action':'reboot','confirm':'gym'}",
                                "Cookie",
                                login[0],
                                "X-Peace-Token",
                                login[1])
                        .statusCode())
                .isEqualTo(200);
        assertThat(requests).anyMatch(request -> request.contains("\"command\":\"reboot\""));
    }

    @Test
    void recorderActionsAreRecordedInTheWatchdogsJournal() throws Exception {
        String[] login = login();
        for (String action : List.of("stop", "extend")) {
            post(
                    "/api/v1/actions",
                    "{'action':'" + action + "_recording'}",
                    "Cookie",
                    login[0],
                    "X-Peace-Token",
                    login[1]);
            assertThat(requests)
                    .anyMatch(request ->
                            request.startsWith("recorder.sock") && request.contains("\"command\":\"" + action + "\""));
            assertThat(requests)
                    .anyMatch(request ->
                            request.contains("\"command\":\"note\"") && request.contains(action + " the recording"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'action':'hold','minutes':0}",
                "{'action':'hold','minutes':99999}",
                "{'action':'hold'}",
                "{'action':'restart'}",
                "{'action':'format'}",
                "{}",
                "[]",
                "not json"
            })
    void invalidActionsAreRejectedAndReachNoDaemon(String body) throws Exception {
        String[] login = login();
        requests.clear();
        HttpResponse<String> response = post("/api/v1/actions", body, "Cookie", login[0], "X-Peace-Token", login[1]);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(requests).isEmpty();
    }

    @Test
    void anUnknownHostNameIsRejectedAgainstDnsRebinding() throws Exception {
        assertThat(raw("GET /api/v1/session HTTP/1.1\r\nHost: evil.example:80\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
        assertThat(raw("GET /api/v1/session HTTP/1.1\r\nHost: localhost:80\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void anOversizedOrMistypedRequestIsRejected() throws Exception {
        assertThat(post("/api/v1/login", "{'password':'" + "x".repeat(20_000) + "'}")
                        .statusCode())
                .isEqualTo(413);
        HttpRequest form = HttpRequest.newBuilder(URI.create(dashboard.url() + "api/v1/login"))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(http.send(form, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(415);
    }

    @Test
    void onlyEvidenceIsServedFromTheEvidenceFolder() throws Exception {
        String cookie = login()[0];
        assertThat(get("/api/v1/evidence/" + INCIDENT + "/logs.txt", "Cookie", cookie)
                        .body())
                .isEqualTo("its last words");
        for (String path : List.of(
                INCIDENT + "/..%2f..%2fhash",
                "..%2f/hash",
                INCIDENT + "/nothing.txt",
                "../../hash",
                INCIDENT + "/.hidden.txt")) {
            assertThat(get("/api/v1/evidence/" + path, "Cookie", cookie).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        Files.createSymbolicLink(
                folder.resolve("evidence").resolve(INCIDENT).resolve("link.txt"), folder.resolve("hash"));
        assertThat(get("/api/v1/evidence/" + INCIDENT + "/link.txt", "Cookie", cookie)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theStreamSendsStatesAndLogLinesAsTheyAppear() throws Exception {
        try (Dashboard open = dashboard("  read_without_login: true\n")) {
            HttpResponse<InputStream> stream = http.send(
                    HttpRequest.newBuilder(URI.create(open.url() + "api/v1/live?log=service"))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
                awaitLine(lines, "\"text\":\"first\"");
                awaitLine(lines, "event: state");
                Files.writeString(folder.resolve("service.log"), "first\nERROR second\n");
                awaitLine(lines, "\"level\":\"error\",\"text\":\"ERROR second\"");
                awaitLine(lines, "event: state");
            }
        }
    }

    @Test
    void theNumberOfOpenPagesIsBounded() throws Exception {
        try (Dashboard open = dashboard("  read_without_login: true\n")) {
            List<InputStream> pages = new ArrayList<>();
            HttpRequest request = HttpRequest.newBuilder(URI.create(open.url() + "api/v1/live"))
                    .build();
            for (int i = 0; i < LiveStream.MAX_PAGES_PER_CLIENT; i++) {
                HttpResponse<InputStream> page = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                assertThat(page.statusCode()).isEqualTo(200);
                pages.add(page.body());
            }
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(503);
            for (InputStream page : pages) {
                page.close();
            }
        }
    }

    @Test
    void aMissingWatchdogIsShownWithWhatToDo() throws Exception {
        watchdog.close();
        assertThat(get("/api/v1/state", "Cookie", login()[0]).body())
                .contains("nobody watches the recorder", "step 3", "is not running");
    }

    @Test
    void aFileThatTheBrowserHasIsNotSentAgain() throws Exception {
        String tag = get("/main.js").headers().firstValue("ETag").orElseThrow();
        assertThat(get("/main.js", "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void theWholePageWeighsLessThan150KB() throws Exception {
        int bytes = 0;
        Matcher names = Pattern.compile("(?:src|href)=\"([^#\"]+)\"").matcher(get("/").body());
        List<String> files = new ArrayList<>(List.of(
                "/", "/charts.js", "/logs.js", "/incidents.js", "/uplot/uPlot.iife.min.js", "/uplot/uPlot.min.css"));
        while (names.find()) {
            files.add("/" + names.group(1));
        }
        for (String file : files.stream().distinct().toList()) {
            HttpResponse<String> response = get(file);
            assertThat(response.statusCode()).as(file).isEqualTo(200);
            bytes += response.body().getBytes(StandardCharsets.UTF_8).length;
        }
        assertThat(bytes).as("uncompressed").isLessThan(150_000);
    }

    private Dashboard dashboard(String more) throws Exception {
        Path yaml = Files.writeString(folder.resolve("peace.yaml"), """
                device:
                  name: gym
                dashboard:
                  port: 0
                  password_hash_file: %1$s/hash
                  recorder_socket: %1$s/recorder.sock
                  evidence_dir: %1$s/evidence
                  service_log: %1$s/service.log
                """.formatted(folder) + more);
        ConfigDocument document = ConfigDocument.read(yaml);
        DashboardConfig config = DashboardConfig.read(document);
        DeviceConfig device = DeviceConfig.read(document);
        document.check(DeviceConfig.ALL_SECTIONS);
        Dashboard.DataSources sources = new Dashboard.DataSources(
                new LatestBatch(), (_, _, _, _) -> List.of(), Optional.empty(), folder.resolve("watchdog.sock"));
        return new Dashboard(config, device, sources, Clock.system(), _ -> {});
    }

    private ControlServer controlServer(String name, String status) throws IOException {
        return ControlServer.listen(folder.resolve(name), "rw-rw----", (request, _) -> {
            requests.add(name + " " + request.toJson());
            try {
                return request.text("command").filter("status"::equals).isPresent()
                        ? Json.parseObject(status.replace('\'', '"'))
                        : Json.object().put("message", "accepted").build();
            } catch (peaceofmind.heartbeat.json.JsonException malformed) {
                throw new IllegalStateException(malformed);
            }
        });
    }

    /** Cookie and token. */
    private String[] login() throws Exception {
        HttpResponse<String> response = post("/api/v1/login", "{'password':'" + PASSWORD + "'}");
        String cookie = response.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
        return new String[] {
            cookie, Json.parseObject(response.body()).text("csrf").orElse("")
        };
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(dashboard.url() + path.substring(1)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(dashboard.url() + path.substring(1)))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(dashboard.address().getAddress(), dashboard.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void awaitLine(BufferedReader lines, String part) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(part)) {
                return;
            }
        }
        throw new AssertionError("the stream was closed without " + part);
    }
}
