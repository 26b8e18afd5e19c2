// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.cli.fleet.inventory.PrometheusConfig;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.http.Credentials;

class PrometheusApiTest {

    @TempDir
    private Path folder;

    private HttpServer server;
    private final CountDownLatch finished = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        finished.countDown();
        server.stop(0);
    }

    @Test
    void aVectorHasItsLabelsAndValues() throws Exception {
        respond(200, """
                {"status":"success","data":{"resultType":"vector","result":[
                  {"metric":{"instance":"gym"},"value":[1,"1.5"]},{"metric":{},"value":[1,"+Inf"]},{"metric":{},"value":[1,"NaN"]}]}}""");
        try (PrometheusApi api = new PrometheusApi(config(Duration.ofSeconds(20), Credentials.NONE))) {
            assertThat(api.query("up"))
                    .containsExactly(
                            new PrometheusApi.Element(Map.of("instance", "gym"), 1.5),
                            new PrometheusApi.Element(Map.of(), Double.POSITIVE_INFINITY),
                            new PrometheusApi.Element(Map.of(), Double.NaN));
        }
    }

    @Test
    void theUserIsSentAndNamedWhenItIsRefused() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "s3cret\n");
        Credentials credentials = new Credentials(Optional.of("fleet"), Optional.of(password), Optional.empty(), false);
        server.createContext("/", exchange -> {
            try (exchange) {
                boolean isRight = "Basic ZmxlZXQ6czNjcmV0"
                        .equals(exchange.getRequestHeaders().getFirst("Authorization"));
                byte[] body = "{\"status\":\"success\",\"data\":{\"result\":[]}}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(isRight ? 200 : 401, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        try (PrometheusApi api = new PrometheusApi(config(Duration.ofSeconds(20), credentials))) {
            assertThat(api.query("up")).isEmpty();
            Files.writeString(password, "wrong");
            assertThatThrownBy(() -> api.query("up"))
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessageContaining("refuses user fleet or the password in " + password)
                    .hasMessageNotContaining("wrong");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {} | refuses a request without a user",
                "404 | not found | has no /api/v1/query (404): is fleet.prometheus.url the server's, with its path?",
                "302 | {} | redirects (302), which is not followed",
                "200 | <html>log in</html> | does not respond as Prometheus does (200: <html>log in</html>)",
                "200 | {\"status\":\"success\",\"data\":{\"result\":[{\"metric\":{}}]}} | does not respond as Prometheus does",
                "200 | {\"status\":\"success\",\"data\":{\"result\":[{\"metric\":{},\"value\":[1,\"x\"]}]}} | does not respond as Prometheus does",
                "422 | {\"status\":\"error\",\"error\":\"query processing would load too many samples\"} | refuses a query (422): query processing",
                "503 | unavailable | does not respond as Prometheus does (503: unavailable)",
            })
    void anotherResponseIsExplained(int status, String body, String reason) throws Exception {
        respond(status, body);
        assertThat(failure(Duration.ofSeconds(20))).contains(reason).startsWith("http://127.0.0.1:");
    }

    @Test
    void aServerThatNeverEndsItsResponseIsNotWaitedFor() throws Exception {
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                finished.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(failure(Duration.ofSeconds(1))).contains("has not responded within 1 s");
    }

    @Test
    void nothingThatListensIsSaid() throws Exception {
        URI url;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
        try (PrometheusApi api = new PrometheusApi(new PrometheusConfig(
                url, Credentials.NONE, Optional.empty(), Optional.empty(), Duration.ofSeconds(20)))) {
            assertThatThrownBy(() -> api.query("up"))
                    .isInstanceOf(CommandFailedException.class)
                    .hasMessageContaining("does not respond (");
        }
    }

    private String failure(Duration timeout) throws IOException {
        try (PrometheusApi api = new PrometheusApi(config(timeout, Credentials.NONE))) {
            return String.valueOf(catchThrowableOfType(CommandFailedException.class, () -> api.query("up"))
                    .getMessage());
        }
    }

    private void respond(int status, String body) {
        server.createContext("/api/v1/query", exchange -> {
            try (exchange) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Location", "https://elsewhere/");
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    private PrometheusConfig config(Duration timeout, Credentials credentials) {
        return new PrometheusConfig(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                credentials,
                Optional.empty(),
                Optional.empty(),
                timeout);
    }
}
