package peaceofmind.exporter.node.read;

import java.nio.charset.StandardCharsets;

/**
 * The content of a file, walked through line by line and word by word without making a string of what is not wanted. What is no number
 * is NaN, which means "not told": a malformed field never becomes 0.
 */
public final class Text {

    /** No counter of the kernel has more digits: 2^64 has twenty. */
    private static final int MAX_DIGITS = 20;

    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};

    private byte[] bytes = {};
    private int length;
    private int nextLine;
    private int lineEnd;
    private int at;
    private int start;
    private int end;

    Text() {}

    public static Text of(byte[] content) {
        Text text = new Text();
        text.reset(content.clone(), content.length);
        return text;
    }

    void reset(byte[] content, int newLength) {
        bytes = content;
        length = newLength;
        nextLine = 0;
        lineEnd = 0;
        at = 0;
        start = 0;
        end = 0;
    }

    /** Goes to the beginning of the next line; false at the end. */
    public boolean nextLine() {
        if (nextLine >= length) {
            return false;
        }
        at = nextLine;
        lineEnd = at;
        while (lineEnd < length && bytes[lineEnd] != '\n') {
            lineEnd++;
        }
        nextLine = lineEnd + 1;
        start = at;
        end = at;
        return true;
    }

    /** Goes to the next word of the line, which blanks end; false where there is none. */
    public boolean nextWord() {
        skipBlanks();
        start = at;
        while (at < lineEnd && !isBlank(bytes[at])) {
            at++;
        }
        end = at;
        return start < end;
    }

    /** Goes to what stands before a mark, without blanks at its beginning, and passes by the mark; false where there is none. */
    public boolean nextBefore(char mark) {
        skipBlanks();
        start = at;
        for (int i = at; i < lineEnd; i++) {
            if (bytes[i] == mark) {
                end = i;
                at = i + 1;
                return start < end;
            }
        }
        end = start;
        return false;
    }

    public void skip(int words) {
        for (int i = 0; i < words; i++) {
            nextWord();
        }
    }

    /** The present word. */
    public String word() {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    public boolean wordIs(String wanted) {
        return end - start == wanted.length() && wordBegins(wanted);
    }

    public boolean wordBegins(String wanted) {
        if (end - start < wanted.length()) {
            return false;
        }
        for (int i = 0; i < wanted.length(); i++) {
            if (bytes[start + i] != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the present word ends so; then it ends before that. */
    public boolean cutEnd(char wanted) {
        boolean ends = start < end && bytes[end - 1] == wanted;
        if (ends) {
            end--;
        }
        return ends;
    }

    /** The next word as a number of things: decimal digits; NaN for anything else. */
    public double nextCount() {
        return nextWord() ? digits(start) : Double.NaN;
    }

    /** The next word as {@link #number}. */
    public double nextNumber() {
        return nextWord() ? number() : Double.NaN;
    }

    /** The present word from a position on as decimal digits; NaN for anything else. */
    public double countFrom(int offset) {
        return digits(start + offset);
    }

    /** The present word as a number: decimal, perhaps with a sign and a fraction, or hexadecimal with 0x; otherwise NaN. */
    public double number() {
        boolean negative = start < end && bytes[start] == '-';
        int first = negative ? start + 1 : start;
        if (end - first > 2 && bytes[first] == '0' && bytes[first + 1] == 'x') {
            return hexadecimal(first + 2);
        }
        int point = first;
        while (point < end && bytes[point] != '.') {
            point++;
        }
        double value = point == end ? digits(first) : fraction(first, point);
        return negative ? -value : value;
    }

    /** All of the content, without blanks at its ends; what is no UTF-8 stands as a replacement character. */
    public String all() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
    }

    private double fraction(int first, int point) {
        int places = end - point - 1;
        if (places < 1 || places >= POWERS.length || point - first + places > 15) {
            return Double.NaN;
        }
        // Both are whole and exact, so the quotient is the nearest double.
        return (digits(first, point) * POWERS[places] + digits(point + 1, end)) / POWERS[places];
    }

    private double digits(int first) {
        return digits(first, end);
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
        for (int i = first; i < end; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0 || end - first > 16) {
                return Double.NaN;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private void skipBlanks() {
        while (at < lineEnd && isBlank(bytes[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }
}
