// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.http.WebConfigFile;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.metrics.collect.GuardedGroup;
import peaceofmind.metrics.collect.SuppliedCollector;
import peaceofmind.testkit.TestCertificateAuthority;

/** TLS and passwords with real clients: Java's, and curl where it is installed. */
class WebConfigServerTest {

    /** Of "secret" and of "other". */
    private static final String SECRET = "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

    private static final String OTHER = "$2y$05$abcdefghijklmnopqrstuuVQd15VhR/oN1H3pzUR5lME0fZO6.qRW";
    private static final String PAIR = "tls_server_config: {cert_file: server.crt, key_file: server.key%s}\n";
    private static final String ALICE = "basic_auth_users: {alice: '%s'}\n";

    @TempDir
    private static Path certificates = Path.of("");

    private static TestCertificateAuthority authority;

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();
    private Optional<MetricsServer> server = Optional.empty();

    /** Once: each takes a second of processor time. */
    @BeforeAll
    static void createCertificates() throws Exception {
        authority = TestCertificateAuthority.create(certificates);
        authority.writeServerPem(
                "localhost", "-1d", 30, certificates.resolve("server.crt"), certificates.resolve("server.key"));
    }

    @BeforeEach
    void copyCertificates() throws IOException {
        for (String file : List.of("ca.pem", "server.crt", "server.key")) {
            Files.copy(certificates.resolve(file), folder.resolve(file));
        }
    }

    @AfterEach
    void stop() {
        server.ifPresent(MetricsServer::close);
    }

    @Test
    void onlyTheRightPasswordIsServedOverTls() throws Exception {
        serve(PAIR.formatted("") + ALICE.formatted(SECRET));
        assertThat(get(authority, "alice:secret").body()).contains("test_collector_success{collector=\"source\"} 1");
        assertThat(get(authority, "alice:secret").statusCode())
                .as("from the cache")
                .isEqualTo(200);
        for (String wrong : List.of("alice:wrong", "bob:secret", "alice:", ":", "alice")) {
            HttpResponse<String> response = get(authority, wrong);
            assertThat(response.statusCode()).as(wrong).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
            assertThat(response.body()).doesNotContain("test_collector");
        }
        assertThat(get(authority, "").statusCode()).as("no password").isEqualTo(401);
    }

    @Test
    void whoGuessesMustWaitAndTheRightPasswordStillWorks() throws Exception {
        serve(ALICE.formatted(SECRET));
        assertThat(get(authority, "alice:secret").statusCode()).isEqualTo(200);
        List<Integer> statuses = new ArrayList<>();
        for (int guess = 0; guess < 11; guess++) {
            statuses.add(get(authority, "alice:" + guess).statusCode());
        }
        assertThat(statuses.subList(0, 10)).containsOnly(401);
        assertThat(statuses.getLast()).isEqualTo(429);
        assertThat(get(authority, "alice:secret").statusCode()).isEqualTo(200);
    }

    @Test
    void curlIsServedLikewise() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "needs curl, which is not installed");
        serve(PAIR.formatted("") + ALICE.formatted(SECRET));
        String ca = authority.certificate().toString();
        assertThat(curl("--cacert", ca, "--user", "alice:secret")).isEqualTo("200");
        assertThat(curl("--cacert", ca, "--user", "alice:wrong")).isEqualTo("401");
        assertThat(curl("--cacert", ca)).isEqualTo("401");
        assertThat(curl("--user", "alice:secret"))
                .as("an authority that it does not trust")
                .isEqualTo("000");
    }

    @Test
    void aClientThatDoesNotTrustTheCertificateAndOneWithoutTlsAreNotServed() throws Exception {
        serve(PAIR.formatted(""));
        TestCertificateAuthority another =
                TestCertificateAuthority.create(Files.createDirectory(folder.resolve("another")));
        assertThatThrownBy(() -> get(another, "")).isInstanceOf(SSLException.class);
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest plain = HttpRequest.newBuilder(
                            URI.create(url().toString().replace("https:", "http:")))
                    .build();
            assertThatThrownBy(() -> http.send(plain, BodyHandlers.ofString())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anOlderVersionOfTlsThanAllowedIsRefused() throws Exception {
        serve(PAIR.formatted(", min_version: TLS13"));
        SSLParameters old = new SSLParameters();
        old.setProtocols(new String[] {"TLSv1.2"});
        assertThatThrownBy(() -> get(authority.clientContext(Optional.empty()), old, ""))
                .isInstanceOf(IOException.class);
        old.setProtocols(new String[] {"TLSv1.3"});
        assertThat(get(authority.clientContext(Optional.empty()), old, "").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aClientNeedsACertificateOfTheRightAuthority() throws Exception {
        TestCertificateAuthority clients =
                TestCertificateAuthority.create(Files.createDirectory(folder.resolve("clients")));
        serve(PAIR.formatted(
                ", client_auth_type: RequireAndVerifyClientCert, client_ca_file: " + clients.certificate()));
        assertThat(get(authority.clientContext(Optional.of(clients)), new SSLParameters(), "")
                        .statusCode())
                .isEqualTo(200);
        assertThatThrownBy(() -> get(authority.clientContext(Optional.empty()), new SSLParameters(), ""))
                .as("none")
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(authority.clientContext(Optional.of(authority)), new SSLParameters(), ""))
                .as("one of another authority")
                .isInstanceOf(IOException.class);
    }

    @Test
    void anExpiredCertificateThatIsRenewedIsUsedWithoutARestart() throws Exception {
        writePair("-20d", 10);
        serve(PAIR.formatted(""));
        assertThatThrownBy(() -> get(authority, "")).isInstanceOf(SSLException.class);
        writePair("-1d", 30);
        assertThat(get(authority, "").statusCode()).isEqualTo(200);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aChangeThatCannotBeUsedIsReportedOnceAndThePreviousContentStays() throws Exception {
        serve(PAIR.formatted("") + ALICE.formatted(SECRET));
        Path key = folder.resolve("server.key");
        String good = Files.readString(key);
        authority.writeServerPem("127.0.0.1", "-1d", 30, folder.resolve("unused.crt"), key);
        assertThat(get(authority, "alice:secret").statusCode()).isEqualTo(200);
        Files.writeString(folder.resolve("web.yml"), "basic_auth_users: {}\n");
        assertThat(get(authority, "").statusCode())
                .as("not open, although TLS was removed")
                .isEqualTo(401);
        assertThat(warnings).hasSize(2);
        assertThat(warnings.getFirst()).contains("server.key is not the key of", "previous content stays in force");
        Files.writeString(key, good);
        Files.writeString(folder.resolve("web.yml"), PAIR.formatted("") + ALICE.formatted(OTHER));
        assertThat(get(authority, "alice:secret").statusCode())
                .as("the old password")
                .isEqualTo(401);
        assertThat(get(authority, "alice:other").statusCode()).as("the new one").isEqualTo(200);
        assertThat(warnings.getLast()).contains("can be used again");
    }

    private void writePair(String startDate, int validDays) throws Exception {
        authority.writeServerPem(
                "localhost", startDate, validDays, folder.resolve("server.crt"), folder.resolve("server.key"));
    }

    private void serve(String webConfig) throws Exception {
        Path file = Files.writeString(folder.resolve("web.yml"), webConfig);
        server = Optional.of(new MetricsServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new CollectorSet(
                        "test",
                        List.of(GuardedGroup.of(
                                new SuppliedCollector("source", List::of), Duration.ofMinutes(1), warnings::add))),
                Optional.of(WebConfigFile.open(file, warnings::add))));
    }

    private URI url() {
        return URI.create(server.orElseThrow().url().replace("127.0.0.1", "localhost"));
    }

    private HttpResponse<String> get(TestCertificateAuthority trusted, String credentials) throws Exception {
        return get(trusted.clientContext(Optional.empty()), new SSLParameters(), credentials);
    }

    private HttpResponse<String> get(SSLContext context, SSLParameters parameters, String credentials)
            throws Exception {
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(parameters)
                .build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(url());
            if (!credentials.isEmpty()) {
                request.header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
            }
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    /** The status; 000 when there is no response. */
    private String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "curl", "--silent", "--max-time", "60", "--output", "/dev/null", "--write-out", "%{http_code}"));
        command.addAll(List.of(arguments));
        command.add(url().toString());
        Process process = new ProcessBuilder(command).start();
        String status = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        return status;
    }
}
