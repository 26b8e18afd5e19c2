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
import javax.net.ssl.SSLException;

/** Why a mail did not go out, in words, with what to do; what the server said itself stands at the end. */
final class MailErrors {

    private static final int MAX_CAUSES = 10;

    private MailErrors() {}

    static String describe(Exception problem, MailConfig config) {
        List<Throwable> causes = causes(problem);
        String serverMessage = serverMessage(causes);
        if (hasCause(causes, AuthenticationFailedException.class)) {
            return "it refuses the user or the password: check alerts.mail.user and the file that password_file names"
                    + " (" + serverMessage + ")";
        } else if (serverMessage.contains("STARTTLS is required")) {
            return "it offers no encryption, and nothing is sent without: try tls implicit with port 465, or another"
                    + " server";
        } else if (hasCause(causes, CertificateExpiredException.class)) {
            return "its certificate is over, or this device's clock is wrong (" + serverMessage + ")";
        } else if (hasCause(causes, CertPathBuilderException.class)) {
            return "its certificate is not trusted: a private authority is named by alerts.mail.ca_file";
        } else if (hasCause(causes, CertificateException.class)) {
            return "its certificate is for another name than " + config.host() + " (" + serverMessage + ")";
        } else if (hasCause(causes, SSLException.class)) {
            return "the encryption fails: is alerts.mail.tls right for port " + config.port() + "? (" + serverMessage + ")";
        }
        return describeNetworkError(causes, serverMessage);
    }

    private static String describeNetworkError(List<Throwable> causes, String serverMessage) {
        if (hasCause(causes, UnknownHostException.class)) {
            return "its name is not known: check alerts.mail.host, and the network";
        } else if (hasCause(causes, ConnectException.class) || hasCause(causes, NoRouteToHostException.class)) {
            return "it can't be reached (" + serverMessage + ")";
        }
        return hasCause(causes, SocketTimeoutException.class) ? "it does not answer in time" : serverMessage;
    }

    private static boolean hasCause(List<Throwable> causes, Class<? extends Throwable> type) {
        return causes.stream().anyMatch(type::isInstance);
    }

    /** Mail's exceptions hang on each other in a way of their own. */
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

    /** The innermost words: those of the server or the system. */
    private static String serverMessage(List<Throwable> causes) {
        return causes.stream()
                .map(cause -> String.valueOf(cause.getMessage()).strip().replaceAll("\\s*\\n\\s*", " "))
                .filter(text -> !text.isEmpty() && !text.equals("null"))
                .distinct()
                .reduce((first, second) ->
                        second.contains(first) ? second : first.contains(second) ? first : first + ": " + second)
                .orElse(causes.getFirst().toString());
    }
}
