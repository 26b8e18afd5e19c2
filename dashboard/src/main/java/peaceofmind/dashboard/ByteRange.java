// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file that a browser requests (RFC 9110, 14.2).
 *
 * @param start first byte
 * @param end last byte, which is included
 */
record ByteRange(long start, long end) {

    private static final Pattern SYNTAX = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})");

    /** What a header {@code Range} asks for. */
    sealed interface Request {}

    /** The whole file: there is no such header, or one that a server ignores, as of several parts. */
    record Whole() implements Request {}

    /** A part that exists. */
    record Part(ByteRange range) implements Request {}

    /** Nothing of it exists. */
    record Unsatisfiable() implements Request {}

    long length() {
        return end - start + 1;
    }

    /** @param size of the file in bytes */
    static Request parse(Optional<String> header, long size) {
        Optional<Matcher> parsed =
                header.map(String::strip).map(SYNTAX::matcher).filter(Matcher::matches);
        if (parsed.isEmpty()) {
            return new Whole();
        }
        String first = parsed.get().group(1);
        String last = parsed.get().group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return new Whole();
        } else if (first.isEmpty()) {
            long wanted = Math.min(Long.parseLong(last), size);
            return wanted == 0 ? new Unsatisfiable() : new Part(new ByteRange(size - wanted, size - 1));
        }
        long start = Long.parseLong(first);
        long end = last.isEmpty() ? size - 1 : Long.parseLong(last);
        if (!last.isEmpty() && end < start) {
            return new Whole();
        }
        return start >= size ? new Unsatisfiable() : new Part(new ByteRange(start, Math.min(end, size - 1)));
    }
}
