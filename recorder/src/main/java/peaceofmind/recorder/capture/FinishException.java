// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

/** A video could not be finished or checked. The message says what happened and what to do. */
public final class FinishException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    private FinishException(String message, boolean permanent) {
        super(message);
        this.permanent = permanent;
    }

    /** The raw recording contains nothing playable; a retry would fail as well. */
    public static FinishException unplayable(String message) {
        return new FinishException(message, true);
    }

    /** Something else failed, such as a full disk, a lack of memory or a missing program; a retry may succeed. */
    public static FinishException retryable(String message) {
        return new FinishException(message, false);
    }

    /** Whether a retry is pointless. */
    public boolean isPermanent() {
        return permanent;
    }
}
