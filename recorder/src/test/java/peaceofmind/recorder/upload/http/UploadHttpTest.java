// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.upload.UploadJob;

class UploadHttpTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    @TempDir
    private Path folder;

    private final UploadHttp http = new UploadHttp(Optional.empty(), Duration.ofSeconds(2), Clock.system());
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Test
    void aServerThatTakesAndRespondsNothingIsAbandoned() throws Exception {
        Path video = Files.write(folder.resolve("a.mp4"), new byte[20_000_000]);
        UploadJob job = UploadJob.of(video);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .PUT(UploadHttp.body(job, 0, job.bytes()))
                    .build();
            assertThatThrownBy(() -> http.send(request, job))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("took nothing and responded nothing for 2 s");
        }
    }

    @Test
    void aResponseWithoutAnEndIsRefused() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] piece = new byte[100_000];
            for (int n = 0; n < 1000; n++) {
                exchange.getResponseBody().write(piece);
            }
        });
        assertThatThrownBy(() -> http.send(HttpRequest.newBuilder(url("/")).build()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1");
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        AtomicInteger elsewhere = new AtomicInteger();
        server.createContext("/elsewhere", exchange -> {
            elsewhere.incrementAndGet();
            respond(exchange, 200);
        });
        server.createContext("/here", exchange -> {
            exchange.getResponseHeaders().set("Location", url("/elsewhere").toString());
            respond(exchange, 307);
        });
        HttpRequest request = HttpRequest.newBuilder(url("/here"))
                .header("Authorization", "Bearer secret")
                .build();
        assertThat(http.send(request).status()).isEqualTo(307);
        assertThat(elsewhere).hasValue(0);
    }

    private static void respond(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Test
    void aServerThatCannotBeReachedIsNamed() throws Exception {
        URI uri = url("/");
        server.stop(0);
        assertThatThrownBy(() -> http.send(HttpRequest.newBuilder(uri).build()))
                .hasMessage("cannot connect to 127.0.0.1:" + uri.getPort());
    }

    @Test
    void aServersWishToWaitIsANumberOfSecondsOrATimeWithinADay() {
        assertThat(retryAfter("120")).contains(NOW.plusSeconds(120));
        assertThat(retryAfter("Tue, 24 Nov 2026 09:00:00 GMT")).contains(Instant.parse("2026-11-24T09:00:00Z"));
        assertThat(retryAfter("999999")).contains(NOW.plus(Duration.ofDays(1)));
        assertThat(retryAfter("9999999999999999999")).isEmpty();
        assertThat(retryAfter("soon")).isEmpty();
    }

    private static Optional<Instant> retryAfter(String value) {
        return new HttpReply(503, HttpHeaders.of(Map.of("Retry-After", List.of(value)), (_, _) -> true), "")
                .retryAfter(NOW);
    }

    @Test
    void aNameIsEncodedForAnAddress() {
        assertThat(UploadHttp.encodeSegment("a b/(ä)+%.mp4")).isEqualTo("a%20b%2F%28%C3%A4%29%2B%25.mp4");
    }
}
