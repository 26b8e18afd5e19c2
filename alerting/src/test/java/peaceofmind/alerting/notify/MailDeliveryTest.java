// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.Notification;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.testkit.FakeClock;

/** Against a real SMTP server that is down or rejects mail for a while: nothing is lost, and nothing is delivered twice. */
class MailDeliveryTest {

    @TempDir
    Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> warnings = new ArrayList<>();
    private GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private ChannelSender sender(int port, int maxPerHour) throws Exception {
        MailConfig config = new MailConfig(
                "127.0.0.1",
                port,
                MailConfig.Tls.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "gym@example.com",
                List.of("owner@example.com"),
                false);
        Outbox outbox = new Outbox(folder, warnings::add);
        return new ChannelSender(
                new MailChannel(config, "owner@example.com", "gym"), outbox, maxPerHour, clock, warnings::add);
    }

    private int port() {
        return server.getSmtp().getPort();
    }

    private Notification notification(Notification.Kind kind, String id, String thread) {
        Instant at = clock.now();
        Alert alert = new Alert(
                AlertCatalogue.rule("HighTemperature").orElseThrow(),
                new TreeMap<>(),
                at.minusSeconds(300),
                Optional.of(at),
                Optional.empty(),
                Optional.of(84.5),
                kind == Notification.Kind.RESOLVED ? Optional.of(at) : Optional.empty());
        return new Notification(id, thread, kind, at, List.of(alert));
    }

    private static Message message(Notification notification) {
        return new MessageTemplate(
                        "gym",
                        "http://gym:9102/",
                        () -> List.of("12:00 recorder: silent for 30 s"),
                        _ -> List.of(70.0, 75.0, 84.5),
                        ZoneOffset.UTC)
                .render(notification);
    }

    @Test
    void aMailSaysEverythingAndItsResolutionIsInTheSameThread() throws Exception {
        ChannelSender sender = sender(port(), 10);
        sender.outbox().put(message(notification(Notification.Kind.FIRING, "1", "1")));
        sender.outbox().put(message(notification(Notification.Kind.RESOLVED, "2", "1")));
        while (sender.sendNext()) {
            clock.advance(Duration.ofSeconds(1));
        }

        MimeMessage[] mails = server.getReceivedMessages();
        assertThat(mails).hasSize(2);
        assertThat(mails[0].getSubject()).isEqualTo("🟠 gym: Hotter than 80 °C");
        MimeMultipart parts = (MimeMultipart) mails[0].getContent();
        assertThat((String) parts.getBodyPart(0).getContent())
                .contains(
                        "84.5",
                        "since:",
                        AlertCatalogue.rule("HighTemperature").orElseThrow().whatToDo(),
                        "RECOVERY.md#",
                        "silent for 30 s",
                        "http://gym:9102/");
        MimeMultipart html = (MimeMultipart) parts.getBodyPart(1).getContent();
        assertThat(html.getBodyPart(1).getContentType()).contains("image/png");
        assertThat(html.getBodyPart(1).getInputStream().readNBytes(4)).containsExactly(0x89, 'P', 'N', 'G');
        assertThat(mails[1].getSubject()).isEqualTo("✅ gym: resolved: Hotter than 80 °C");
        assertThat(mails[1].getHeader("References")).containsExactly(mails[0].getMessageID());
    }

    @Test
    void aServerThatWasDownGetsEachMessageOnceEvenAcrossARestartAndWithTheOriginalTime() throws Exception {
        int port = port();
        server.stop();
        ChannelSender before = sender(port, 10);
        before.outbox().put(message(notification(Notification.Kind.FIRING, "1", "1")));
        assertThat(before.sendNext()).isFalse();
        assertThat(before.problem()).isPresent();
        assertThat(before.sendNext()).as("no immediate retry").isFalse();
        clock.advance(Duration.ofHours(3));
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();

        ChannelSender after = sender(port, 10);
        assertThat(after.sendNext()).isTrue();
        assertThat(after.sendNext()).isFalse();

        MimeMessage[] mails = server.getReceivedMessages();
        assertThat(mails).hasSize(1);
        MimeMultipart parts = (MimeMultipart) mails[0].getContent();
        assertThat((String) parts.getBodyPart(0).getContent()).startsWith("This happened at 2026-11-24 08:00:00");
        assertThat(sender(port, 10).outbox().waiting()).isEmpty();
        assertThat(warnings).hasSize(1);
    }

    @Test
    void aTemporaryRejectionIsRetriedAndTheMailIsAcceptedOnce() throws Exception {
        try (ScriptedSmtp greylisting = new ScriptedSmtp("451 4.7.1 try again later", "250 2.1.5 ok")) {
            ChannelSender sender = sender(greylisting.port(), 10);
            sender.outbox().put(message(notification(Notification.Kind.FIRING, "1", "1")));
            assertThat(sender.sendNext()).isFalse();
            assertThat(sender.problem().orElseThrow()).contains("try again later");
            clock.advance(Duration.ofMinutes(1));
            assertThat(sender.sendNext()).isTrue();
            assertThat(sender.sendNext()).isFalse();
            assertThat(greylisting.messageCount()).isEqualTo(1);
        }
    }

    @Test
    void aPermanentRejectionPutsTheMessageAside() throws Exception {
        try (ScriptedSmtp rejecting = new ScriptedSmtp("550 5.1.1 no such user")) {
            ChannelSender sender = sender(rejecting.port(), 10);
            sender.outbox().put(message(notification(Notification.Kind.FIRING, "1", "1")));
            assertThat(sender.sendNext()).isFalse();

            assertThat(sender.outbox().waiting()).isEmpty();
            assertThat(sender.outbox().dropped()).isEqualTo(1);
            assertThat(folder.resolve("refused/1.json")).content().contains("no such user");
            assertThat(sender.problem().orElseThrow()).contains("no such user");
            assertThat(warnings).singleElement().asString().contains("put aside", "no such user");
        }
    }

    @Test
    void aMessageThatIsNeverDeliveredIsDroppedAfterSevenDays() throws Exception {
        try (ScriptedSmtp busy = new ScriptedSmtp("451 4.7.1 try again later")) {
            ChannelSender sender = sender(busy.port(), 10);
            sender.outbox().put(message(notification(Notification.Kind.FIRING, "1", "1")));
            sender.sendNext();
            clock.advance(Duration.ofDays(6));
            sender.sendNext();
            assertThat(sender.outbox().waiting()).hasSize(1);
            clock.advance(Duration.ofDays(2));
            sender.sendNext();
            assertThat(sender.outbox().waiting()).isEmpty();
            assertThat(sender.outbox().dropped()).isEqualTo(1);
        }
    }

    @Test
    void messagesBeyondTheHourlyLimitBecomeOneDigest() throws Exception {
        ChannelSender sender = sender(port(), 3);
        for (int i = 10; i < 50; i++) {
            sender.outbox().put(message(notification(Notification.Kind.FIRING, "" + i, "" + i)));
        }
        for (int i = 0; i < 60; i++) {
            sender.sendNext();
            clock.advance(Duration.ofSeconds(10));
        }

        MimeMessage[] mails = server.getReceivedMessages();
        assertThat(mails).hasSize(3);
        assertThat(mails[2].getSubject()).startsWith("38 messages, latest: ");
        assertThat(sender.outbox().waiting()).isEmpty();
    }
}
