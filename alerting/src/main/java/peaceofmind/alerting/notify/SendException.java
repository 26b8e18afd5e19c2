// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A message that a channel could not send; the text says what to do. */
final class SendException extends IOException {

    private static final long serialVersionUID = 1;

    /** What became of the message. */
    enum Kind {
        /** The receiver has not got it: it is sent again. */
        NOT_SENT,
        /** It was handed over, but the receiver did not confirm it: it is sent again, and counts as a message. */
        UNCONFIRMED,
        /** The receiver refuses this message for good: sending it again is pointless. */
        REFUSED
    }

    private final Kind kind;
    private final long retryAfterMillis;

    SendException(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.retryAfterMillis = 0;
    }

    SendException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfterMillis = 0;
    }

    /** @param retryAfter what the receiver asks for; empty when it says nothing */
    SendException(Kind kind, String message, Optional<Duration> retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfterMillis = retryAfter.map(Duration::toMillis).orElse(0L);
    }

    Kind kind() {
        return kind;
    }

    /** How long the receiver wants to be left alone; zero when it says nothing. */
    Duration retryAfter() {
        return Duration.ofMillis(retryAfterMillis);
    }
}
