package peaceofmind.shipping.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How a request went. */
public sealed interface HttpResult {

    /** The receiver's clock, when it told: the only clock besides ours on a device without one. */
    Optional<Instant> date();

    /**
     * Any 2xx. What it means is the receiver's protocol's matter.
     *
     * @param headers names in lower case; of several values the first
     * @param body at most a few kilobytes of it
     */
    record Accepted(int status, Map<String, String> headers, Optional<Instant> date, String body) implements HttpResult {

        /** What is told when {@link #isWebPage}. */
        public static final String WEB_PAGE_REASON = "a web page answers instead of the receiver: a login page of the network?";

        /** Whether a web page answers instead of a receiver, such as the login page of a network. */
        public boolean isWebPage() {
            return header("content-type").orElse("").startsWith("text/html");
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * The receiver has understood and does not want it: sending it again is pointless.
     *
     * @param reason what a person should know
     */
    record Rejected(int status, Map<String, String> headers, Optional<Instant> date, String reason) implements HttpResult {}

    /**
     * Not now: the receiver is busy, broken or out of reach, or does not know us (401, 403, 404, 405, 407: wrong credentials or
     * address, which a person mends; what was sent is not at fault).
     *
     * @param status 0 when there was no answer
     * @param retryAfter what the receiver asked for
     * @param reason what a person should know
     */
    record RetryLater(int status, Optional<Duration> retryAfter, Optional<Instant> date, String reason) implements HttpResult {
        static RetryLater withoutResponse(String reason) {
            return new RetryLater(0, Optional.empty(), Optional.empty(), reason);
        }
    }
}
