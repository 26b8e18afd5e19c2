// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.io.IOException;

/** A response that is not in its format or exceeds a limit; the message names the line and the error. */
final class ParseException extends IOException {
    private static final long serialVersionUID = 1L;

    ParseException(String message) {
        super(message);
    }

    ParseException(long line, String message) {
        super("line " + line + ": " + message);
    }
}
