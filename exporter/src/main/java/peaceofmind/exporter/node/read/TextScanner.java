// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.read;

import java.nio.charset.StandardCharsets;

/**
 * Scans a file's content line by line and word by word, without creating strings for what is skipped. Anything that is not a number is
 * NaN, meaning unknown: a malformed field never becomes 0.
 */
public final class TextScanner {

    /** Kernel counters have no more digits: 2^64 has twenty. */
    private static final int MAX_DIGITS = 20;

    private static final double[] POWERS_OF_TEN = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};

    private byte[] bytes = {};
    private int length;
    private int nextLineStart;
    private int lineEnd;
    private int position;
    private int wordStart;
    private int wordEnd;

    TextScanner() {}

    public static TextScanner of(byte[] content) {
        TextScanner text = new TextScanner();
        text.reset(content.clone(), content.length);
        return text;
    }

    void reset(byte[] content, int newLength) {
        bytes = content;
        length = newLength;
        nextLineStart = 0;
        lineEnd = 0;
        position = 0;
        wordStart = 0;
        wordEnd = 0;
    }

    /** Advances to the start of the next line; false at the end. */
    public boolean nextLine() {
        if (nextLineStart >= length) {
            return false;
        }
        position = nextLineStart;
        lineEnd = position;
        while (lineEnd < length && bytes[lineEnd] != '\n') {
            lineEnd++;
        }
        nextLineStart = lineEnd + 1;
        wordStart = position;
        wordEnd = position;
        return true;
    }

    /** Advances to the next word of the line, delimited by blanks; false if there is none. */
    public boolean nextWord() {
        skipBlanks();
        wordStart = position;
        while (position < lineEnd && !isBlank(bytes[position])) {
            position++;
        }
        wordEnd = position;
        return wordStart < wordEnd;
    }

    /** Reads up to a delimiter, without leading blanks, and skips the delimiter; false if there is none. */
    public boolean nextUntil(char delimiter) {
        skipBlanks();
        wordStart = position;
        for (int i = position; i < lineEnd; i++) {
            if (bytes[i] == delimiter) {
                wordEnd = i;
                position = i + 1;
                return wordStart < wordEnd;
            }
        }
        wordEnd = wordStart;
        return false;
    }

    public void skipFields(int count) {
        for (int i = 0; i < count; i++) {
            nextWord();
        }
    }

    /** The current word. */
    public String word() {
        return new String(bytes, wordStart, wordEnd - wordStart, StandardCharsets.UTF_8);
    }

    public boolean wordEquals(String expected) {
        return wordEnd - wordStart == expected.length() && wordStartsWith(expected);
    }

    public boolean wordStartsWith(String expected) {
        if (wordEnd - wordStart < expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (bytes[wordStart + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Removes a suffix from the current word; returns whether the word had it. */
    public boolean stripSuffix(char expected) {
        boolean matches = wordStart < wordEnd && bytes[wordEnd - 1] == expected;
        if (matches) {
            wordEnd--;
        }
        return matches;
    }

    /** The next word as a non-negative integer in decimal digits; NaN for anything else. */
    public double nextCount() {
        return nextWord() ? digits(wordStart) : Double.NaN;
    }

    /** The next word as {@link #number}. */
    public double nextNumber() {
        return nextWord() ? number() : Double.NaN;
    }

    /** The current word from an offset on as decimal digits; NaN for anything else. */
    public double countFrom(int offset) {
        return digits(wordStart + offset);
    }

    /** The current word as a number: decimal with optional sign and fraction, or hexadecimal with 0x; otherwise NaN. */
    public double number() {
        boolean negative = wordStart < wordEnd && bytes[wordStart] == '-';
        int first = negative ? wordStart + 1 : wordStart;
        if (wordEnd - first > 2 && bytes[first] == '0' && bytes[first + 1] == 'x') {
            return hexadecimal(first + 2);
        }
        int point = first;
        while (point < wordEnd && bytes[point] != '.') {
            point++;
        }
        double value = point == wordEnd ? digits(first) : fraction(first, point);
        return negative ? -value : value;
    }

    /** The whole content, stripped; invalid UTF-8 becomes replacement characters. */
    public String content() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
    }

    private double fraction(int first, int point) {
        int decimals = wordEnd - point - 1;
        if (decimals < 1 || decimals >= POWERS_OF_TEN.length || point - first + decimals > 15) {
            return Double.NaN;
        }
        // Both are exact integers, so the quotient is the nearest double.
        return (digits(first, point) * POWERS_OF_TEN[decimals] + digits(point + 1, wordEnd)) / POWERS_OF_TEN[decimals];
    }

    private double digits(int first) {
        return digits(first, wordEnd);
    }

    private double digits(int first, int last) {
        if (first >= last || last - first > MAX_DIGITS) {
            return Double.NaN;
        }
        long value = 0;
        for (int i = first; i < last; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return Double.NaN;
            }
            value = value * 10 + digit;
        }
        return last - first < 19
                ? value
                : Double.parseDouble(new String(bytes, first, last - first, StandardCharsets.ISO_8859_1));
    }

    private double hexadecimal(int first) {
        double value = 0;
        for (int i = first; i < wordEnd; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0 || wordEnd - first > 16) {
                return Double.NaN;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private void skipBlanks() {
        while (position < lineEnd && isBlank(bytes[position])) {
            position++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }
}
