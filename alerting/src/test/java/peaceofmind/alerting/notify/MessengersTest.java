// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.Notification;
import peaceofmind.alerting.notify.ReceiverServer.Reply;
import peaceofmind.alerting.notify.SendException.Kind;
import peaceofmind.alerting.notify.WebhookConfig.Format;
import peaceofmind.contract.alert.Severity;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Telegram, Pushover, Matrix, Teams and Gotify, each with a server that has the published rules. */
final class MessengersTest {

    /** Everything that one of them could take for markup. */
    private static final String NASTY =
            "a <b> & \"c\" 'd' *e* _f_ [g](http://h) `i` ~j~ #k |l|\n- m\n1. n &lt; \\o 🏁 <script>";

    @TempDir
    private Path folder;

    private static Message message(Severity severity, String subject, String text) {
        return new Message(
                "1764000000000-x",
                "1",
                Notification.Kind.FIRING,
                severity,
                Instant.parse("2026-11-24T08:00:00Z"),
                subject,
                text,
                "<p>html</p>",
                "");
    }

    private static Message nasty() {
        return message(Severity.CRITICAL, "🔴 gym: <hot> & *bold*", NASTY);
    }

    /** As long as any message, of the characters that take the most room once they are escaped. */
    private static Message enormous() {
        return message(Severity.WARNING, "\"🏁<".repeat(2_000), "🏁\"&<".repeat(20_000) + "\nx".repeat(5_000));
    }

    private WebhookChannel channel(Format format, ReceiverServer server, String path, String token, String to)
            throws IOException {
        Path file = Files.writeString(folder.resolve("token"), token + "\n");
        return new WebhookChannel(
                new WebhookConfig(
                        "phone",
                        format,
                        Optional.of(server.url() + path),
                        Optional.empty(),
                        token.isEmpty() ? Optional.empty() : Optional.of(file),
                        to.isEmpty() ? Optional.empty() : Optional.of(to),
                        false),
                "gym");
    }

    private static SendException failure(WebhookChannel channel) {
        SendException failure = catchThrowableOfType(SendException.class, () -> channel.send(nasty()));
        assertThat(failure).isNotNull();
        return failure;
    }

    private static void assertFails(WebhookChannel channel, Kind kind, String reason) {
        SendException failure = failure(channel);
        assertThat(failure).hasMessageContaining(reason);
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
    }

    @Test
    void telegramGetsEscapedHtmlWithinItsLimit() throws Exception {
        try (var server = new MessengerRules.Telegram()) {
            WebhookChannel channel =
                    channel(Format.TELEGRAM, server, "/", MessengerRules.Telegram.TOKEN, MessengerRules.Telegram.CHAT);
            channel.send(nasty());
            channel.send(enormous());
            channel.send(message(Severity.INFO, "quiet", "x"));
            assertThat(server.accepted()).hasSize(3);
            JsonObject first = server.accepted().getFirst().json();
            assertThat(first.text("text").orElseThrow())
                    .startsWith("<b>🔴 gym: &lt;hot&gt; &amp; *bold*</b>\na &lt;b&gt; &amp; \"c\"");
            assertThat(first.bool("disable_notification")).contains(false);
            assertThat(server.accepted().getLast().json().bool("disable_notification"))
                    .contains(true);
            assertThat(server.accepted().get(1).json().text("text").orElseThrow())
                    .endsWith("…");
        }
    }

    @Test
    void whatTheOwnerOfATelegramBotMustCorrectLosesNoMessage() throws Exception {
        try (var server = new MessengerRules.Telegram()) {
            String chat = MessengerRules.Telegram.CHAT;
            assertFails(channel(Format.TELEGRAM, server, "", "12345:short", chat), Kind.NOT_SENT, "token_file");
            assertFails(
                    channel(Format.TELEGRAM, server, "", MessengerRules.Telegram.TOKEN.replace('A', 'B'), chat),
                    Kind.NOT_SENT,
                    "token_file");
            assertFails(
                    channel(Format.TELEGRAM, server, "", MessengerRules.Telegram.TOKEN, "5"),
                    Kind.NOT_SENT,
                    "chat not found");
            WebhookChannel channel = channel(Format.TELEGRAM, server, "", MessengerRules.Telegram.TOKEN, chat);
            server.force(MessengerRules.Telegram.error(403, "Forbidden: bot was blocked by the user", ""));
            assertFails(channel, Kind.NOT_SENT, "unblock");
            server.force(MessengerRules.Telegram.error(400, "Bad Request: can't parse entities: x", ""));
            assertFails(channel, Kind.REFUSED, "can't parse entities");
            server.force(MessengerRules.Telegram.error(502, "Bad Gateway", ""));
            assertFails(channel, Kind.UNCONFIRMED, "502");
            server.force(new Reply(200, "<html>Log in</html>", Map.of()));
            assertFails(channel, Kind.NOT_SENT, "200");
        }
    }

    @Test
    void telegramsWishToWaitIsHonoured() throws Exception {
        try (var server = new MessengerRules.Telegram()) {
            WebhookChannel channel =
                    channel(Format.TELEGRAM, server, "", MessengerRules.Telegram.TOKEN, MessengerRules.Telegram.CHAT);
            server.force(MessengerRules.Telegram.error(429, "Too Many Requests: retry after 14", "\"retry_after\":14"));
            SendException failure = failure(channel);
            assertThat(failure.kind()).isEqualTo(Kind.NOT_SENT);
            assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(14));
        }
    }

    @Test
    void aTelegramGroupThatGotAnotherIdStillGetsTheMessage() throws Exception {
        try (var server = new MessengerRules.Telegram()) {
            WebhookChannel channel = channel(Format.TELEGRAM, server, "", MessengerRules.Telegram.TOKEN, "-4242");
            server.force(MessengerRules.Telegram.error(
                    400,
                    "Bad Request: group chat was upgraded to a supergroup chat",
                    "\"migrate_to_chat_id\":" + MessengerRules.Telegram.CHAT));
            assertFails(channel, Kind.NOT_SENT, "set \"to\" to the group's new id, " + MessengerRules.Telegram.CHAT);
            server.works();
            channel.send(nasty());
            assertThat(server.accepted()).hasSize(1);
        }
    }

    @Test
    void pushoverGetsAFormWithPriorityWithinItsLimits() throws Exception {
        try (var server = new MessengerRules.Pushover()) {
            WebhookChannel channel =
                    channel(Format.PUSHOVER, server, "", MessengerRules.Pushover.TOKEN, MessengerRules.Pushover.USER);
            channel.send(nasty());
            channel.send(enormous());
            Map<String, String> first =
                    MessengerRules.Pushover.form(server.accepted().getFirst().body());
            assertThat(first)
                    .containsEntry("message", NASTY)
                    .containsEntry("priority", "1")
                    .containsEntry("timestamp", "1795507200");
            assertThat(MessengerRules.Pushover.form(server.accepted().getLast().body()))
                    .containsEntry("priority", "0");
        }
    }

    @Test
    void pushoversErrorsAreReported() throws Exception {
        try (var server = new MessengerRules.Pushover()) {
            String token = MessengerRules.Pushover.TOKEN;
            String user = MessengerRules.Pushover.USER;
            assertFails(
                    channel(Format.PUSHOVER, server, "", token.replace('z', 'y'), user),
                    Kind.NOT_SENT,
                    "application token is invalid): check the application's token");
            assertFails(channel(Format.PUSHOVER, server, "", token, "x".repeat(30)), Kind.NOT_SENT, "check \"to\"");
            WebhookChannel channel = channel(Format.PUSHOVER, server, "", token, user);
            server.force(
                    MessengerRules.Pushover.invalid("\"message\":\"cannot be blank\",", "message cannot be blank"));
            assertFails(channel, Kind.REFUSED, "message cannot be blank");
            server.force(new Reply(429, "{\"status\":0,\"errors\":[\"over quota\"]}"));
            assertFails(channel, Kind.NOT_SENT, "used up");
            server.force(new Reply(500, ""));
            assertFails(channel, Kind.NOT_SENT, "500");
        }
    }

    @Test
    void matrixGetsTextAndHtmlAndOneEventForARetry() throws Exception {
        try (var server = new MessengerRules.Matrix()) {
            WebhookChannel channel =
                    channel(Format.MATRIX, server, "/", MessengerRules.Matrix.TOKEN, MessengerRules.Matrix.ROOM);
            channel.send(nasty());
            channel.send(nasty());
            assertThat(server.accepted()).hasSize(2);
            assertThat(server.events).hasSize(1).containsOnlyKeys("1764000000000-x");
            JsonObject event = server.events.values().iterator().next();
            assertThat(event.text("msgtype")).contains("m.text");
            assertThat(event.text("formatted_body").orElseThrow())
                    .startsWith("<strong>🔴 gym: &lt;hot&gt; &amp; *bold*</strong><br>a &lt;b&gt;");
            channel.send(enormous());
            assertThat(server.accepted()).hasSize(3);
        }
    }

    @Test
    void matrixErrorsAreReported() throws Exception {
        try (var server = new MessengerRules.Matrix()) {
            String token = MessengerRules.Matrix.TOKEN;
            String room = MessengerRules.Matrix.ROOM;
            assertFails(channel(Format.MATRIX, server, "", "syt_wrong", room), Kind.NOT_SENT, "M_UNKNOWN_TOKEN");
            assertFails(
                    channel(Format.MATRIX, server, "", token, "!other:x"), Kind.NOT_SENT, "invite the token's user");
            assertFails(channel(Format.MATRIX, server, "/wrong", token, room), Kind.NOT_SENT, "the homeserver's");
            WebhookChannel channel = channel(Format.MATRIX, server, "", token, room);
            server.force(new Reply(
                    429,
                    "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"Too Many Requests\",\"retry_after_ms\":20500}"));
            assertThat(failure(channel).retryAfter()).isEqualTo(Duration.ofMillis(20_500));
            server.force(MessengerRules.Matrix.error(413, "M_TOO_LARGE", "event too large"));
            assertFails(channel, Kind.REFUSED, "M_TOO_LARGE");
        }
    }

    @Test
    void teamsGetsAnAdaptiveCardOfEscapedLines() throws Exception {
        try (var server = new MessengerRules.Teams()) {
            WebhookChannel channel = channel(Format.TEAMS, server, MessengerRules.Teams.PATH, "", "");
            channel.send(nasty());
            channel.send(enormous());
            assertThat(server.accepted()).hasSize(2);
            JsonObject attachment = (JsonObject)
                    server.accepted().getFirst().json().items("attachments").getFirst();
            List<Optional<String>> lines = attachment.object("content").orElseThrow().items("body").stream()
                    .map(block -> ((JsonObject) block).text("text"))
                    .toList();
            assertThat(lines)
                    .contains(Optional.of("\\- m"), Optional.of("1\\. n &lt; \\\\o 🏁 <script>"))
                    .anyMatch(line -> line.orElse("").contains("\\*e\\* \\_f\\_ \\[g\\]\\(http://h\\)"));
        }
    }

    @Test
    void teamsErrorsAreReported() throws Exception {
        try (var server = new MessengerRules.Teams()) {
            assertFails(channel(Format.TEAMS, server, "/workflows/x", "", ""), Kind.NOT_SENT, "Shared Access scheme");
            WebhookChannel channel = channel(Format.TEAMS, server, MessengerRules.Teams.PATH, "", "");
            server.force(new Reply(429, "", Map.of("Retry-After", "30")));
            assertThat(failure(channel).retryAfter()).isEqualTo(Duration.ofSeconds(30));
            server.force(new Reply(413, ""));
            assertFails(channel, Kind.REFUSED, "413");
            assertThat(failure(channel)).hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void gotifyGetsPlainTextWithPriority() throws Exception {
        try (var server = new MessengerRules.Gotify()) {
            WebhookChannel channel = channel(Format.GOTIFY, server, "/", MessengerRules.Gotify.TOKEN, "");
            channel.send(nasty());
            channel.send(enormous());
            JsonObject first = server.accepted().getFirst().json();
            assertThat(first.text("message")).contains(NASTY);
            assertThat(first.integer("priority")).contains(8L);
            assertThat(first.object("extras").flatMap(extras -> extras.object("client::display")))
                    .isPresent();
        }
    }

    @Test
    void gotifyErrorsAreReported() throws Exception {
        try (var server = new MessengerRules.Gotify()) {
            assertFails(channel(Format.GOTIFY, server, "", "Awrong", ""), Kind.NOT_SENT, "valid access token");
            assertFails(
                    channel(Format.GOTIFY, server, "", MessengerRules.Gotify.CLIENT_TOKEN, ""),
                    Kind.NOT_SENT,
                    "check the application's token");
            assertFails(
                    channel(Format.GOTIFY, server, "/message", MessengerRules.Gotify.TOKEN, ""),
                    Kind.NOT_SENT,
                    "without /message");
            WebhookChannel channel = channel(Format.GOTIFY, server, "", MessengerRules.Gotify.TOKEN, "");
            server.force(MessengerRules.Gotify.error(400, "Bad Request", "Field 'message' is required"));
            assertFails(channel, Kind.REFUSED, "Field 'message' is required");
        }
    }

    @Test
    void aLoginPageOfTheNetworkIsNoReceiver() throws Exception {
        try (var server = new MessengerRules.Gotify()) {
            server.force(new Reply(200, "<html>Log in</html>", Map.of("Content-Type", "text/html")));
            assertFails(channel(Format.GOTIFY, server, "", "A", ""), Kind.NOT_SENT, "200");
            assertFails(channel(Format.PUSHOVER, server, "", "A", "u"), Kind.NOT_SENT, "200");
            assertFails(channel(Format.MATRIX, server, "", "A", "!r:x"), Kind.NOT_SENT, "200");
        }
    }

    @Test
    void aHugeResponseDoesNotMakeADeliveredMessageAFailedOne() throws Exception {
        try (var server = new MessengerRules.Teams()) {
            server.force(new Reply(202, "x".repeat(3_000_000), Map.of()));
            WebhookChannel channel = channel(Format.TEAMS, server, MessengerRules.Teams.PATH, "", "");
            assertThatCode(() -> channel.send(nasty())).doesNotThrowAnyException();
        }
    }

    @Test
    void aTokenThatIsMissingOrNoneIsReportedWithoutItAndSentNowhere() throws Exception {
        try (var server = new MessengerRules.Gotify()) {
            WebhookChannel channel = channel(Format.GOTIFY, server, "", "s3cret\nX-Other: header", "");
            assertThat(catchThrowableOfType(IOException.class, () -> channel.send(nasty())))
                    .hasMessageContaining("must be one line without blanks")
                    .hasMessageNotContaining("s3cret");
            Files.delete(folder.resolve("token"));
            assertThat(catchThrowableOfType(IOException.class, () -> channel.send(nasty())))
                    .hasMessageContaining("cannot read the token in " + folder.resolve("token"));
            assertThat(server.accepted()).isEmpty();
        }
        WebhookConfig plain = new WebhookConfig(
                "phone",
                Format.GOTIFY,
                Optional.of("http://gotify.example"),
                Optional.empty(),
                Optional.of(Files.writeString(folder.resolve("token"), "A")),
                Optional.empty(),
                false);
        assertFails(new WebhookChannel(plain, "gym"), Kind.NOT_SENT, "would send the token without encryption");
    }

    @Test
    void ntfySendsItsAccessToken() throws Exception {
        try (var server = new ReceiverServer() {
            @Override
            Reply handle(Request request) {
                boolean allowed = request.header("Authorization").equals("Bearer tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2");
                return new Reply(allowed ? 200 : 403, Json.object().build().toJson());
            }
        }) {
            channel(Format.NTFY, server, "/gym", "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2", "")
                    .send(nasty());
            assertThat(server.accepted()).hasSize(1);
            assertFails(channel(Format.NTFY, server, "/gym", "", ""), Kind.REFUSED, "403");
        }
    }
}
