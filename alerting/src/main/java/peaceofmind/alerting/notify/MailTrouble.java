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
final class MailTrouble {

    private static final int MAX_CAUSES = 10;

    private MailTrouble() {}

    static String words(Exception problem, MailConfig config) {
        List<Throwable> causes = causes(problem);
        String said = said(causes);
        if (has(causes, AuthenticationFailedException.class)) {
            return "it refuses the user or the password: check alerts.mail.user and the file that password_file names"
                    + " (" + said + ")";
        } else if (said.contains("STARTTLS is required")) {
            return "it offers no encryption, and nothing is sent without: try tls implicit with port 465, or another"
                    + " server";
        } else if (has(causes, CertificateExpiredException.class)) {
            return "its certificate is over, or this device's clock is wrong (" + said + ")";
        } else if (has(causes, CertPathBuilderException.class)) {
            return "its certificate is not trusted: a private authority is named by alerts.mail.ca_file";
        } else if (has(causes, CertificateException.class)) {
            return "its certificate is for another name than " + config.host() + " (" + said + ")";
        } else if (has(causes, SSLException.class)) {
            return "the encryption fails: is alerts.mail.tls right for port " + config.port() + "? (" + said + ")";
        }
        return network(causes, said);
    }

    private static String network(List<Throwable> causes, String said) {
        if (has(causes, UnknownHostException.class)) {
            return "its name is not known: check alerts.mail.host, and the network";
        } else if (has(causes, ConnectException.class) || has(causes, NoRouteToHostException.class)) {
            return "it can't be reached (" + said + ")";
        }
        return has(causes, SocketTimeoutException.class) ? "it does not answer in time" : said;
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
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
    private static String said(List<Throwable> causes) {
        return causes.stream()
                .map(cause -> String.valueOf(cause.getMessage()).strip().replaceAll("\\s*\\n\\s*", " "))
                .filter(words -> !words.isEmpty() && !words.equals("null"))
                .distinct()
                .reduce((first, second) ->
                        second.contains(first) ? second : first.contains(second) ? first : first + ": " + second)
                .orElse(causes.getFirst().toString());
    }
}
