// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import peaceofmind.foundation.log.ErrorText;

/** Explains why a mail could not be sent and what to do, with the server's own message at the end. */
final class MailErrors {

    private static final int MAX_CAUSES = 10;

    /** Authentication is required, too weak, wrong, or must be encrypted (RFC 4954). */
    private static final Set<Integer> LOGIN_CODES = Set.of(530, 534, 535, 538);

    private MailErrors() {}

    static String describe(Exception problem, MailConfig config) {
        List<Throwable> causes = causes(problem);
        String serverMessage = serverMessage(causes);
        if (hasCause(causes, AuthenticationFailedException.class)) {
            return "the server rejects the user or the password: check alerts.mail.user and alerts.mail.password_file"
                    + " (" + serverMessage + ")";
        } else if (serverMessage.contains("STARTTLS is required")) {
            return "the server does not offer STARTTLS, and mail is never sent unencrypted: try tls implicit with port 465,"
                    + " or another server";
        } else if (hasCause(causes, CertificateExpiredException.class)) {
            return "its certificate has expired, or this device's clock is wrong (" + serverMessage + ")";
        } else if (hasCause(causes, CertPathBuilderException.class)) {
            return "its certificate is not trusted: if it is from a private authority, set alerts.mail.ca_file";
        } else if (hasCause(causes, CertificateException.class)) {
            return "its certificate is not valid for " + config.host() + " (" + serverMessage + ")";
        } else if (hasCause(causes, SSLException.class)) {
            return "TLS failed: is alerts.mail.tls right for port " + config.port() + "? (" + serverMessage + ")";
        }
        return describeNetworkError(causes, serverMessage);
    }

    private static String describeNetworkError(List<Throwable> causes, String serverMessage) {
        if (hasCause(causes, UnknownHostException.class)) {
            return "cannot resolve its name: check alerts.mail.host and the network";
        } else if (hasCause(causes, ConnectException.class) || hasCause(causes, NoRouteToHostException.class)) {
            return "cannot connect (" + serverMessage + ")";
        }
        return hasCause(causes, SocketTimeoutException.class) ? "the server does not respond" : serverMessage;
    }

    /**
     * Whether the server refuses this mail for good: a 5yz response (RFC 5321, section 4.2.1) to one of the commands that hand it over. A
     * login that is missing or fails concerns every mail, and is repaired by a person.
     */
    static boolean isRefusal(Exception problem) {
        return responseCodes(problem).anyMatch(code -> code >= 500 && code <= 599 && !LOGIN_CODES.contains(code));
    }

    /** Whether the server responded to the command that failed. */
    static boolean hasResponse(Exception problem) {
        return responseCodes(problem).anyMatch(code -> code >= 400 && code <= 599);
    }

    /** The codes of responses to MAIL, RCPT, DATA or the end of the content. */
    private static Stream<Integer> responseCodes(Exception problem) {
        return causes(problem).stream().flatMap(cause -> switch (cause) {
            case SMTPSendFailedException failed -> Stream.of(failed.getReturnCode());
            case SMTPAddressFailedException failed -> Stream.of(failed.getReturnCode());
            case SMTPSenderFailedException failed -> Stream.of(failed.getReturnCode());
            default -> Stream.empty();
        });
    }

    private static boolean hasCause(List<Throwable> causes, Class<? extends Throwable> type) {
        return causes.stream().anyMatch(type::isInstance);
    }

    /** Jakarta Mail chains exceptions through {@link MessagingException#getNextException}, besides their causes. */
    private static List<Throwable> causes(Throwable problem) {
        List<Throwable> all = new ArrayList<>();
        Throwable next = problem;
        while (next != null && all.size() < MAX_CAUSES) {
            all.add(next);
            Exception more = next instanceof MessagingException mail ? mail.getNextException() : null;
            next = more != null ? more : next.getCause();
        }
        return all;
    }

    /** The messages of all causes, each once: the innermost is the server's or the system's. */
    private static String serverMessage(List<Throwable> causes) {
        return causes.stream()
                .map(cause -> String.valueOf(cause.getMessage()).strip().replaceAll("\\s*\\n\\s*", " "))
                .filter(text -> !text.isEmpty() && !text.equals("null"))
                .distinct()
                .reduce((first, second) ->
                        second.contains(first) ? second : first.contains(second) ? first : first + ": " + second)
                .orElse(ErrorText.of(causes.getFirst()));
    }
}
