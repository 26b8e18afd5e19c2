// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Parses the line of one sample. */
final class SampleLineParser {

    private final String line;
    private final long lineNumber;
    private final TextFormat format;
    private final int maxLabels;
    private int position;

    SampleLineParser(String line, long lineNumber, TextFormat format, int maxLabels) {
        this.line = line;
        this.lineNumber = lineNumber;
        this.format = format;
        this.maxLabels = maxLabels;
    }

    ParsedSample parse() throws ParseException {
        skipBlanks(false);
        String name = parseName(true);
        skipBlanks(false);
        Map<String, String> labels = peek() == '{' ? parseLabels(true) : Map.of();
        skipBlanks(true);
        double value = parseValue(nextToken("a value"));
        if (skipBlanks(false) && peek() != '#' && position < line.length()) {
            checkTimestamp(nextToken("a timestamp"));
            skipBlanks(false);
        }
        if (format == TextFormat.OPEN_METRICS && peek() == '#') {
            skipExemplar();
        }
        if (position < line.length()) {
            throw error("unexpected \"" + rest() + "\" at the end");
        } else if (format == TextFormat.OPEN_METRICS && line.endsWith(" ")) {
            throw error("trailing space");
        }
        return new ParsedSample(name, labels, value);
    }

    private void skipExemplar() throws ParseException {
        position++;
        skipBlanks(true);
        if (peek() != '{') {
            throw error("an exemplar needs labels");
        }
        parseLabels(false);
        skipBlanks(true);
        parseValue(nextToken("an exemplar's value"));
        if (skipBlanks(false)) {
            checkTimestamp(nextToken("an exemplar's timestamp"));
        }
    }

    /** @param unique whether a name may appear once only; an empty label equals a missing one, and does not count */
    private Map<String, String> parseLabels(boolean unique) throws ParseException {
        position++;
        Map<String, String> labels = new LinkedHashMap<>();
        skipBlanks(false);
        while (peek() != '}') {
            String name = parseName(false);
            if (name.equals(RelabelRule.METRIC_NAME_LABEL)) {
                // Receivers reject the whole request with such a series, and some of them forever.
                throw error("the label " + name + " is reserved: it is the metric's name");
            }
            skipBlanks(false);
            expect('=');
            skipBlanks(false);
            String value = parseQuoted();
            if (!value.isEmpty() && labels.put(name, value) != null && unique) {
                throw error("duplicate label " + name);
            } else if (labels.size() > maxLabels) {
                throw error("more than " + maxLabels + " labels (limits.labels)");
            }
            skipBlanks(false);
            // The older format needs no comma where the next name starts: so Prometheus reads it.
            if (peek() == ',' || (peek() != '}' && format == TextFormat.OPEN_METRICS)) {
                expect(',');
                skipBlanks(false);
            }
        }
        position++;
        return labels;
    }

    private String parseQuoted() throws ParseException {
        expect('"');
        int start = position;
        while (position < line.length() && line.charAt(position) != '"' && line.charAt(position) != '\\') {
            position++;
        }
        if (peek() == '"') {
            return line.substring(start, position++);
        }
        StringBuilder text = new StringBuilder(line.substring(start, position));
        while (peek() != '"') {
            if (position >= line.length()) {
                throw error("missing closing quotation mark");
            }
            char c = line.charAt(position++);
            if (c == '\\') {
                appendEscaped(peek(), text);
                position++;
            } else {
                text.append(c);
            }
        }
        position++;
        return text.toString();
    }

    /** Appends what follows a backslash; an unknown escape stands for itself, as in a path of Windows. */
    static void appendEscaped(char escaped, StringBuilder text) {
        switch (escaped) {
            case 'n' -> text.append('\n');
            case '\\', '"' -> text.append(escaped);
            default -> text.append('\\').append(escaped);
        }
    }

    private String parseName(boolean ofMetric) throws ParseException {
        int start = position;
        while (position < line.length() && isNameChar(line.charAt(position), ofMetric, position == start)) {
            position++;
        }
        if (position == start) {
            throw error("expected a " + (ofMetric ? "metric" : "label") + " name at \"" + rest() + "\"");
        }
        return line.substring(start, position);
    }

    static boolean isNameChar(char c, boolean ofMetric, boolean first) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || (ofMetric && c == ':')
                || (!first && c >= '0' && c <= '9');
    }

    private String nextToken(String description) throws ParseException {
        int start = position;
        while (position < line.length() && line.charAt(position) != ' ' && line.charAt(position) != '\t') {
            position++;
        }
        if (position == start) {
            throw error(description + " is missing");
        }
        return line.substring(start, position);
    }

    /** As Go's strconv.ParseFloat reads it, without the notations of newer versions of Go. */
    private double parseValue(String token) throws ParseException {
        if (token.charAt(token.length() - 1) <= '9') {
            return parseNumber(token);
        }
        return switch (token.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw notANumber(token);
        };
    }

    private double parseNumber(String token) throws ParseException {
        // Java also accepts 1d, 0x1p3 and Infinity, which the formats do not.
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                throw notANumber(token);
            }
        }
        try {
            double number = Double.parseDouble(token);
            if (Double.isInfinite(number)) {
                throw error("\"" + shorten(token) + "\" is too large");
            }
            return number;
        } catch (NumberFormatException malformed) {
            throw notANumber(token);
        }
    }

    private ParseException notANumber(String token) {
        return error("\"" + shorten(token) + "\" is not a number");
    }

    private void checkTimestamp(String token) throws ParseException {
        parseNumber(token);
        if (format == TextFormat.PROMETHEUS && !token.matches("[+-]?\\d{1,19}")) {
            throw error("\"" + shorten(token) + "\" is not a timestamp");
        }
    }

    /** Skips blanks and returns whether there were any; OpenMetrics allows a single space. */
    private boolean skipBlanks(boolean required) throws ParseException {
        int start = position;
        while (position < line.length() && (line.charAt(position) == ' ' || line.charAt(position) == '\t')) {
            position++;
        }
        if (format == TextFormat.OPEN_METRICS
                && (position - start > 1 || (position > start && line.charAt(start) == '\t'))) {
            throw error("OpenMetrics allows only one space as separator");
        } else if (required
                && position == start
                && (position == 0 || line.charAt(position - 1) != '}')
                && !isAfterBlank()) {
            throw error("expected a space at \"" + rest() + "\"");
        }
        return position > start;
    }

    private boolean isAfterBlank() {
        return position > 0 && (line.charAt(position - 1) == ' ' || line.charAt(position - 1) == '\t');
    }

    private void expect(char c) throws ParseException {
        if (peek() != c) {
            throw error("expected '" + c + "' at \"" + rest() + "\"");
        }
        position++;
    }

    /** The next character; a line feed, which no line contains, at the end. */
    private char peek() {
        return position < line.length() ? line.charAt(position) : '\n';
    }

    private String rest() {
        return shorten(line.substring(Math.min(position, line.length())));
    }

    private static String shorten(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    private ParseException error(String description) {
        return new ParseException(lineNumber, description);
    }
}
