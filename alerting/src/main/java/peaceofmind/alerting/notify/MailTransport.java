// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** An SMTP session that sets the connection's limit for each command, and knows whether a mail may have been accepted. */
final class MailTransport extends SMTPTransport {

    private final MailConnection connection;

    /** From DATA to the end of the content. */
    private boolean hasOwnLimit;

    private boolean contentComplete;
    private boolean accepted;

    MailTransport(Session session, MailConfig config, MailConnection connection) {
        super(session, new URLName("smtp", config.host(), config.port(), null, null, null));
        this.connection = connection;
    }

    /** Whether the whole mail was transmitted: from then on the server may deliver it. */
    boolean isContentComplete() {
        return contentComplete;
    }

    /** Whether the server has confirmed the mail. What fails afterwards does not matter. */
    boolean isAccepted() {
        return accepted;
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        if (!hasOwnLimit) {
            connection.limit(connection.timeouts().command());
        }
        super.sendCommand(command);
    }

    @Override
    protected OutputStream data() throws MessagingException {
        hasOwnLimit = true;
        connection.limit(connection.timeouts().dataStart());
        OutputStream content = super.data();
        connection.limit(connection.timeouts().dataBlock());
        return new FilterOutputStream(content) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                connection.limit(connection.timeouts().dataBlock());
                out.write(bytes, offset, length);
            }
        };
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        contentComplete = true;
        connection.limit(connection.timeouts().dataEnd());
        super.finishData();
        accepted = true;
        hasOwnLimit = false;
    }
}
