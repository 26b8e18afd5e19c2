// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.Notification;
import peaceofmind.alerting.notify.MailConfig.Tls;
import peaceofmind.alerting.notify.ScriptedSmtp.ServerMode;
import peaceofmind.contract.alert.Severity;
import peaceofmind.testkit.TestCertificate;

/** Mail over encrypted connections, and what is reported without one. The password is never sent unencrypted and never reported. */
class MailSecurityTest {

    private static final Message MAIL = new Message(
            "1",
            "1",
            Notification.Kind.TEST,
            Severity.INFO,
            Instant.EPOCH,
            "a test",
            "hello gym",
            "<p>hello gym</p>",
            "");
    private static final String OK = "250 ok";

    @TempDir
    private static Path folder = Path.of("");

    private static TestCertificate ours = new TestCertificate(folder, folder);
    private static TestCertificate other = ours;

    @BeforeAll
    static void certificates() throws Exception {
        ours = TestCertificate.create("localhost", 30, folder);
        other = TestCertificate.create("elsewhere.example", 30, folder);
        Files.writeString(folder.resolve("password"), "s3cret\n");
        Files.writeString(folder.resolve("wrong"), "guess\n");
    }

    private static void send(int port, Tls tls, Optional<Path> ca, String password) throws IOException {
        channel(port, tls, ca, password).send(MAIL);
    }

    private static MailChannel channel(int port, Tls tls, Optional<Path> ca, String password) {
        MailConfig config = new MailConfig(
                "localhost",
                port,
                tls,
                password.isEmpty() ? Optional.empty() : Optional.of("gym"),
                password.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(password)),
                ca,
                "gym@example.com",
                List.of("owner@example.com"),
                false);
        return new MailChannel(config, "owner@example.com", "gym", Duration.ofSeconds(30));
    }

    @Test
    void aMailIsSentOverStarttlsWithAPrivateAuthority() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(ServerMode.starttls(ours.serverContext()), OK)) {
            send(server.port(), Tls.STARTTLS, Optional.of(ours.pem()), "password");
            assertThat(server.messages()).singleElement().asString().contains("hello gym");
            assertThat(server.plaintextCommands()).last().asString().startsWith("STARTTLS");
        }
    }

    @Test
    void aMailIsSentOverImplicitTls() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(ServerMode.implicit(ours.serverContext()), OK)) {
            send(server.port(), Tls.IMPLICIT, Optional.of(ours.pem()), "password");
            assertThat(server.messageCount()).isEqualTo(1);
            assertThat(server.plaintextCommands()).isEmpty();
        }
    }

    @Test
    void theLoginIsCheckedWithoutSendingAMail() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(ServerMode.starttls(ours.serverContext()), OK)) {
            channel(server.port(), Tls.STARTTLS, Optional.of(ours.pem()), "password")
                    .logIn();
            assertThat(server.messageCount()).isZero();
            assertThatThrownBy(channel(server.port(), Tls.STARTTLS, Optional.of(ours.pem()), "wrong")::logIn)
                    .hasMessageContaining("cannot send mail");
        }
    }

    @Test
    void anUntrustedCertificateIsReportedWithWhatToDo() throws Exception {
        for (ServerMode mode :
                List.of(ServerMode.starttls(ours.serverContext()), ServerMode.implicit(ours.serverContext()))) {
            try (ScriptedSmtp server = new ScriptedSmtp(mode, OK)) {
                Tls tls = mode.implicit() ? Tls.IMPLICIT : Tls.STARTTLS;
                assertThatThrownBy(() -> send(server.port(), tls, Optional.empty(), "password"))
                        .hasMessageContaining("is not trusted")
                        .hasMessageContaining("alerts.mail.ca_file");
                assertThat(server.messageCount()).isZero();
            }
        }
    }

    @Test
    void aCertificateForAnotherNameIsRejectedEvenIfItIsTrusted() throws Exception {
        for (ServerMode mode :
                List.of(ServerMode.starttls(other.serverContext()), ServerMode.implicit(other.serverContext()))) {
            try (ScriptedSmtp server = new ScriptedSmtp(mode, OK)) {
                Tls tls = mode.implicit() ? Tls.IMPLICIT : Tls.STARTTLS;
                assertThatThrownBy(() -> send(server.port(), tls, Optional.of(other.pem()), "password"))
                        .hasMessageContaining("not valid for localhost");
                assertThat(server.messageCount()).isZero();
            }
        }
    }

    @Test
    void nothingIsSentUnencryptedWhenStarttlsIsNotOffered() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(OK)) {
            assertThatThrownBy(() -> send(server.port(), Tls.STARTTLS, Optional.empty(), "password"))
                    .hasMessageContaining("does not offer STARTTLS");
            assertThat(server.plaintextCommands())
                    .noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    @Test
    void aWrongPasswordIsReportedWithoutThePassword() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(ServerMode.starttls(ours.serverContext()), OK)) {
            assertThatThrownBy(() -> send(server.port(), Tls.STARTTLS, Optional.of(ours.pem()), "wrong"))
                    .hasMessageContaining("rejects the user or the password")
                    .hasMessageContaining("bad credentials")
                    .hasMessageNotContaining("guess");
        }
    }

    @Test
    void aMissingLoginIsReportedWithTheServersMessage() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(ServerMode.starttls(ours.serverContext()), OK)) {
            assertThatThrownBy(() -> send(server.port(), Tls.STARTTLS, Optional.of(ours.pem()), ""))
                    .hasMessageContaining("authentication required");
        }
    }

    @Test
    void tlsOnTheWrongPortIsReported() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(OK)) {
            assertThatThrownBy(() -> send(server.port(), Tls.IMPLICIT, Optional.empty(), "password"))
                    .hasMessageContaining("is alerts.mail.tls right for port " + server.port());
        }
    }

    @Test
    void anUnreachableServerIsReported() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatThrownBy(() -> send(port, Tls.NONE, Optional.empty(), "")).hasMessageContaining("cannot connect");
    }

    /** Each byte comes within the read timeout; only the session takes too long. */
    @Test
    void aTricklingServerIsCutOffAfterTheTotalTimeout() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(ServerMode.TRICKLING, OK)) {
            MailConfig config = new MailConfig(
                    "localhost",
                    server.port(),
                    Tls.NONE,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "gym@example.com",
                    List.of("owner@example.com"),
                    false);
            MailChannel channel = new MailChannel(config, "owner@example.com", "gym", Duration.ofSeconds(1));
            assertThatThrownBy(() -> channel.send(MAIL)).hasMessageContaining("no result within 1 s");
        }
    }
}
