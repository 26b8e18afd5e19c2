// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.testkit.FakeClock;

/** A real server on the loopback interface, with and without TLS. */
class HttpSenderIT {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private String timeout = "2s";

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void credentialsGoWithoutTlsToThisMachineOnlyUnlessThatIsAllowed() throws Exception {
        Path password = Files.writeString(folder.resolve("p"), "s3cret");
        String login = ", username: u, password_file: " + password;
        int port = serve(HttpServer.create(anyPort(), 0), 204, "", "");
        post("http://127.0.0.1:" + port + "/", login);
        assertThat(received).hasSize(1).first().asString().startsWith("Basic ");
        String foreign = "http://no-such-host.invalid/";
        assertThat(reason(post(foreign, login))).contains("off", "without encryption", "allow_insecure: true");
        assertThat(reason(post(foreign, ", bearer_token_file: " + password))).contains("would send the token");
        assertThat(reason(post(foreign, login + ", allow_insecure: true"))).contains("cannot resolve");
        assertThat(reason(post(foreign, ""))).contains("cannot resolve");
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private int serve(HttpServer server, int status, String header, String body) {
        server.createContext("/", exchange -> respond(exchange, status, header, body));
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    private void respond(HttpExchange exchange, int status, String header, String body) throws IOException {
        received.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        if (!header.isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", header);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private HttpResult post(String url, String more) throws ConfigException {
        ConfigSection section = ConfigDocument.parse(
                        "test", "ship: {url: '" + url + "', timeout: " + timeout + more + "}")
                .section("ship");
        return new HttpSender(EndpointConfig.read(section), clock)
                .post("body".getBytes(StandardCharsets.UTF_8), Map.of("X-Own", "1"));
    }

    /** The head of a request, as it is on the wire. */
    private String requestHead(String more) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<String> head = new FutureTask<>(() -> readRequest(server));
            Thread.startVirtualThread(head);
            assertThat(post("http://127.0.0.1:" + server.getLocalPort() + "/push", more))
                    .isInstanceOf(HttpResult.Accepted.class);
            return head.get();
        }
    }

    private static String readRequest(ServerSocket server) throws IOException {
        try (Socket socket = server.accept()) {
            StringBuilder request = new StringBuilder();
            while (!request.toString().endsWith("\r\n\r\nbody")) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new IOException("ends early: " + request);
                }
                request.append((char) next);
            }
            socket.getOutputStream()
                    .write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return request.toString();
        }
    }

    private static String reason(HttpResult result) {
        return switch (result) {
            case HttpResult.RetryLater retry -> retry.reason();
            case HttpResult.Rejected rejected -> rejected.reason();
            case HttpResult.Accepted accepted -> "accepted " + accepted.status();
        };
    }

    @Test
    void userAndPasswordAreSentAndAWrongOneIsReportedWithoutThePassword() throws Exception {
        Files.writeString(folder.resolve("secret"), "geheim\n");
        String user = ", username: gym, password_file: " + folder.resolve("secret");
        int good = serve(HttpServer.create(anyPort(), 0), 204, "", "");
        assertThat(post("http://127.0.0.1:" + good + "/push", user)).isInstanceOf(HttpResult.Accepted.class);
        assertThat(received).containsExactly("Basic Z3ltOmdlaGVpbQ== body");
        int wrong = serve(HttpServer.create(anyPort(), 0), 401, "", "invalid credentials");
        HttpResult rejected = post("http://127.0.0.1:" + wrong + "/push", user);
        assertThat(rejected).isInstanceOf(HttpResult.RetryLater.class);
        assertThat(reason(rejected))
                .contains("rejected user gym or the password in", "secret", "(401)", "invalid credentials")
                .doesNotContain("geheim");
        assertThat(reason(post("http://127.0.0.1:" + good + "/", ", bearer_token_file: " + folder.resolve("none"))))
                .contains("the secret", "cannot be read");
    }

    @Test
    void aRequestIsPlainHttpOneAndNamesTheTenantIfThereIsOne() throws Exception {
        assertThat(requestHead(", tenant: gym-7"))
                .startsWith("POST /push HTTP/1.1\r\n")
                .contains("\r\nX-Scope-OrgID: gym-7\r\n")
                .doesNotContainIgnoringCase("upgrade")
                .doesNotContainIgnoringCase("http2");
        assertThat(requestHead("")).doesNotContainIgnoringCase("X-Scope-OrgID");
    }

    @Test
    void aTenantThatIsNoHeaderValueIsAConfigurationError() throws Exception {
        for (String tenant : List.of("\"a\\r\\nX-Other: 1\"", "a/b", "\"\u00e4\"", "a".repeat(151))) {
            ConfigDocument document =
                    ConfigDocument.parse("test", "ship: {url: 'http://127.0.0.1/', tenant: " + tenant + "}");
            EndpointConfig.read(document.section("ship"));
            assertThat(catchThrowable(() -> document.check(Set.of("ship"))))
                    .as(tenant)
                    .hasMessageContaining("ship.tenant");
        }
    }

    @Test
    void theReceiversMessageIsAvailableWhereItsReasonIsShortened() throws Exception {
        String message = "x".repeat(1_000) + " series: 'up{job=\"a\"}'";
        int port = serve(HttpServer.create(anyPort(), 0), 400, "", message);
        assertThat(post("http://127.0.0.1:" + port + "/", ""))
                .isInstanceOfSatisfying(HttpResult.Rejected.class, rejected -> {
                    assertThat(rejected.body()).isEqualTo(message);
                    assertThat(rejected.reason()).hasSizeLessThan(400);
                });
    }

    @Test
    void theResponseDecidesWhetherToRetry() throws Exception {
        HttpResult busy = post("http://127.0.0.1:" + serve(HttpServer.create(anyPort(), 0), 429, "7", "") + "/", "");
        assertThat(busy)
                .isInstanceOfSatisfying(
                        HttpResult.RetryLater.class,
                        retry -> assertThat(retry.retryAfter()).contains(Duration.ofSeconds(7)));
        HttpResult broken = post("http://127.0.0.1:" + serve(HttpServer.create(anyPort(), 0), 503, "", "") + "/", "");
        assertThat(broken).isInstanceOf(HttpResult.RetryLater.class);
        HttpResult bad =
                post("http://127.0.0.1:" + serve(HttpServer.create(anyPort(), 0), 400, "", "too old") + "/", "");
        assertThat(bad).isInstanceOf(HttpResult.Rejected.class);
        assertThat(reason(bad)).contains("too old");
        HttpResult notFound =
                post("http://127.0.0.1:" + serve(HttpServer.create(anyPort(), 0), 404, "", "") + "/typo", "");
        assertThat(reason(notFound)).contains("/typo does not seem to be the right URL");
        assertThat(bad.date()).isPresent();
    }

    @Test
    void anUnreachableReceiverIsReportedWithItsReason() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(reason(post("http://127.0.0.1:" + free + "/", ""))).contains("cannot connect to 127.0.0.1:" + free);
        assertThat(reason(post("http://no-such-host.invalid/", ""))).contains("cannot resolve no-such-host.invalid");
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(reason(post("http://127.0.0.1:" + silent.getLocalPort() + "/", "")))
                    .contains("did not respond within 2 s");
        }
    }

    @Test
    void anUntrustedCertificateIsReportedAndItsAuthorityCanBeConfigured() throws Exception {
        // Generating keys takes long on a busy machine.
        timeout = "60s";
        Path store = folder.resolve("store.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "3650",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret");
        Path certificate = folder.resolve("ca.pem");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "a",
                "-file",
                certificate.toString(),
                "-keystore",
                store.toString(),
                "-storepass",
                "secret");
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(store)));
        String url = "https://localhost:" + serve(server, 204, "", "") + "/";
        assertThat(reason(post(url, ""))).contains("certificate of localhost is not trusted", "ca_file");
        assertThat(post(url, ", ca_file: " + certificate)).isInstanceOf(HttpResult.Accepted.class);
        clock.stepWall(Duration.ofDays(-3650));
        assertThat(reason(post(url, ""))).contains("is its clock right?");
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static SSLContext context(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
