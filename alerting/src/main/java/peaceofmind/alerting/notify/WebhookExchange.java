// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import peaceofmind.foundation.log.ErrorText;

/**
 * One request to a receiver and its response, within a limited time.
 *
 * @param headTimeout until the response starts
 * @param timeout of the whole exchange, to the last byte of the response
 * @param maxBytes of the response; the rest is thrown away
 */
record WebhookExchange(HttpClient client, Duration headTimeout, Duration timeout, int maxBytes) {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    /** What creates a request. */
    interface RequestSource {
        HttpRequest.Builder create() throws IOException;
    }

    static HttpClient newClient() {
        return HttpClient.newBuilder()
                // An upgrade to HTTP/2 over http:// loses the body at some servers.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /**
     * Sends a request.
     *
     * @throws SendException when there is no response; says whether the receiver may have got the request
     * @throws IOException when it cannot be sent; says what to do
     */
    WebhookResponse send(RequestSource source) throws IOException {
        try {
            HttpRequest request = source.create().timeout(headTimeout).build();
            CompletableFuture<HttpResponse<String>> pending = client.sendAsync(request, _ -> new LimitedBody(maxBytes));
            try {
                HttpResponse<String> response = pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                return new WebhookResponse(response.statusCode(), retryAfter(response), response.body());
            } finally {
                pending.cancel(true);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SendException(SendException.Kind.UNCONFIRMED, "the agent is shutting down", interrupted);
        } catch (TimeoutException slow) {
            throw new SendException(
                    SendException.Kind.UNCONFIRMED, "no response within " + timeout.toSeconds() + " s", slow);
        } catch (ExecutionException failed) {
            throw failure(failed);
        } catch (IllegalArgumentException invalidUrl) {
            // Without the URL itself, which is a secret.
            throw new IOException("invalid URL: check url or url_file");
        }
    }

    /** What an exchange that ended without a response means. */
    static SendException failure(ExecutionException failed) {
        Throwable problem = failed.getCause() == null ? failed : failed.getCause();
        boolean connected = !(problem instanceof ConnectException)
                && !(problem instanceof HttpConnectTimeoutException)
                && !(problem instanceof SSLException);
        return new SendException(
                connected ? SendException.Kind.UNCONFIRMED : SendException.Kind.NOT_SENT, describe(problem), failed);
    }

    /** In seconds; a date is not supported: the clock of a device may be wrong. */
    private static OptionalLong retryAfter(HttpResponse<String> response) {
        String header = response.headers().firstValue("Retry-After").orElse("").strip();
        return header.matches("\\d{1,7}") ? OptionalLong.of(Long.parseLong(header)) : OptionalLong.empty();
    }

    private static String describe(Throwable problem) {
        if (problem instanceof HttpTimeoutException) {
            return "the server does not respond";
        } else if (problem instanceof SSLException) {
            return "its certificate is not trusted, or not valid for that name (" + ErrorText.of(problem) + ")";
        }
        return problem instanceof ConnectException
                ? "cannot connect: check url or url_file, and the network"
                : ErrorText.of(problem);
    }
}
