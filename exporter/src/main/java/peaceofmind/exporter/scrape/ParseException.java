package peaceofmind.exporter.scrape;

import java.io.IOException;

/** A body that does not follow its format, or exceeds a limit: says the line and what is wrong with it. */
final class ParseException extends IOException {
    private static final long serialVersionUID = 1L;

    ParseException(String message) {
        super(message);
    }

    ParseException(long line, String message) {
        super("line " + line + ": " + message);
    }
}
