// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.Notification;
import peaceofmind.alerting.notify.WebhookConfig.Format;
import peaceofmind.contract.alert.Severity;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** What ntfy, Slack, Discord and other receivers get over a real connection, and what is reported when they don't. */
class WebhookChannelTest {

    private static final String SECRET = "/services/T00/B00/s3cret";

    @TempDir
    private Path folder;

    private record Post(String path, Headers headers, String body) {}

    private final List<Post> posts = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 200;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                posts.add(new Post(
                        exchange.getRequestURI().getPath(),
                        exchange.getRequestHeaders(),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private WebhookChannel channel(Format format) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + SECRET;
        return new WebhookChannel(new WebhookConfig("phone", format, Optional.of(url), Optional.empty(), false), "gym");
    }

    private static Message message(String text) {
        return new Message(
                "2",
                "1",
                Notification.Kind.RESOLVED,
                Severity.CRITICAL,
                Instant.parse("2026-11-24T08:00:00Z"),
                "✅ gym: resolved: Hotter than 80 °C",
                text,
                "<p>html</p>",
                "");
    }

    @Test
    void ntfyGetsTextTitleAndPriority() throws Exception {
        channel(Format.NTFY).send(message("It was hot."));
        Post post = posts.getFirst();
        assertThat(post.path()).isEqualTo(SECRET);
        assertThat(post.body()).isEqualTo("It was hot.");
        assertThat(post.headers().getFirst("Priority")).isEqualTo("urgent");
        String title = Objects.requireNonNull(post.headers().getFirst("Title"));
        assertThat(title).matches("=\\?UTF-8\\?B\\?[A-Za-z0-9+/=]+\\?=");
        assertThat(new String(
                        Base64.getDecoder().decode(title.substring(10, title.length() - 2)), StandardCharsets.UTF_8))
                .isEqualTo("✅ gym: resolved: Hotter than 80 °C");
    }

    @Test
    void slackAndDiscordGetOneTextEach() throws Exception {
        channel(Format.SLACK).send(message("It was hot."));
        channel(Format.DISCORD).send(message("It was hot."));
        assertThat(json(0).text("text")).contains("✅ gym: resolved: Hotter than 80 °C\nIt was hot.");
        assertThat(json(1).text("content")).contains("✅ gym: resolved: Hotter than 80 °C\nIt was hot.");
        assertThat(posts.get(0).headers().getFirst("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void otherReceiversGetEveryFieldAsJson() throws Exception {
        channel(Format.JSON).send(message("It was hot."));
        assertThat(json(0).members().keySet())
                .containsExactly("device", "id", "incident", "kind", "severity", "at", "subject", "text");
        assertThat(json(0).text("incident")).contains("1");
        assertThat(json(0).text("kind")).contains("resolved");
        assertThat(json(0).text("at")).contains("2026-11-24T08:00:00Z");
    }

    private JsonObject json(int index) throws Exception {
        return Json.parseObject(posts.get(index).body());
    }

    @Test
    void tooLongTextIsTruncatedBetweenCharacters() throws Exception {
        String flags = "🏁".repeat(5_000);
        channel(Format.DISCORD).send(message(flags));
        channel(Format.NTFY).send(message(flags));
        assertThat(json(0).text("content").orElseThrow()).hasSizeLessThan(2_000).endsWith("🏁…");
        assertThat(posts.get(1).body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(4_096);
        assertThat(posts.get(1).body()).endsWith("🏁…");
    }

    @Test
    void theUrlIsReadFromItsFileAtEachUseAndNeverReported() throws Exception {
        Path file = folder.resolve("url");
        WebhookChannel channel = new WebhookChannel(
                new WebhookConfig("phone", Format.SLACK, Optional.empty(), Optional.of(file), false), "gym");
        Files.writeString(file, "http://127.0.0.1:99999" + SECRET + "\n");
        assertThatThrownBy(() -> channel.send(message("x")))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("s3cret");
        Files.writeString(file, "http://127.0.0.1:" + server.getAddress().getPort() + SECRET + "\n");
        channel.send(message("x"));
        assertThat(posts).hasSize(1);
    }

    @Test
    void errorResponsesAndRedirectsAreReported() {
        for (int errorStatus : List.of(302, 404, 429, 500)) {
            status = errorStatus;
            assertThatThrownBy(() -> channel(Format.JSON).send(message("x")))
                    .hasMessageContaining("responded with HTTP status " + errorStatus)
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void unreachableAndUnresponsiveReceiversAreReported() throws Exception {
        int port;
        try (ServerSocket unresponsive = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unresponsive.getLocalPort();
            assertThatThrownBy(() -> channelAt(port).send(message("x"))).hasMessage("no response within 1 s");
        }
        assertThatThrownBy(() -> channelAt(port).send(message("x"))).hasMessageStartingWith("cannot connect");
    }

    @Test
    void anAddressThatIsASecretIsNotSentWithoutTlsUnlessThatIsAllowed() {
        for (boolean allowed : List.of(true, false)) {
            WebhookConfig config = new WebhookConfig(
                    "phone",
                    Format.JSON,
                    Optional.of("HTTP://no-such-host.invalid" + SECRET),
                    Optional.empty(),
                    allowed);
            assertThatThrownBy(() -> new WebhookChannel(config, "gym").send(message("x")))
                    .hasMessageContaining(allowed ? "cannot connect" : "allow_insecure: true")
                    .hasMessageNotContaining("s3cret");
        }
    }

    private static WebhookChannel channelAt(int port) {
        return new WebhookChannel(
                new WebhookConfig(
                        "phone",
                        Format.JSON,
                        Optional.of("http://127.0.0.1:" + port + SECRET),
                        Optional.empty(),
                        false),
                "gym",
                Duration.ofSeconds(1));
    }
}
