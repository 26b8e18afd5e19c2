package peaceofmind.agent.ship.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLException;

/** What went wrong on the way, in words for the owner of a device. */
final class Trouble {

    /** No release of this program is older: a clock before it has not been set. */
    private static final Instant CLOCK_IS_SET_AFTER = Instant.parse("2026-01-01T00:00:00Z");

    private Trouble() {}

    static String host(EndpointConfig endpoint) {
        return endpoint.url().getHost();
    }

    static String words(IOException problem, EndpointConfig endpoint, Instant now) {
        String host = host(endpoint);
        return switch (problem) {
            case UnknownHostException _ ->
                "the name " + host + " is not known: is the device online, and the address spelled right?";
            case NoRouteToHostException _ -> "no way to " + host + ": the network is down";
            case SocketException down
            when String.valueOf(down.getMessage()).contains("unreachable") ->
                "no way to " + host + ": the network is down";
            case ConnectException refused
            when !String.valueOf(refused.getMessage()).contains("unreachable") ->
                host + ":" + port(endpoint) + " does not take connections (" + refused.getMessage() + ")";
            case SocketTimeoutException _ ->
                host + " does not answer within " + endpoint.timeout().toSeconds() + " s";
            case SSLException _ -> certificate(problem, host, now);
            default -> "the connection to " + host + " broke: " + problem.getMessage();
        };
    }

    private static int port(EndpointConfig endpoint) {
        int port = endpoint.url().getPort();
        return port >= 0 ? port : endpoint.url().getScheme().equals("https") ? 443 : 80;
    }

    private static String certificate(IOException problem, String host, Instant now) {
        boolean dates = causedBy(problem, CertificateExpiredException.class)
                || causedBy(problem, CertificateNotYetValidException.class);
        if (dates || now.isBefore(CLOCK_IS_SET_AFTER)) {
            return "the certificate of " + host + " is not valid at " + now
                    + ", which is what this device takes for the time: is its clock right?";
        }
        return "the certificate of " + host + " is not trusted (" + problem.getMessage()
                + "): a private authority is named by ca_file";
    }

    private static boolean causedBy(Throwable problem, Class<? extends Throwable> type) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    static String tooSlow(EndpointConfig endpoint, Duration limit) {
        return host(endpoint) + " did not finish within " + limit.toSeconds() + " s";
    }

    static String credentials(int status, EndpointConfig endpoint) {
        String what = endpoint.username().isPresent()
                ? "user " + endpoint.username().get() + " or the password in "
                        + endpoint.passwordFile().orElseThrow()
                : endpoint.bearerTokenFile()
                        .map(file -> "the token in " + file)
                        .orElse("a request without a user (username and password_file, or bearer_token_file)");
        return endpoint.url().getHost() + " refuses " + what + " (" + status + ")";
    }

    static String address(int status, EndpointConfig endpoint) {
        return endpoint.url() + " seems not to be the right address: it answers " + status;
    }
}
