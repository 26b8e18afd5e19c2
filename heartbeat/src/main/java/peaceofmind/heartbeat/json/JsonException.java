// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat.json;

/** A text is not JSON, or not the expected document. The message says what is wrong and at which character (counted from 0). */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int position;

    /** For JSON that is not the expected document. */
    public JsonException(String message) {
        super(message);
        this.position = -1;
    }

    JsonException(String message, int position) {
        super(message + " at character " + position);
        this.position = position;
    }

    /** The position of the syntax error, in characters from the start of the text; -1 for JSON that is not the expected document. */
    public int position() {
        return position;
    }
}
