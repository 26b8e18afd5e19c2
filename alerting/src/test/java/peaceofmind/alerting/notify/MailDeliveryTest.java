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
import peaceofmind.alerting.Notice;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.testkit.FakeClock;

/** Against a real SMTP server: down, refusing for a while, there again; nothing is lost and nothing comes twice. */
class MailDeliveryTest {

    @TempDir
    Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> said = new ArrayList<>();
    private GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Delivery delivery(int port, int maxPerHour) throws Exception {
        MailConfig config = new MailConfig(
                "127.0.0.1",
                port,
                MailConfig.Tls.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "gym@example.com",
                List.of("owner@example.com"));
        Outbox outbox = new Outbox(folder, said::add);
        return new Delivery(new MailChannel(config, "owner@example.com", "gym"), outbox, maxPerHour, clock, said::add);
    }

    private int port() {
        return server.getSmtp().getPort();
    }

    private Notice notice(Notice.Kind kind, String id, String thread) {
        Instant at = clock.now();
        Alert alert = new Alert(
                AlertCatalogue.rule("HighTemperature").orElseThrow(),
                new TreeMap<>(),
                at.minusSeconds(300),
                Optional.of(at),
                Optional.empty(),
                Optional.of(84.5),
                kind == Notice.Kind.RESOLVED ? Optional.of(at) : Optional.empty());
        return new Notice(id, thread, kind, at, List.of(alert));
    }

    private static Message message(Notice notice) {
        return new Wording(
                        "gym",
                        "http://gym:9102/",
                        () -> List.of("12:00 recorder: silent for 30 s"),
                        _ -> List.of(70.0, 75.0, 84.5),
                        ZoneOffset.UTC)
                .message(notice);
    }

    @Test
    void a_mail_says_all_and_its_end_stands_in_the_same_thread() throws Exception {
        Delivery delivery = delivery(port(), 10);
        delivery.outbox().put(message(notice(Notice.Kind.FIRING, "1", "1")));
        delivery.outbox().put(message(notice(Notice.Kind.RESOLVED, "2", "1")));
        while (delivery.turn()) {
            clock.advance(Duration.ofSeconds(1));
        }

        MimeMessage[] mails = server.getReceivedMessages();
        assertThat(mails).hasSize(2);
        assertThat(mails[0].getSubject()).isEqualTo("🟠 gym: Hotter than 80 °C");
        MimeMultipart parts = (MimeMultipart) mails[0].getContent();
        assertThat((String) parts.getBodyPart(0).getContent())
                .contains("84.5", "since:", "Give it air", "RECOVERY.md#", "silent for 30 s", "http://gym:9102/");
        MimeMultipart rich = (MimeMultipart) parts.getBodyPart(1).getContent();
        assertThat(rich.getBodyPart(1).getContentType()).contains("image/png");
        assertThat(rich.getBodyPart(1).getInputStream().readNBytes(4)).containsExactly(0x89, 'P', 'N', 'G');
        assertThat(mails[1].getSubject()).isEqualTo("✅ gym: over: Hotter than 80 °C");
        assertThat(mails[1].getHeader("References")).containsExactly(mails[0].getMessageID());
    }

    @Test
    void a_server_that_is_down_gets_everything_later_once_also_over_a_restart_and_with_the_true_time()
            throws Exception {
        int port = port();
        server.stop();
        Delivery before = delivery(port, 10);
        before.outbox().put(message(notice(Notice.Kind.FIRING, "1", "1")));
        assertThat(before.turn()).isFalse();
        assertThat(before.problem()).isPresent();
        assertThat(before.turn()).as("not at once again").isFalse();
        clock.advance(Duration.ofHours(3));
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();

        Delivery after = delivery(port, 10);
        assertThat(after.turn()).isTrue();
        assertThat(after.turn()).isFalse();

        MimeMessage[] mails = server.getReceivedMessages();
        assertThat(mails).hasSize(1);
        MimeMultipart parts = (MimeMultipart) mails[0].getContent();
        assertThat((String) parts.getBodyPart(0).getContent()).startsWith("This happened at 2026-11-24 08:00:00");
        assertThat(delivery(port, 10).outbox().waiting()).isEmpty();
        assertThat(said).hasSize(1);
    }

    @Test
    void a_server_that_says_later_is_asked_again_and_takes_it_once() throws Exception {
        try (ScriptedSmtp greylisting = new ScriptedSmtp("451 4.7.1 try again later", "250 2.1.5 ok")) {
            Delivery delivery = delivery(greylisting.port(), 10);
            delivery.outbox().put(message(notice(Notice.Kind.FIRING, "1", "1")));
            assertThat(delivery.turn()).isFalse();
            assertThat(delivery.problem().orElseThrow()).contains("try again later");
            clock.advance(Duration.ofMinutes(1));
            assertThat(delivery.turn()).isTrue();
            assertThat(delivery.turn()).isFalse();
            assertThat(greylisting.taken()).isEqualTo(1);
        }
    }

    @Test
    void a_server_that_refuses_for_good_keeps_the_message_waiting_and_is_said_once() throws Exception {
        try (ScriptedSmtp refusing = new ScriptedSmtp("550 5.1.1 no such user")) {
            Delivery delivery = delivery(refusing.port(), 10);
            delivery.outbox().put(message(notice(Notice.Kind.FIRING, "1", "1")));
            for (int i = 0; i < 3; i++) {
                assertThat(delivery.turn()).isFalse();
                clock.advance(Duration.ofMinutes(20));
            }
            assertThat(delivery.outbox().waiting()).hasSize(1);
            assertThat(said).hasSize(1);

            clock.advance(Duration.ofDays(8));
            delivery.turn();
            assertThat(delivery.outbox().waiting()).isEmpty();
            assertThat(delivery.outbox().dropped()).isEqualTo(1);
        }
    }

    @Test
    void more_than_so_many_an_hour_become_one_digest() throws Exception {
        Delivery delivery = delivery(port(), 3);
        for (int i = 10; i < 50; i++) {
            delivery.outbox().put(message(notice(Notice.Kind.FIRING, "" + i, "" + i)));
        }
        for (int i = 0; i < 60; i++) {
            delivery.turn();
            clock.advance(Duration.ofSeconds(10));
        }

        MimeMessage[] mails = server.getReceivedMessages();
        assertThat(mails).hasSize(3);
        assertThat(mails[2].getSubject()).startsWith("38 messages, the newest: ");
        assertThat(delivery.outbox().waiting()).isEmpty();
    }
}
