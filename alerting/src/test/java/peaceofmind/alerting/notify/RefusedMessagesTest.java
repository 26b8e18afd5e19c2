// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.Notification;
import peaceofmind.contract.alert.Severity;
import peaceofmind.testkit.FakeClock;

/** Messages that a receiver refuses, or may have accepted, and what becomes of the messages behind them. */
class RefusedMessagesTest {

    private static final String OK = "250 ok";

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final ManualTimer timer = new ManualTimer();
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    private ChannelSender sender(ScriptedSmtp server, int maxPerHour) {
        MailConfig config = new MailConfig(
                "127.0.0.1",
                server.port(),
                MailConfig.Tls.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "gym@example.com",
                List.of("owner@example.com"),
                false);
        MailChannel channel = new MailChannel(config, "owner@example.com", "gym", SmtpTimeouts.RFC_5321, timer);
        return new ChannelSender(channel, new Outbox(folder, warnings::add), maxPerHour, clock, warnings::add);
    }

    private Message message(String id, Severity severity, String subject) {
        return new Message(
                id,
                id,
                Notification.Kind.FIRING,
                severity,
                clock.now().plusMillis(Long.parseLong(id)),
                subject,
                "text of " + subject,
                "<p>html</p><!--first-->",
                "");
    }

    private Message warning(String id, String subject) {
        return message(id, Severity.WARNING, subject);
    }

    private void sendAll(ChannelSender sender) {
        for (int i = 0; i < 10; i++) {
            sender.sendNext();
            clock.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void aRefusedMessageHoldsUpNothingAndIsReportedWithTheNextOneEvenAfterARestart() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(OK)) {
            server.replyToContent("Subject: poison", "554 5.7.1 looks like spam");
            ChannelSender before = sender(server, 10);
            before.outbox().put(warning("1", "poison"));
            sendAll(before);

            ChannelSender after = sender(server, 10);
            after.outbox().put(warning("2", "harmless"));
            after.outbox().put(warning("3", "last"));
            sendAll(after);

            assertThat(server.messages()).hasSize(2);
            assertThat(server.messages().get(0))
                    .contains("Subject: harmless", "1 earlier message was refused", "poison", "looks like spam");
            assertThat(server.messages().get(1)).contains("Subject: last").doesNotContain("refused");
            assertThat(after.problem()).isEmpty();
        }
    }

    @Test
    void whatTheReceiverRefusesInOneMessageIsNotRepeatedInTheNext() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(OK)) {
            server.replyToContent("poison", "554 5.7.1 looks like spam");
            ChannelSender sender = sender(server, 10);
            sender.outbox().put(warning("1", "poison"));
            sender.outbox().put(warning("2", "harmless"));
            sendAll(sender);

            assertThat(server.messages())
                    .singleElement()
                    .asString()
                    .contains("Subject: harmless", "1 earlier message was refused");
        }
    }

    @Test
    void oneRefusedMessageInADigestDoesNotLoseTheOthers() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(OK)) {
            server.replyToContent("poison", "554 5.7.1 looks like spam");
            ChannelSender sender = sender(server, 2);
            sender.outbox().put(warning("1", "first"));
            sender.outbox().put(warning("2", "poison"));
            sender.outbox().put(warning("3", "third"));
            sender.outbox().put(warning("4", "fourth"));
            sendAll(sender);

            assertThat(server.messages()).hasSize(2);
            assertThat(server.messages().get(1)).contains("third", "fourth");
            assertThat(sender.outbox().waiting()).isEmpty();
            assertThat(folder.resolve("refused")).isDirectoryContaining(file -> file.endsWith("2.json"));
        }
    }

    @Test
    void aMissingLoginIsNoRefusalOfAMessage() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp("530 5.7.0 authentication required", OK)) {
            ChannelSender sender = sender(server, 10);
            sender.outbox().put(warning("1", "first"));
            sendAll(sender);
            assertThat(server.messages()).hasSize(1);
        }
    }

    @Test
    void aServerThatThinksFor25SecondsGetsTheMailOnce() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (ScriptedSmtp server = new ScriptedSmtp(OK)) {
            server.thinkAbout("slow", released);
            ChannelSender sender = sender(server, 10);
            sender.outbox().put(warning("1", "slow"));
            Thread sending = Thread.ofPlatform().start(() -> sendAll(sender));
            await().until(() -> server.receivedCount() == 1);
            timer.advance(Duration.ofSeconds(25));
            timer.advance(Duration.ofMinutes(9));
            released.countDown();
            sending.join();

            assertThat(server.receivedCount()).isEqualTo(1);
            assertThat(sender.sentCount()).isEqualTo(1);
            assertThat(warnings).isEmpty();
        }
    }

    /** Each command has a limit of its own, as RFC 5321 requires. */
    @Test
    void aServerThatThinksAboutEachCommandIsWaitedFor() throws Exception {
        CountDownLatch recipient = new CountDownLatch(1);
        CountDownLatch login = new CountDownLatch(1);
        try (ScriptedSmtp server = new ScriptedSmtp(OK)) {
            server.thinkAboutCommand("EHLO", login);
            server.thinkAboutCommand("RCPT", recipient);
            ChannelSender sender = sender(server, 10);
            sender.outbox().put(warning("1", "first"));
            Thread sending = Thread.ofPlatform().start(sender::sendNext);
            await().until(() -> server.plaintextCommands().size() == 1);
            timer.advance(Duration.ofMinutes(4));
            login.countDown();
            await().until(() -> server.plaintextCommands().stream().anyMatch(line -> line.startsWith("RCPT")));
            timer.advance(Duration.ofMinutes(4));
            recipient.countDown();
            sending.join();
            assertThat(server.messageCount()).isEqualTo(1);
        }
    }

    @Test
    void anUnconfirmedMailIsSentAgainAndCountsForTheHourlyLimitAlsoAfterARestart() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedSmtp server = new ScriptedSmtp(OK)) {
            server.thinkAbout("slow", never);
            for (int attempt = 1; attempt <= 2; attempt++) {
                ChannelSender sender = sender(server, 2);
                if (attempt == 1) {
                    sender.outbox().put(warning("1", "slow"));
                }
                Thread sending = Thread.ofPlatform().start(sender::sendNext);
                int expected = attempt;
                await().until(() -> server.receivedCount() == expected);
                timer.advance(Duration.ofMinutes(10));
                sending.join();
                assertThat(sender.problem().orElseThrow()).contains("no result within 600 s");
            }
            ChannelSender sender = sender(server, 2);
            sendAll(sender);
            assertThat(server.receivedCount()).isEqualTo(2);
            assertThat(sender.outbox().waiting()).hasSize(1);
        } finally {
            never.countDown();
        }
    }

    @Test
    void aCriticalMessageWaitsNeitherForWarningsNorForTheirLimitAndRetries() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(OK)) {
            server.replyToContent("Subject: later", "451 4.7.1 later");
            ChannelSender sender = sender(server, 1);
            sender.outbox().put(warning("1", "first"));
            assertThat(sender.sendNext()).isTrue();
            sender.outbox().put(warning("2", "later"));
            assertThat(sender.sendNext()).as("beyond the limit").isFalse();
            clock.advance(Duration.ofHours(2));
            assertThat(sender.sendNext()).as("refused for now").isFalse();
            sender.outbox().put(message("3", Severity.CRITICAL, "the recorder is down"));
            assertThat(sender.sendNext()).isTrue();
            assertThat(server.messages().getLast()).contains("Subject: the recorder is down");
        }
    }

    @Test
    void aServerThatThinksAboutAWarningDoesNotDelayACriticalMessage() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (ScriptedSmtp server = new ScriptedSmtp(OK)) {
            server.thinkAbout("slow", released);
            ChannelSender sender = sender(server, 10);
            sender.outbox().put(warning("1", "slow"));
            Thread others = Thread.ofPlatform().start(sender::runOthers);
            await().until(() -> server.receivedCount() == 1);
            sender.outbox().put(message("2", Severity.CRITICAL, "the recorder is down"));
            Thread critical = Thread.ofPlatform().start(sender::runCritical);
            await().until(() -> server.messageCount() == 1);
            assertThat(server.messages().getFirst()).contains("Subject: the recorder is down");
            others.interrupt();
            critical.interrupt();
        } finally {
            released.countDown();
        }
    }

    @Test
    void aWebhookThatRefusesAMessageGetsTheNextOne() throws Exception {
        List<String> bodies = Collections.synchronizedList(new ArrayList<>());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                boolean poison = body.contains("text of poison");
                if (!poison) {
                    bodies.add(body);
                }
                exchange.sendResponseHeaders(poison ? 422 : 200, -1);
            }
        });
        server.start();
        try {
            WebhookChannel channel = new WebhookChannel(
                    new WebhookConfig(
                            "phone",
                            WebhookConfig.Format.JSON,
                            Optional.of(
                                    "http://127.0.0.1:" + server.getAddress().getPort()),
                            Optional.empty(),
                            false),
                    "gym");
            ChannelSender sender =
                    new ChannelSender(channel, new Outbox(folder, warnings::add), 10, clock, warnings::add);
            sender.outbox().put(warning("1", "poison"));
            sender.outbox().put(warning("2", "harmless"));
            sendAll(sender);
            assertThat(bodies)
                    .singleElement()
                    .asString()
                    .contains("text of harmless", "1 earlier message was refused", "HTTP status 422");
        } finally {
            server.stop(0);
        }
    }
}
