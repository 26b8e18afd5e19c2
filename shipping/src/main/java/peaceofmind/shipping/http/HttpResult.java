// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The result of an HTTP request. */
public sealed interface HttpResult {

    /** The receiver's clock, if it sent one: the only reference on a device without a real-time clock. */
    Optional<Instant> date();

    /**
     * Any 2xx. Its meaning depends on the protocol.
     *
     * @param headers names in lower case; the first value where there are several
     * @param body at most its first few kilobytes
     */
    record Accepted(int status, Map<String, String> headers, Optional<Instant> date, String body)
            implements HttpResult {

        /** The reason to report when {@link #isWebPage}. */
        public static final String WEB_PAGE_REASON =
                "got a web page instead of the receiver's response: is it the network's login page?";

        /** Whether the response is a web page, such as a network's login page, instead of the receiver's. */
        public boolean isWebPage() {
            return header("content-type").orElse("").startsWith("text/html");
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * The receiver understood the request and rejected it: retrying is pointless.
     *
     * @param reason a message for people
     * @param body at most its first few kilobytes: it may name what was rejected
     */
    record Rejected(int status, Map<String, String> headers, Optional<Instant> date, String reason, String body)
            implements HttpResult {}

    /**
     * Retry later: the receiver is busy, failing or unreachable, or the configuration is wrong (401, 403, 404, 405, 407: credentials or
     * URL, which a person has to fix; the data is not at fault).
     *
     * @param status 0 when there was no response
     * @param retryAfter the delay that the receiver asked for
     * @param reason a message for people
     */
    record RetryLater(int status, Optional<Duration> retryAfter, Optional<Instant> date, String reason)
            implements HttpResult {
        static RetryLater withoutResponse(String reason) {
            return new RetryLater(0, Optional.empty(), Optional.empty(), reason);
        }
    }
}
