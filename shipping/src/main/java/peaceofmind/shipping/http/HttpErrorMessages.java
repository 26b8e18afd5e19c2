package peaceofmind.shipping.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLException;
import peaceofmind.foundation.http.TlsErrors;

/** What went wrong on the way, in words for the owner of a device. */
final class HttpErrorMessages {

    private HttpErrorMessages() {}

    static String host(EndpointConfig endpoint) {
        return endpoint.url().getHost();
    }

    static String describe(IOException problem, EndpointConfig endpoint, Instant now) {
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
            case SSLException encryption -> TlsErrors.describe(encryption, host, now);
            default -> "the connection to " + host + " broke: " + problem.getMessage();
        };
    }

    private static int port(EndpointConfig endpoint) {
        int port = endpoint.url().getPort();
        return port >= 0 ? port : endpoint.url().getScheme().equals("https") ? 443 : 80;
    }

    static String timeout(EndpointConfig endpoint, Duration limit) {
        return host(endpoint) + " did not finish within " + limit.toSeconds() + " s";
    }

    static String credentialsRejected(int status, EndpointConfig endpoint) {
        return endpoint.url().getHost() + " refuses " + endpoint.credentials().description() + " (" + status + ")";
    }

    static String wrongAddress(int status, EndpointConfig endpoint) {
        return endpoint.url() + " seems not to be the right address: it answers " + status;
    }
}
