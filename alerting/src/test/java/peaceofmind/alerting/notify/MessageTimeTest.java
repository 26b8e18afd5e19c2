// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.Notification;
import peaceofmind.contract.alert.Severity;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.testkit.FakeClock;

/** Messages of a device without a battery-backed clock, which starts with a wrong time and gets the right one from the network. */
class MessageTimeTest {

    private static final Instant EVENT = Instant.parse("2026-11-24T08:01:00Z");

    /** A clock that was not set shows the time of a shutdown weeks ago. */
    private static final Duration BEHIND = Duration.ofDays(40);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> warnings = new ArrayList<>();
    private final List<JsonObject> posts = Collections.synchronizedList(new ArrayList<>());
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private HttpServer webhook;
    private boolean synchronised;
    private String boot = "boot-1";

    @BeforeEach
    void start() throws Exception {
        mail.start();
        webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/", exchange -> {
            try (exchange) {
                posts.add(
                        Json.parseObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                exchange.sendResponseHeaders(200, -1);
            } catch (JsonException malformed) {
                throw new IOException(malformed);
            }
        });
        webhook.start();
    }

    @AfterEach
    void stop() {
        mail.stop();
        webhook.stop(0);
    }

    /** A device that has just been switched on, a minute before the event. */
    private BootClock bootWithWrongClock() {
        clock.stepWall(BEHIND.negated());
        BootClock bootClock = new BootClock(clock, Optional.of(boot), () -> synchronised);
        clock.advance(Duration.ofMinutes(1));
        return bootClock;
    }

    private BootClock rebooted() {
        boot = "boot-2";
        return new BootClock(clock, Optional.of(boot), () -> synchronised);
    }

    private Message message() {
        return new Message(
                "1",
                "1",
                Notification.Kind.FIRING,
                Severity.WARNING,
                clock.now(),
                "it was hot",
                "since: then",
                "<p>html</p><!--first-->",
                "");
    }

    private ChannelSender mailSender(BootClock bootClock) {
        MailConfig config = new MailConfig(
                "127.0.0.1",
                mail.getSmtp().getPort(),
                MailConfig.Tls.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "gym@example.com",
                List.of("owner@example.com"),
                false);
        return sender(new MailChannel(config, "owner@example.com", "gym"), bootClock);
    }

    private ChannelSender webhookSender(BootClock bootClock) {
        String url = "http://127.0.0.1:" + webhook.getAddress().getPort();
        return sender(
                new WebhookChannel(
                        new WebhookConfig(
                                "phone", WebhookConfig.Format.JSON, Optional.of(url), Optional.empty(), false),
                        "gym"),
                bootClock);
    }

    private ChannelSender sender(Channel channel, BootClock bootClock) {
        Outbox outbox = new Outbox(folder.resolve(channel.name()), warnings::add);
        return new ChannelSender(channel, outbox, 10, clock, bootClock, warnings::add);
    }

    private void setClock() {
        clock.stepWall(BEHIND);
        synchronised = true;
    }

    private String mailText(int index) throws Exception {
        MimeMultipart parts = (MimeMultipart) mail.getReceivedMessages()[index].getContent();
        return (String) parts.getBodyPart(0).getContent();
    }

    @Test
    void whatHappenedBeforeTheClockWasSetIsReportedWithItsTrueTime() throws Exception {
        BootClock bootClock = bootWithWrongClock();
        ChannelSender mails = mailSender(bootClock);
        ChannelSender posts = webhookSender(bootClock);
        Message message = bootClock.stamp(message());
        mails.outbox().put(message);
        posts.outbox().put(message);
        clock.advance(Duration.ofMinutes(10));
        setClock();
        assertThat(mails.sendNext()).isTrue();
        assertThat(posts.sendNext()).isTrue();

        MimeMessage received = mail.getReceivedMessages()[0];
        assertThat(received.getSentDate().toInstant()).isEqualTo(EVENT);
        assertThat(mailText(0))
                .contains("This happened at 2026-11-24 08:01:00", "the times below are 40 days early", "since: then");
        assertThat(this.posts.getFirst().text("at")).contains(EVENT.toString());
        assertThat(warnings).isEmpty();
    }

    @Test
    void aRestartOfTheAgentInBetweenDoesNotMatter() throws Exception {
        BootClock bootClock = bootWithWrongClock();
        webhookSender(bootClock).outbox().put(bootClock.stamp(message()));
        setClock();
        ChannelSender restarted = webhookSender(new BootClock(clock, Optional.of(boot), () -> synchronised));
        assertThat(restarted.sendNext()).isTrue();
        assertThat(posts.getFirst().text("at")).contains(EVENT.toString());
    }

    @Test
    void aCorrectedTimeSurvivesAReboot() throws Exception {
        BootClock bootClock = bootWithWrongClock();
        ChannelSender offline = webhookSender(bootClock);
        offline.outbox().put(bootClock.stamp(message()));
        setClock();
        webhook.stop(0);
        assertThat(offline.sendNext()).isFalse();
        start();
        ChannelSender later = webhookSender(rebooted());
        assertThat(later.sendNext()).isTrue();
        assertThat(posts.getFirst().text("at")).contains(EVENT.toString());
        assertThat(posts.getFirst().get("at_unknown")).isEmpty();
    }

    @Test
    void whenTheBootEndedBeforeItsClockWasSetTheMessageSaysThatItsTimeIsUnknown() throws Exception {
        BootClock bootClock = bootWithWrongClock();
        Message message = bootClock.stamp(message());
        mailSender(bootClock).outbox().put(message);
        webhookSender(bootClock).outbox().put(message);
        setClock();
        BootClock next = rebooted();
        assertThat(mailSender(next).sendNext()).isTrue();
        assertThat(webhookSender(next).sendNext()).isTrue();

        assertThat(mailText(0)).startsWith("It is not known when this happened");
        assertThat(posts.getFirst().bool("at_unknown")).contains(true);
        assertThat(posts.getFirst().text("text").orElseThrow()).contains("It is not known when this happened");
        assertThat(warnings).as("40 days behind is not 40 days old").isEmpty();
    }

    @Test
    void aMessageOfUnknownTimeIsGivenUpSevenDaysLater() {
        BootClock bootClock = bootWithWrongClock();
        webhookSender(bootClock).outbox().put(bootClock.stamp(message()));
        setClock();
        webhook.stop(0);
        ChannelSender later = webhookSender(rebooted());
        later.sendNext();
        clock.advance(Duration.ofDays(6));
        later.sendNext();
        assertThat(later.outbox().waiting()).hasSize(1);
        clock.advance(Duration.ofDays(2));
        later.sendNext();
        assertThat(later.outbox().waiting()).isEmpty();
        assertThat(warnings).last().asString().contains("not delivered within 7 days");
    }

    @Test
    void aClockThatIsSetWronglyLaterMakesNoMessageOlder() throws Exception {
        synchronised = true;
        BootClock bootClock = new BootClock(clock, Optional.of(boot), () -> synchronised);
        ChannelSender sender = webhookSender(bootClock);
        Instant at = clock.now();
        sender.outbox().put(bootClock.stamp(message()));
        clock.stepWall(Duration.ofDays(400));
        assertThat(sender.sendNext()).isTrue();
        assertThat(posts.getFirst().text("at")).contains(at.toString());
    }
}
