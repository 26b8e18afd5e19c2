// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.shipping.http.HttpResult.Accepted;
import peaceofmind.shipping.http.HttpResult.Rejected;
import peaceofmind.shipping.http.HttpResult.RetryLater;

/**
 * Interprets a receiver's response. A status that concerns the configuration rather than the data (credentials, URL) means retrying
 * until somebody fixes the configuration; the data is not discarded.
 */
final class HttpResponses {

    private static final int MAX_BODY_BYTES = 4096;
    private static final int MAX_QUOTED_CHARS = 300;

    /** What Go servers and nginx return to plain HTTP on a TLS port. */
    private static final Pattern PLAIN_TO_TLS =
            Pattern.compile("HTTP request (was sent )?to (an )?HTTPS (server|port)", Pattern.CASE_INSENSITIVE);

    private HttpResponses() {}

    static HttpResult read(HttpURLConnection connection, EndpointConfig endpoint, Instant now) throws IOException {
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("the response is not HTTP");
        }
        Map<String, String> headers = headers(connection);
        String body = body(connection, status);
        Optional<Instant> date = parseDate(headers.get("date"));
        Optional<Duration> retryAfter = retryAfter(Optional.ofNullable(headers.get("retry-after")), now);
        String host = HttpErrorMessages.host(endpoint);
        String detail = quote(body);
        if (status == 400 && PLAIN_TO_TLS.matcher(body).find()) {
            return new RetryLater(
                    status,
                    retryAfter,
                    date,
                    endpoint.shownUrl() + " must start with https://: " + host + " expects TLS on this port");
        }
        return switch (status) {
            case 401, 403, 407 ->
                new RetryLater(
                        status, retryAfter, date, HttpErrorMessages.credentialsRejected(status, endpoint) + detail);
            case 404, 405 ->
                new RetryLater(status, retryAfter, date, HttpErrorMessages.wrongAddress(status, endpoint) + detail);
            case 408 ->
                new RetryLater(status, retryAfter, date, host + " timed out reading the request (408)" + detail);
            case 429 -> new RetryLater(status, retryAfter, date, host + " limits the request rate (429)" + detail);
            default -> {
                if (status >= 200 && status < 300) {
                    yield new Accepted(status, headers, date, body);
                } else if (status >= 400 && status < 500) {
                    String reason = host + " rejected the request (" + status + ")" + detail;
                    yield new Rejected(status, headers, date, reason, body);
                } else if (status >= 300 && status < 400) {
                    yield new RetryLater(
                            status, retryAfter, date, HttpErrorMessages.wrongAddress(status, endpoint) + detail);
                }
                yield new RetryLater(
                        status, retryAfter, date, host + " returned a server error (" + status + ")" + detail);
            }
        };
    }

    private static Map<String, String> headers(HttpURLConnection connection) {
        Map<String, String> headers = new LinkedHashMap<>();
        connection.getHeaderFields().forEach((name, values) -> {
            if (name != null && !values.isEmpty()) {
                headers.put(name.toLowerCase(Locale.ROOT), values.getFirst());
            }
        });
        return headers;
    }

    private static String body(HttpURLConnection connection, int status) throws IOException {
        try (InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            return in == null ? "" : new String(in.readNBytes(MAX_BODY_BYTES), StandardCharsets.UTF_8);
        }
    }

    private static String quote(String body) {
        String firstLine = PlainText.of(body.strip().lines().findFirst().orElse(""));
        boolean isHtml = firstLine.startsWith("<");
        return firstLine.isEmpty() || isHtml
                ? ""
                : ": " + firstLine.substring(0, Math.min(firstLine.length(), MAX_QUOTED_CHARS));
    }

    /** Seconds or a date (RFC 9110, section 10.2.3). */
    private static Optional<Duration> retryAfter(Optional<String> header, Instant now) {
        if (header.isEmpty()) {
            return Optional.empty();
        } else if (header.get().strip().matches("\\d{1,7}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(header.get().strip())));
        }
        return parseDate(header.get()).map(then -> Duration.between(now, then)).filter(wait -> !wait.isNegative());
    }

    private static Optional<Instant> parseDate(@Nullable String header) {
        try {
            return Optional.ofNullable(header)
                    .map(text -> ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }
}
