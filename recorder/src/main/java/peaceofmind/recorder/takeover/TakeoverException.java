// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

/** Why nothing was, or no more can be, taken over. The message says what to do. */
public final class TakeoverException extends Exception {
    private static final long serialVersionUID = 1L;

    TakeoverException(String message) {
        super(message);
    }

    TakeoverException(String message, Throwable cause) {
        super(message, cause);
    }
}
