// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.json.Json;

/** Behind a small reverse proxy that serves the page below {@code /gym-1}, under a name of its own. */
class ReverseProxyTest {

    private static final String PREFIX = "/gym-1";
    private static final String PUBLIC_NAME = "devices.example";
    private static final String BROWSER = "192.0.2.7";
    private static final String NAMES = "host_names: [" + PUBLIC_NAME + "]";
    private static final String TRUST = "trusted_proxies: [127.0.0.1]";
    private static final List<String> PASSED_ON = List.of("Cookie", "Content-Type", "Origin", "X-Peace-Token");

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer proxy;
    private String upstream = "";
    private boolean stripsPrefix = true;

    @BeforeEach
    void start() throws IOException {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", this::forward);
        proxy.start();
    }

    @AfterEach
    void stop() {
        proxy.stop(0);
        http.close();
    }

    @Test
    void everythingThatThePageLoadsIsBelowItsPath() throws Exception {
        try (ServedDashboard _ = dashboard(NAMES, TRUST, "read_without_login: true")) {
            String page = get("/").body();
            TreeSet<String> urls = new TreeSet<>(matches(page, "(?:href|src)=\"([^\"#]+)\""));
            for (String script :
                    List.of("main.js", "panels.js", "charts.js", "incidents.js", "logs.js", "actions.js")) {
                urls.add(script);
                String text = get("/" + script).body();
                assertThat(text).as(script).doesNotContainPattern("[\"'`]/(api|[a-z]+\\.js)");
                urls.addAll(matches(text, "(?:from|import\\() ?\"([^\"]+)\""));
                urls.addAll(matches(text, "\"(api/v1/[a-z]+\\?range=)"));
            }
            assertThat(urls).contains("./format.js", "style.css", "api/v1/charts?range=");
            for (String url : urls) {
                URI absolute = publicUrl("/").resolve(url.endsWith("range=") ? url + "1h" : url);
                assertThat(absolute.getPath()).startsWith(PREFIX + "/");
                assertThat(http.send(HttpRequest.newBuilder(absolute).build(), BodyHandlers.discarding())
                                .statusCode())
                        .as(url)
                        .isEqualTo(200);
            }
            assertThat(get("/manifest.webmanifest").body()).contains("\"start_url\":\"./\"");
        }
    }

    @Test
    void loginAndActionsWorkAndTheCookieIsForThisDeviceOnly() throws Exception {
        try (ServedDashboard _ = dashboard(NAMES, TRUST)) {
            HttpResponse<String> login = logIn(ServedDashboard.PASSWORD);
            assertThat(login.statusCode()).as(login.body()).isEqualTo(200);
            String cookie = login.headers().firstValue("Set-Cookie").orElse("");
            assertThat(cookie).contains("; Path=" + PREFIX + "/;", "; Secure");
            assertThat(get("/api/v1/state", "Cookie", cookie.split(";", 2)[0]).statusCode())
                    .isEqualTo(200);
            HttpResponse<String> action = post(
                    "/api/v1/actions",
                    Json.object().put("action", "release").build().toJson(),
                    "Cookie",
                    cookie.split(";", 2)[0],
                    "X-Peace-Token",
                    Json.parseObject(login.body()).text("csrf").orElseThrow());
            assertThat(action.statusCode())
                    .as("the watchdog is not running: " + action.body())
                    .isEqualTo(503);
        }
    }

    @Test
    void aProxyThatLeavesThePathAndSendsNoPrefixNeedsTheBasePath() throws Exception {
        stripsPrefix = false;
        try (ServedDashboard dashboard = dashboard(NAMES, "base_path: " + PREFIX, "read_without_login: true")) {
            assertThat(get("/style.css").statusCode()).isEqualTo(200);
            assertThat(get("/api/v1/state").statusCode()).isEqualTo(200);
            assertThat(dashboard.get("style.css").statusCode()).as("directly").isEqualTo(200);
            HttpResponse<String> withoutSlash = get("");
            assertThat(withoutSlash.statusCode()).isEqualTo(308);
            assertThat(withoutSlash.headers().firstValue("Location")).contains(PREFIX + "/");
            assertThat(logIn(ServedDashboard.PASSWORD)
                            .headers()
                            .firstValue("Set-Cookie")
                            .orElse(""))
                    .contains("; Path=" + PREFIX + "/;");
        }
    }

    @Test
    void whoGuessesBehindTheProxyIsKnownByTheLastAddressThatTheProxyAdded() throws Exception {
        try (ServedDashboard dashboard = dashboard(NAMES, TRUST)) {
            for (int n = 0; n < LoginLimit.FREE_ATTEMPTS; n++) {
                assertThat(logIn("wrong").statusCode()).isEqualTo(401);
            }
            assertThat(logIn("wrong").statusCode())
                    .as("whatever it claims to be")
                    .isEqualTo(429);
            assertThat(dashboard.logIn().statusCode()).as("another address").isEqualTo(200);
        }
    }

    @Test
    void headersOfWhoeverIsNoProxyOfOursDoNotCount() throws Exception {
        try (ServedDashboard dashboard = dashboard("trusted_proxies: [192.0.2.1]")) {
            HttpResponse<String> login = dashboard.post(
                    "api/v1/login",
                    Json.object().put("password", ServedDashboard.PASSWORD).build(),
                    "X-Forwarded-Prefix",
                    "/evil",
                    "X-Forwarded-Proto",
                    "https",
                    "X-Forwarded-Host",
                    "evil.example");
            assertThat(login.headers().firstValue("Set-Cookie").orElse(""))
                    .contains("; Path=/;")
                    .doesNotContain("Secure");
        }
    }

    @Test
    void aHostNameThatIsNotOursIsRejectedBehindTheProxyToo() throws Exception {
        try (ServedDashboard _ = dashboard(TRUST)) {
            assertThat(get("/").statusCode()).isEqualTo(421);
        }
    }

    private ServedDashboard dashboard(String... more) throws Exception {
        ServedDashboard dashboard = new ServedDashboard(folder, new LatestBatch(), Optional.empty(), http, more);
        upstream = dashboard.url();
        return dashboard;
    }

    /** As nginx or Caddy do it, with one more header for each request: the address that the browser claims to have. */
    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString();
            if (stripsPrefix) {
                path = path.replaceFirst("^" + PREFIX, "");
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(upstream).resolve(path))
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()));
            for (String header : PASSED_ON) {
                exchange.getRequestHeaders()
                        .getOrDefault(header, List.of())
                        .forEach(value -> request.header(header, value));
            }
            if (stripsPrefix) {
                request.header("X-Forwarded-Prefix", PREFIX);
            }
            request.header("X-Forwarded-For", "10.0.0." + System.nanoTime() % 250 + ", " + BROWSER);
            request.header("X-Forwarded-Host", PUBLIC_NAME).header("X-Forwarded-Proto", "https");
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            for (String header : List.of("Content-Type", "Set-Cookie", "Location")) {
                response.headers()
                        .firstValue(header)
                        .ifPresent(value -> exchange.getResponseHeaders().set(header, value));
            }
            exchange.sendResponseHeaders(
                    response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private URI publicUrl(String path) {
        return URI.create("http://127.0.0.1:" + proxy.getAddress().getPort() + PREFIX + path);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(HttpRequest.newBuilder(publicUrl(path)), headers);
    }

    private HttpResponse<String> logIn(String password) throws Exception {
        return post(
                "/api/v1/login", Json.object().put("password", password).build().toJson());
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(publicUrl(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        return send(stripsPrefix ? request.header("Origin", "https://" + PUBLIC_NAME) : request, headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws Exception {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static List<String> matches(String text, String regex) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(regex).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
