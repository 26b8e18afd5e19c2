// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.alerting.Notification;
import peaceofmind.contract.alert.Severity;
import peaceofmind.testkit.FakeClock;

/** A mail server fails at one stage of a conversation (RFC 5321, section 4.3.2), once, and works again. */
final class SmtpStagesTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    @ParameterizedTest
    @CsvSource({
        "CONNECT,421 4.3.2 shutting down",
        "CONNECT,554 5.3.2 no service here now",
        "CONNECT,''",
        "CONNECT,\u0000\u0007 garbage",
        "EHLO,421 4.3.2 shutting down",
        "EHLO,''",
        "MAIL,421 4.3.2 shutting down",
        "MAIL,451 4.3.0 a local error",
        "MAIL,452 4.3.1 no space",
        "MAIL,530 5.7.0 authentication required",
        "MAIL,''",
        "RCPT,421 4.3.2 shutting down",
        "RCPT,450 4.2.1 greylisted",
        "RCPT,452 4.2.2 mailbox full",
        "RCPT,''",
        "DATA,421 4.3.2 shutting down",
        "DATA,451 4.3.0 a local error",
        "DATA,''",
        "CONTENT,421 4.3.2 shutting down",
        "CONTENT,451 4.7.1 try again",
        "CONTENT,452 4.3.1 no space"
    })
    void aMailThatIsNotAcceptedNowIsSentOnceLater(String stage, String reply) throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp("250 ok")) {
            server.replyOnce(stage, reply);
            ChannelSender sender = sender(server);
            sendTwo(sender);
            assertThat(server.messages()).hasSize(2);
            assertThat(server.messages().getFirst()).contains("Subject: first");
            assertThat(server.messages().getLast()).contains("Subject: second");
            assertThat(folder.resolve("refused"))
                    .satisfiesAnyOf(
                            refused -> assertThat(refused).doesNotExist(),
                            refused -> assertThat(refused).isEmptyDirectory());
            assertThat(sender.problem()).isEmpty();
            assertThat(warnings)
                    .as("once that it fails, once that it works again")
                    .hasSizeBetween(1, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "CONTENT"})
    void aMailThatIsRefusedForGoodIsPutAsideWhicheverCommandIsRefused(String stage) throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp("250 ok")) {
            server.replyOnce(stage, "550 5.7.1 not that one");
            ChannelSender sender = sender(server);
            sendTwo(sender);
            assertThat(server.messages())
                    .singleElement()
                    .asString()
                    .contains("Subject: second", "1 earlier message was refused", "first", "not that one");
            assertThat(sender.outbox().waiting()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0000\u0007 garbage", "999 what"})
    void aMailThatMayHaveArrivedIsSentAgainUnderTheSameIdentification(String reply) throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp("250 ok")) {
            server.replyOnce("CONTENT", reply);
            sendTwo(sender(server));
            assertThat(server.receivedCount()).isEqualTo(3);
            assertThat(server.messages()).hasSize(2);
        }
    }

    private void sendTwo(ChannelSender sender) {
        sender.outbox().put(message("1", "first"));
        sender.outbox().put(message("2", "second"));
        for (int i = 0; i < 10; i++) {
            sender.sendNext();
            clock.advance(Duration.ofMinutes(2));
        }
    }

    private ChannelSender sender(ScriptedSmtp server) {
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
        MailChannel channel =
                new MailChannel(config, "owner@example.com", "gym", SmtpTimeouts.RFC_5321, new ManualTimer());
        return new ChannelSender(channel, new Outbox(folder, warnings::add), 20, clock, warnings::add);
    }

    private Message message(String id, String subject) {
        return new Message(
                id,
                id,
                Notification.Kind.FIRING,
                Severity.WARNING,
                clock.now().plusMillis(Long.parseLong(id)),
                subject,
                "text of " + subject,
                "<p>html</p><!--first-->",
                "");
    }
}
