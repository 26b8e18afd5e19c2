// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Streams the lines of a body, which are UTF-8 (comments may be anything); buffers one line and one block. */
final class LineReader {

    private final InputStream in;
    private final long maxBytes;
    private final boolean knownLength;
    private final byte[] buffer = new byte[16 * 1024];
    private byte[] line = new byte[1024];
    private int position;
    private int bufferEnd;
    private long bytesRead;
    private long lineNumber;

    /** @param knownLength whether the last line can do without a line feed, since {@code in} fails for a body that was cut off */
    LineReader(InputStream in, long maxBytes, boolean knownLength) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.knownLength = knownLength;
    }

    /** The next line without its line feed; empty at the end of the body. */
    Optional<String> next() throws IOException {
        int length = 0;
        boolean ascii = true;
        while (position < bufferEnd || fillBuffer()) {
            byte b = buffer[position++];
            if (b == '\n') {
                lineNumber++;
                return Optional.of(decode(length, ascii));
            }
            if (length == line.length) {
                growLine();
            }
            ascii &= b >= 0;
            line[length++] = b;
        }
        if (length > 0) {
            lineNumber++;
            if (knownLength) {
                return Optional.of(decode(length, ascii));
            }
            throw new ParseException(lineNumber, "the body ends within a line: it may be cut off");
        }
        return Optional.empty();
    }

    /** Number of the last returned line, starting at 1. */
    long lineNumber() {
        return lineNumber;
    }

    private boolean fillBuffer() throws IOException {
        bufferEnd = in.read(buffer);
        position = 0;
        bytesRead += Math.max(0, bufferEnd);
        if (bytesRead > maxBytes) {
            throw new ParseException("the body is larger than " + maxBytes + " bytes (limits.bytes)");
        }
        return bufferEnd > 0;
    }

    private void growLine() throws ParseException {
        if (line.length >= ScrapeLimits.MAX_LINE_BYTES) {
            throw new ParseException(lineNumber + 1, "longer than " + ScrapeLimits.MAX_LINE_BYTES + " bytes");
        }
        line = Arrays.copyOf(line, line.length * 2);
    }

    private String decode(int length, boolean ascii) throws ParseException {
        if (ascii) {
            return new String(line, 0, length, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
        } catch (CharacterCodingException malformed) {
            String start = new String(line, 0, length, StandardCharsets.ISO_8859_1).strip();
            if (start.startsWith("#") && !start.substring(1).stripLeading().startsWith("HELP")) {
                return "# not valid UTF-8";
            }
            throw new ParseException(lineNumber, "not valid UTF-8");
        }
    }
}
