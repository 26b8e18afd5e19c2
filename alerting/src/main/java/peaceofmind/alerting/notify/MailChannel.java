// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import jakarta.mail.Authenticator;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
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
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;

/** Sends mail to one address (RFC 5322, RFC 6409): text and HTML with an inline chart, in the thread of the incident. */
final class MailChannel implements Channel {

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final MailConfig config;
    private final String to;
    private final String domain;
    private final SmtpTimeouts timeouts;
    private final SmtpTimer timer;

    /** @param device makes message ids unique across devices */
    MailChannel(MailConfig config, String to, String device) {
        this(config, to, device, SmtpTimeouts.RFC_5321, SmtpTimer.system());
    }

    /** @param timeout of a whole session with the server */
    MailChannel(MailConfig config, String to, String device, Duration timeout) {
        this(config, to, device, SmtpTimeouts.ofSession(timeout), SmtpTimer.system());
    }

    MailChannel(MailConfig config, String to, String device, SmtpTimeouts timeouts, SmtpTimer timer) {
        this.timeouts = timeouts;
        this.timer = timer;
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
        void run(Session session, MailTransport transport) throws MessagingException, SendException;
    }

    private void runSession(SmtpAction action) throws IOException {
        if (config.refusal().isPresent()) {
            throw new SendException(
                    SendException.Kind.NOT_SENT,
                    "off, since it " + config.refusal().get());
        }
        try (MailConnection connection = connect()) {
            Properties properties = properties();
            properties.put("mail.smtp.ssl.socketFactory", MailConnection.socketFactory(config));
            Session session = Session.getInstance(properties, authenticator());
            MailTransport transport = new MailTransport(session, config, connection);
            try (transport) {
                transport.connect(connection.socket());
                action.run(session, transport);
            } catch (MessagingException problem) {
                if (!transport.isAccepted()) {
                    throw failure(problem, connection, transport);
                }
            }
        }
    }

    private SendException failure(MessagingException problem, MailConnection connection, MailTransport transport) {
        if (connection.isTimedOut()) {
            return new SendException(
                    transport.isContentComplete() ? SendException.Kind.UNCONFIRMED : SendException.Kind.NOT_SENT,
                    failureMessage(connection.timeoutMessage()),
                    problem);
        }
        SendException.Kind kind = MailErrors.isRefusal(problem)
                ? SendException.Kind.REFUSED
                : transport.isContentComplete() && !MailErrors.hasResponse(problem)
                        ? SendException.Kind.UNCONFIRMED
                        : SendException.Kind.NOT_SENT;
        return new SendException(kind, failureMessage(MailErrors.describe(problem, config)), problem);
    }

    private MailConnection connect() throws IOException {
        try {
            return MailConnection.open(config, timeouts, timer);
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

    /** A message that cannot be written as a mail will never be: it must not hold up those behind it. */
    private MimeMessage toMime(Session session, Message message) throws MessagingException, SendException {
        InternetAddress from = new InternetAddress(config.from());
        InternetAddress[] recipients = InternetAddress.parse(to);
        try {
            return toMime(session, message, from, recipients);
        } catch (MessagingException | RuntimeException invalid) {
            throw new SendException(
                    SendException.Kind.REFUSED, "it cannot be written as a mail: " + ErrorText.of(invalid), invalid);
        }
    }

    private MimeMessage toMime(Session session, Message message, InternetAddress from, InternetAddress[] recipients)
            throws MessagingException {
        MimeMessage mime = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                // The same on every attempt, so that receivers can recognise a duplicate.
                setHeader("Message-ID", messageId(message.id()));
            }
        };
        mime.setFrom(from);
        mime.setRecipients(RecipientType.TO, recipients);
        mime.setSubject(message.subject(), UTF_8);
        mime.setSentDate(Date.from(message.isTimeUnknown() ? Clock.system().now() : message.at()));
        mime.setHeader("Auto-Submitted", "auto-generated");
        if (!message.threadId().equals(message.id())) {
            mime.setHeader("In-Reply-To", messageId(message.threadId()));
            mime.setHeader("References", messageId(message.threadId()));
        }
        MimeBodyPart text = new MimeBodyPart();
        text.setText(message.text(), UTF_8);
        MimeMultipart alternatives = new MimeMultipart("alternative", text, htmlPart(message));
        mime.setContent(alternatives);
        mime.saveChanges();
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
