// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.foundation.log.ErrorText;

/** Network and HTTP errors as messages for the owner of a device. */
final class HttpErrorMessages {

    private HttpErrorMessages() {}

    static String host(EndpointConfig endpoint) {
        return endpoint.url().getHost();
    }

    static String describe(IOException problem, EndpointConfig endpoint, Instant now) {
        String host = host(endpoint);
        return switch (problem) {
            case UnknownHostException _ ->
                "cannot resolve " + host + ": is the device online, and is the name spelled correctly?";
            case NoRouteToHostException _ -> "cannot reach " + host + ": the network is down";
            case SocketException down
            when String.valueOf(down.getMessage()).contains("unreachable") ->
                "cannot reach " + host + ": the network is down";
            case ConnectException refused
            when !String.valueOf(refused.getMessage()).contains("unreachable") ->
                "cannot connect to " + host + ":" + port(endpoint) + " (" + ErrorText.of(refused) + ")";
            case SocketTimeoutException _ ->
                host + " did not respond within " + endpoint.timeout().toSeconds() + " s";
            case SSLException encryption -> TlsErrors.describe(encryption, host, now);
            default -> "connection to " + host + " failed: " + ErrorText.of(problem);
        };
    }

    private static int port(EndpointConfig endpoint) {
        int port = endpoint.url().getPort();
        return port >= 0 ? port : endpoint.url().getScheme().equals("https") ? 443 : 80;
    }

    static String timeout(EndpointConfig endpoint, Duration limit) {
        return host(endpoint) + " did not finish its response within " + limit.toSeconds() + " s";
    }

    static String credentialsRejected(int status, EndpointConfig endpoint) {
        return endpoint.url().getHost() + " rejected " + endpoint.credentials().description() + " (" + status + ")";
    }

    static String wrongAddress(int status, EndpointConfig endpoint) {
        return endpoint.shownUrl() + " does not seem to be the right URL: it returned " + status;
    }
}
