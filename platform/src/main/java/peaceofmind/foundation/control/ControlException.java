// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.control;

/** A request over a control socket failed. The message gives the reason, and what to do, to the person who sent it. */
public final class ControlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public ControlException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What the program that sent the request can distinguish. Sent by name. */
    public enum Kind {
        /** Nothing listens on the socket: the other process is down. */
        NOT_RUNNING,
        /** This user lacks the permission. */
        NOT_ALLOWED,
        /** The process listens but did not respond in time, or not with valid JSON. */
        NO_ANSWER,
        /** The process rejected the request. */
        REFUSED
    }
}
