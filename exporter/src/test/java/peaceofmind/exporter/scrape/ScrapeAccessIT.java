// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.testkit.TestCertificateAuthority;

/** Targets with authentication, and with certificates of a private CA: real servers on the loopback interface. */
class ScrapeAccessIT {

    @TempDir
    private Path folder;

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void basicAuthenticationWorksAndAWrongPasswordIsLoggedOnceWithoutThePassword() throws Exception {
        Path password = secret("password", "geheim\n");
        int port = serve(HttpServer.create(anyPort(), 0), "Basic Z3ltOmdlaGVpbQ==");
        ScrapeTarget target = target("http://127.0.0.1:" + port, ", username: gym, password_file: " + password);
        assertThat(up(target)).isEqualTo(1);
        secret("password", "wrong");
        assertThat(up(target)).isZero();
        assertThat(up(target)).isZero();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("it rejected user gym or the password in " + password + " (401)")
                .doesNotContain("geheim", "wrong");
        secret("password", "geheim");
        assertThat(up(target)).as("fixed without a restart").isEqualTo(1);
    }

    @Test
    void aBearerTokenWorksAndAMissingFileIsLogged() throws Exception {
        int port = serve(HttpServer.create(anyPort(), 0), "Bearer 4711");
        Path token = folder.resolve("token");
        ScrapeTarget target = target("http://127.0.0.1:" + port, ", bearer_token_file: " + token);
        assertThat(up(target)).isZero();
        assertThat(warnings).singleElement().asString().contains("the secret " + token + " cannot be read");
        secret("token", "4711\n");
        assertThat(up(target)).isEqualTo(1);
        assertThat(up(target("http://127.0.0.1:" + port, ""))).isZero();
        assertThat(warnings.getLast()).contains("it rejected a request without a user");
    }

    @Test
    void aPrivateAuthorityIsTrustedIfConfiguredAndLoggedAsUntrustedIfNot() throws Exception {
        TestCertificateAuthority authority = TestCertificateAuthority.create(folder);
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(authority.serverContext("localhost", "-1d", 30)));
        String url = "https://localhost:" + serve(server, "Bearer 4711");
        Path token = secret("token", "4711");
        assertThat(up(target(url, ", bearer_token_file: " + token))).isZero();
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("the certificate of localhost is not trusted", "ca_file");
        assertThat(up(target(url, ", bearer_token_file: " + token + ", ca_file: " + authority.certificate())))
                .isEqualTo(1);
        assertThat(up(target(url.replace("localhost", "127.0.0.1"), ", ca_file: " + authority.certificate())))
                .isZero();
        assertThat(warnings.getLast()).contains("issued for another name");
        assertThat(up(target(url.replace("https", "http"), ""))).isZero();
    }

    @Test
    void mistakesInTheConfigurationAreReportedBeforeAnythingRuns() throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", """
                scrape:
                  targets:
                    - {job: a, url: 'http://gym:pass@localhost/metrics', username: gym}
                    - {job: b, url: 'http://localhost/metrics', username: gym, password_file: /p, bearer_token_file: /t}
                """);
        ScrapeTargetConfig.readAll(document);
        assertThat(catchThrowable(() -> document.check(Set.of())))
                .hasMessageContaining("use username and password_file")
                .hasMessageContaining("set both or neither")
                .hasMessageContaining("set a user or a token, not both");
    }

    private static double up(ScrapeTarget target) {
        target.scrape();
        return LatestFamilies.of(target).stream()
                .filter(family -> family.name().equals("up"))
                .findFirst()
                .orElseThrow()
                .samples()
                .getFirst()
                .value();
    }

    private ScrapeTarget target(String url, String more) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse(
                "test",
                "scrape: {targets: [{job: t, timeout: 1min, interval: 1min, url: '" + url + "/metrics'" + more + "}]}");
        return new ScrapeTarget(
                ScrapeTargetConfig.readAll(document).getFirst(), "gym-7", Clock.system(), warnings::add);
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private int serve(HttpServer server, String authorization) {
        server.createContext("/metrics", exchange -> respond(exchange, authorization));
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    private static void respond(HttpExchange exchange, String authorization) throws IOException {
        try (exchange) {
            boolean known = authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = "a 1\n".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
