// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A body in chunks (RFC 9112, section 7.1), as far as it was received: the text that is searched for may be in several of them.
 *
 * @param content each byte is a character
 * @param complete whether its end was received, or something that is no chunk
 */
record ChunkedBody(String content, boolean complete) {

    private static final int MAX_SIZE_DIGITS = 7;

    /** Decodes {@code received} from {@code start} to {@code end}. */
    static ChunkedBody decode(byte[] received, int start, int end) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int position = start;
        while (true) {
            int lineEnd = position;
            while (lineEnd < end && received[lineEnd] != '\n') {
                lineEnd++;
            }
            if (lineEnd == end) {
                return new ChunkedBody(content.toString(StandardCharsets.ISO_8859_1), false);
            }
            String line = new String(received, position, lineEnd - position, StandardCharsets.ISO_8859_1);
            String size = line.split(";", 2)[0].strip();
            if (!size.matches("[0-9A-Fa-f]{1," + MAX_SIZE_DIGITS + "}") || Integer.parseInt(size, 16) == 0) {
                return new ChunkedBody(content.toString(StandardCharsets.ISO_8859_1), true);
            }
            int chunk = lineEnd + 1;
            int length = Integer.parseInt(size, 16);
            content.write(received, chunk, Math.min(length, end - chunk));
            if (length >= end - chunk) {
                return new ChunkedBody(content.toString(StandardCharsets.ISO_8859_1), false);
            }
            // And the end of the line after it.
            position = chunk + length;
            while (position < end && (received[position] == '\r' || received[position] == '\n')) {
                position++;
            }
        }
    }
}
