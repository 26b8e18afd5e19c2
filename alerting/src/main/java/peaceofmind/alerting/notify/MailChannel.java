// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import jakarta.mail.Authenticator;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** Sends mail to one address (RFC 5322, RFC 6409): text and HTML with an inline chart, in the thread of the incident. */
final class MailChannel implements Channel {

    private static final Duration SEND_TIMEOUT = Duration.ofMinutes(1);
    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final MailConfig config;
    private final String to;
    private final String domain;
    private final Duration timeout;

    /** @param device makes message ids unique across devices */
    MailChannel(MailConfig config, String to, String device) {
        this(config, to, device, SEND_TIMEOUT);
    }

    /** @param timeout of a whole session with the server */
    MailChannel(MailConfig config, String to, String device, Duration timeout) {
        this.timeout = timeout;
        this.config = config;
        this.to = to;
        this.domain = device.replaceAll("[^A-Za-z0-9.-]", "-") + ".peace";
    }

    @Override
    public String name() {
        return "mail-" + to.replaceAll("[^A-Za-z0-9.@_+-]", "_");
    }

    @Override
    public void send(Message message) throws IOException {
        runSession((session, transport) -> {
            MimeMessage mime = toMime(session, message);
            mime.saveChanges();
            transport.sendMessage(mime, mime.getAllRecipients());
        });
    }

    /**
     * Connects and logs in without sending a mail.
     *
     * @throws IOException when the server would not accept a mail either; the message says what to do
     */
    void logIn() throws IOException {
        runSession((_, _) -> {});
    }

    /** What to do in an SMTP session after the login. */
    private interface SmtpAction {
        void run(Session session, SMTPTransport transport) throws MessagingException;
    }

    private void runSession(SmtpAction action) throws IOException {
        try (MailConnection connection = connect()) {
            Properties properties = properties();
            properties.put("mail.smtp.ssl.socketFactory", MailConnection.socketFactory(config));
            Session session = Session.getInstance(properties, authenticator());
            try (SMTPTransport transport =
                    new SMTPTransport(session, new URLName("smtp", config.host(), config.port(), null, null, null))) {
                transport.connect(connection.socket());
                action.run(session, transport);
            } catch (MessagingException problem) {
                throw new IOException(
                        connection.isTimedOut()
                                ? failureMessage("no result within " + timeout.toSeconds() + " s")
                                : failureMessage(MailErrors.describe(problem, config)),
                        problem);
            }
        }
    }

    private MailConnection connect() throws IOException {
        try {
            return MailConnection.open(config, timeout);
        } catch (IOException problem) {
            throw new IOException(failureMessage(MailErrors.describe(problem, config)), problem);
        }
    }

    private String failureMessage(String reason) {
        return "cannot send mail through " + config.host() + ":" + config.port() + ": " + reason;
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp");
        properties.setProperty("mail.smtp.host", config.host());
        properties.setProperty("mail.smtp.port", Integer.toString(config.port()));
        properties.setProperty("mail.smtp.auth", Boolean.toString(config.user().isPresent()));
        boolean starttls = config.tls() == MailConfig.Tls.STARTTLS;
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(starttls));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(starttls));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        // The response to QUIT does not matter: a failure after the message was accepted would send it twice.
        properties.setProperty("mail.smtp.quitwait", "false");
        return properties;
    }

    private Authenticator authenticator() throws IOException {
        String user = config.user().orElse("");
        String password = config.passwordFile().isPresent()
                ? Files.readString(config.passwordFile().get()).strip()
                : "";
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(user, password);
            }
        };
    }

    private MimeMessage toMime(Session session, Message message) throws MessagingException {
        MimeMessage mime = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                // The same on every attempt, so that receivers can recognise a duplicate.
                setHeader("Message-ID", messageId(message.id()));
            }
        };
        mime.setFrom(new InternetAddress(config.from()));
        mime.setRecipients(RecipientType.TO, InternetAddress.parse(to));
        mime.setSubject(message.subject(), UTF_8);
        mime.setSentDate(Date.from(message.at()));
        mime.setHeader("Auto-Submitted", "auto-generated");
        if (!message.threadId().equals(message.id())) {
            mime.setHeader("In-Reply-To", messageId(message.threadId()));
            mime.setHeader("References", messageId(message.threadId()));
        }
        MimeBodyPart text = new MimeBodyPart();
        text.setText(message.text(), UTF_8);
        MimeMultipart alternatives = new MimeMultipart("alternative", text, htmlPart(message));
        mime.setContent(alternatives);
        return mime;
    }

    private static MimeBodyPart htmlPart(Message message) throws MessagingException {
        MimeBodyPart html = new MimeBodyPart();
        html.setText(message.html(), UTF_8, "html");
        if (message.chart().isEmpty()) {
            return html;
        }
        jakarta.mail.internet.InternetHeaders headers = new jakarta.mail.internet.InternetHeaders();
        headers.setHeader("Content-Type", "image/png");
        headers.setHeader("Content-Transfer-Encoding", "base64");
        MimeBodyPart chart = new MimeBodyPart(headers, wrapLines(message.chart()));
        chart.setContentID("<chart>");
        chart.setFileName("chart.png");
        chart.setDisposition(MimeBodyPart.INLINE);
        MimeBodyPart related = new MimeBodyPart();
        related.setContent(new MimeMultipart("related", html, chart));
        return related;
    }

    /** Wraps lines at 76 characters (RFC 2045). */
    private static byte[] wrapLines(String base64) {
        return base64.replaceAll("(.{76})", "$1\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private String messageId(String id) {
        return "<" + id + "@" + domain + ">";
    }
}
