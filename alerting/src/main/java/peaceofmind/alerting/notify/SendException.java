// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;

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

    SendException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    SendException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
