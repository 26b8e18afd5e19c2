// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A server's response.
 *
 * @param body at most {@link UploadHttp#MAX_RESPONSE_BYTES}
 */
public record HttpReply(int status, HttpHeaders headers, String body) {

    private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

    /** Whether the status is one of success. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** A header's first value. */
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The time that the server names in {@code Retry-After}, within a day. */
    public Optional<Instant> retryAfter(Instant now) {
        Instant latest = now.plus(MAX_RETRY_AFTER);
        return header("Retry-After")
                .flatMap(text -> parse(text.strip(), now))
                .map(time -> time.isAfter(latest) ? latest : time);
    }

    private static Optional<Instant> parse(String text, Instant now) {
        if (text.matches("\\d{1,6}")) {
            return Optional.of(now.plusSeconds(Long.parseLong(text)));
        }
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException neither) {
            return Optional.empty();
        }
    }
}
