package peaceofmind.heartbeat.json;

/** A text that is not the JSON that was expected: what is wrong, and at which character (counted from 0). */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int position;

    /** For a document that is JSON, but not the one that was expected. */
    public JsonException(String message) {
        super(message);
        this.position = -1;
    }

    JsonException(String message, int position) {
        super(message + " at character " + position);
        this.position = position;
    }

    /** Where the text went wrong, in characters from its beginning; -1 when it is JSON, but not the expected document. */
    public int position() {
        return position;
    }
}
