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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import peaceofmind.foundation.log.ErrorText;

/** Sends messages over HTTP, in the format of the receiver. */
final class WebhookChannel implements Channel {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(45);

    private final String name;
    private final MessageFormat format;
    private final Duration timeout;

    WebhookChannel(WebhookConfig config, String device) {
        this(config, device, SEND_TIMEOUT);
    }

    /** @param timeout of the whole exchange, to the last byte of the response */
    WebhookChannel(WebhookConfig config, String device, Duration timeout) {
        this.name = "webhook-" + config.name().replaceAll("[^A-Za-z0-9._-]", "_");
        this.format = MessageFormat.of(config, device);
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(Message message) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                // An upgrade to HTTP/2 over http:// loses the body at some servers.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(REQUEST_TIMEOUT)
                .build();
        try {
            HttpRequest request =
                    format.request(message).timeout(REQUEST_TIMEOUT).build();
            HttpResponse<String> response =
                    client.sendAsync(request, _ -> new LimitedBody()).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            format.check(new WebhookResponse(response.statusCode(), retryAfter(response), response.body()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SendException(SendException.Kind.UNCONFIRMED, "the agent is shutting down", interrupted);
        } catch (TimeoutException slow) {
            throw new SendException(
                    SendException.Kind.UNCONFIRMED, "no response within " + timeout.toSeconds() + " s", slow);
        } catch (ExecutionException failed) {
            Throwable problem = failed.getCause() == null ? failed : failed.getCause();
            boolean connected = !(problem instanceof ConnectException)
                    && !(problem instanceof HttpConnectTimeoutException)
                    && !(problem instanceof SSLException);
            throw new SendException(
                    connected ? SendException.Kind.UNCONFIRMED : SendException.Kind.NOT_SENT,
                    describe(problem),
                    failed);
        } catch (IllegalArgumentException invalidUrl) {
            // Without the URL itself, which is a secret.
            throw new IOException("invalid URL: check url or url_file");
        } finally {
            client.shutdownNow();
        }
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
