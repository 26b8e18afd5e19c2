// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;

/** Posts messages to a URL, as JSON of our own or in the formats that ntfy, Slack and Discord document. */
final class WebhookChannel implements Channel {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(45);

    /** Discord accepts 2,000 characters. */
    private static final int MAX_TEXT_CHARACTERS = 1_900;

    /** ntfy turns longer messages into an attachment. */
    private static final int MAX_NTFY_BYTES = 4_000;

    private final WebhookConfig config;
    private final String device;
    private final Duration timeout;

    WebhookChannel(WebhookConfig config, String device) {
        this(config, device, SEND_TIMEOUT);
    }

    /** @param timeout of the whole exchange, to the last byte of the response */
    WebhookChannel(WebhookConfig config, String device, Duration timeout) {
        this.timeout = timeout;
        this.config = config;
        this.device = device;
    }

    @Override
    public String name() {
        return "webhook-" + config.name().replaceAll("[^A-Za-z0-9._-]", "_");
    }

    @Override
    public void send(Message message) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                // An upgrade to HTTP/2 over http:// loses the body at some servers.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(REQUEST_TIMEOUT)
                .build();
        try {
            int status = client.sendAsync(request(message), BodyHandlers.discarding())
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .statusCode();
            if (status < 200 || status > 299) {
                throw new SendException(
                        kind(status),
                        "the server responded with HTTP status " + status
                                + (status == 401 || status == 403 || status == 404 ? ": check url or url_file" : ""));
            }
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

    /**
     * What a status that is no success says about the message. 4xx: the receiver refuses it (RFC 9110, section 15.5), except when it is
     * slow or busy. A gateway (502, 504) does not know what became of it.
     */
    private static SendException.Kind kind(int status) {
        if (status >= 400 && status <= 499 && status != 408 && status != 429) {
            return SendException.Kind.REFUSED;
        }
        return status == 502 || status == 504 ? SendException.Kind.UNCONFIRMED : SendException.Kind.NOT_SENT;
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

    private HttpRequest request(Message message) throws IOException {
        String url = config.urlFile().isPresent()
                ? Files.readString(config.urlFile().get()).strip()
                : config.url().orElse("").strip();
        Optional<String> refusal = config.refusal(url);
        if (refusal.isPresent()) {
            throw new SendException(SendException.Kind.NOT_SENT, "off, since it " + refusal.get());
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(REQUEST_TIMEOUT);
        if (config.format() == WebhookConfig.Format.NTFY) {
            return request.header("Title", encodedWord(message.subject()))
                    .header(
                            "Priority",
                            switch (message.severity()) {
                                case CRITICAL -> "urgent";
                                case WARNING -> "high";
                                case INFO -> "default";
                            })
                    .POST(BodyPublishers.ofString(truncateForNtfy(message.text())))
                    .build();
        }
        return request.header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json(message)))
                .build();
    }

    private String json(Message message) {
        String both = message.subject() + "\n" + message.text();
        Json.ObjectBuilder json = Json.object();
        return switch (config.format()) {
            case SLACK -> json.put("text", truncateText(both)).build().toJson();
            case DISCORD -> json.put("content", truncateText(both)).build().toJson();
            case JSON, NTFY -> {
                json.put("device", device)
                        .put("id", message.id())
                        .put("incident", message.threadId())
                        .put("kind", message.kind().name().toLowerCase(Locale.ROOT))
                        .put("severity", message.severity().label())
                        .put("at", message.at().toString());
                if (message.isTimeUnknown()) {
                    json.put("at_unknown", true);
                }
                yield json.put("subject", message.subject())
                        .put("text", message.text())
                        .build()
                        .toJson();
            }
        };
    }

    private static String truncateText(String text) {
        return truncate(text, MAX_TEXT_CHARACTERS);
    }

    private static String truncateForNtfy(String text) {
        int length = Math.min(text.length(), MAX_NTFY_BYTES);
        while (truncate(text, length).getBytes(StandardCharsets.UTF_8).length > MAX_NTFY_BYTES) {
            length -= 100;
        }
        return truncate(text, length);
    }

    private static String truncate(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        // Never between the two halves of a surrogate pair.
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "…";
    }

    /** Headers are ASCII only; ntfy decodes RFC 2047. */
    private static String encodedWord(String text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
