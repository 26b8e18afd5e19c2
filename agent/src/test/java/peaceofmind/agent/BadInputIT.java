// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.shipping.metrics.wire.DecodedSample;
import peaceofmind.testkit.TestCertificateAuthority;

/**
 * Common configuration mistakes, all at once: a real agent with a destination for each mistake, and real servers with real certificates.
 * Each mistake is reported once, stays visible in the metrics until it is fixed, and loses no sample.
 */
class BadInputIT {

    @TempDir
    private Path folder;

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<ServerSocket> plaintextServers = new ArrayList<>();
    private final Map<String, ConcurrentSkipListSet<Long>> receivedTimes = new ConcurrentHashMap<>();

    @AfterEach
    void stop() throws IOException {
        for (ServerSocket server : plaintextServers) {
            server.close();
        }
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void eachMistakeIsReportedOnceAndNothingIsLostUntilItIsFixed() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "wrong");
        TestCertificateAuthority authority = TestCertificateAuthority.create(folder);
        Path trusted = folder.resolve("trusted.pem");
        Files.copy(
                TestCertificateAuthority.create(Files.createDirectory(folder.resolve("other")))
                        .certificate(),
                trusted);
        int untrusted = serve(tls(authority.serverContext("localhost", "-1d", 30)), "untrusted");
        int expired = serve(tls(authority.serverContext("localhost", "-20d", 10)), "expired");
        int misnamed = serve(tls(authority.serverContext("elsewhere.example", "-1d", 30)), "misnamed");
        int plain = serve(HttpServer.create(anyPort(), 0), "plain");
        int unencrypted = servePlaintext();
        int nobody = AgentRun.freePort();
        int port = AgentRun.freePort();
        String ca = ", ca_file: " + authority.certificate();
        Path config = config(
                port,
                List.of(
                        "name: unknown, url: 'https://prometheus.no-such-host.invalid/push'",
                        "name: nobody, url: 'http://127.0.0.1:" + nobody + "/push'",
                        "name: password, url: 'http://127.0.0.1:" + plain + "/secret', username: gym, password_file: "
                                + password,
                        "name: typo, url: 'http://127.0.0.1:" + plain + "/wirte'",
                        "name: unencrypted, url: 'https://localhost:" + unencrypted + "/push'",
                        "name: untrusted, url: 'https://localhost:" + untrusted + "/push', ca_file: " + trusted,
                        "name: expired, url: 'https://localhost:" + expired + "/push'" + ca,
                        "name: misnamed, url: 'https://localhost:" + misnamed + "/push'" + ca));
        long startMillis = System.currentTimeMillis();
        try (AgentRun agent =
                AgentRun.start(folder, port, "--config", config.toString()).awaitUp()) {
            long upMillis = System.currentTimeMillis();
            Map<String, String> expected = Map.of(
                    "unknown", "cannot resolve prometheus.no-such-host.invalid",
                    "nobody", "cannot connect to 127.0.0.1:" + nobody,
                    "password", "127.0.0.1 rejected user gym or the password in " + password + " (401)",
                    "typo", "/wirte does not seem to be the right URL: it returned 404",
                    "unencrypted", "localhost does not use TLS on this port",
                    "untrusted", "the certificate of localhost is not trusted",
                    "expired", "the certificate of localhost has expired",
                    "misnamed", "the certificate of localhost is issued for another name");
            expected.forEach((destination, problem) -> awaitProblem(agent, destination, problem));
            // Fixed: the files of the password and of the authority are read again, and a server listens now.
            Files.writeString(password, "right");
            Files.writeString(trusted, Files.readString(authority.certificate()));
            serve(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), nobody), 0), "nobody");
            for (String fixed : List.of("password", "untrusted", "nobody")) {
                awaitRecovered(agent, fixed, startMillis, upMillis);
            }
            expected.forEach(
                    (destination, problem) -> assertThat(linesOf(agent, destination + ": cannot send, will retry"))
                            .as(destination)
                            .isEqualTo(1));
            assertThat(metrics(agent)).doesNotContain("reason=");
        }
    }

    @Test
    void anInvalidUrlIsReportedBeforeTheAgentStarts() throws Exception {
        Path config = config(
                AgentRun.freePort(), List.of("name: a, url: 'htps://host/push'", "name: b, url: 'https:/host/push'"));
        try (AgentRun agent = AgentRun.start(folder, 0, "--config", config.toString())) {
            assertThat(agent.awaitExit()).isEqualTo(2);
            assertThat(agent.output())
                    .contains("ship.metrics[0].url: \"htps://host/push\" is not a URL such as https://host/path")
                    .contains("ship.metrics[1].url");
        }
    }

    private void awaitProblem(AgentRun agent, String destination, String problem) {
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(metrics(agent)
                                .lines()
                                .filter(line ->
                                        line.startsWith("peace_ship_problem_info{destination=\"" + destination + "\"")))
                        .as(destination)
                        .singleElement()
                        .asString()
                        .contains(problem));
        assertThat(metrics(agent))
                .contains("peace_ship_problem_since_timestamp_seconds{destination=\"" + destination + "\"} ");
    }

    /** The problem is gone, and all samples since the start have been received: one per second. */
    private void awaitRecovered(AgentRun agent, String destination, long startMillis, long upMillis) {
        await().untilAsserted(() -> {
            assertThat(metrics(agent)).doesNotContain("peace_ship_problem_info{destination=\"" + destination + "\"");
            ConcurrentSkipListSet<Long> times = receivedTimes.getOrDefault(destination, new ConcurrentSkipListSet<>());
            assertThat(times).isNotEmpty();
            assertThat(times.first()).isBetween(startMillis, upMillis + 60_000);
        });
        ConcurrentSkipListSet<Long> times = receivedTimes.getOrDefault(destination, new ConcurrentSkipListSet<>());
        long seconds = (times.last() - times.first()) / 1000;
        assertThat((long) times.size()).as("samples received").isGreaterThanOrEqualTo(seconds / 2);
        assertThat(linesOf(agent, destination + ": sending again")).isEqualTo(1);
    }

    private static long linesOf(AgentRun agent, String expected) {
        try {
            return agent.output()
                    .lines()
                    .filter(line -> line.contains("metrics to " + expected))
                    .count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String metrics(AgentRun agent) {
        try {
            return new String(agent.get("/metrics").body(), StandardCharsets.UTF_8);
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private Path config(int port, List<String> destinations) throws IOException {
        StringBuilder text = new StringBuilder("""
                device: {name: gym-7}
                dashboard: {port: 0}
                agent:
                  node_port: 0
                  recorder_port: %2$d
                  interval: 1s
                  heartbeat: %1$s/heartbeat.json
                  database: %1$s/video_metadata.db
                  storage: %1$s
                  state_dir: %1$s/state
                  socket: %1$s/agent.sock
                  watchdog_socket: %1$s/watchdog.sock
                ship:
                  metrics:
                """.formatted(folder, port));
        destinations.forEach(one -> text.append("    - {")
                .append(one)
                .append(", protocol: 1, interval: 1s, send_every: 1s, allow: [recorder_up]}\n"));
        return Files.writeString(folder.resolve("peace.yaml"), text);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static HttpsServer tls(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }

    /** Responds with 400 immediately to anything that is not HTTP, as most servers do. The JDK's server would wait for more. */
    private int servePlaintext() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        plaintextServers.add(server);
        Thread.startVirtualThread(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException disconnected) {
                    // The client has disconnected, or the test has finished.
                    assert disconnected != null;
                }
            }
        });
        return server.getLocalPort();
    }

    private int serve(HttpServer server, String name) {
        server.createContext("/push", exchange -> receive(exchange, name));
        server.createContext("/secret", exchange -> {
            // gym:right
            if ("Basic Z3ltOnJpZ2h0".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                receive(exchange, "password");
            } else {
                exchange.sendResponseHeaders(401, -1);
                exchange.close();
            }
        });
        server.start();
        servers.add(server);
        return server.getAddress().getPort();
    }

    private void receive(HttpExchange exchange, String name) throws IOException {
        List<DecodedSample> points = DecodedSample.read(
                exchange.getRequestBody().readAllBytes(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")));
        ConcurrentSkipListSet<Long> times = receivedTimes.computeIfAbsent(name, _ -> new ConcurrentSkipListSet<>());
        points.forEach(point -> times.add(point.timeMillis()));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }
}
