package peaceofmind.exporter.scrape;

import java.util.LinkedHashMap;
import java.util.Map;

/** Parses the line of one sample, from left to right. */
final class SampleLine {

    private final String line;
    private final long number;
    private final Dialect dialect;
    private final int maxLabels;
    private int at;

    SampleLine(String line, long number, Dialect dialect, int maxLabels) {
        this.line = line;
        this.number = number;
        this.dialect = dialect;
        this.maxLabels = maxLabels;
    }

    ParsedSample parse() throws ParseException {
        blanks(false);
        String name = name(true);
        blanks(false);
        Map<String, String> labels = peek() == '{' ? labels() : Map.of();
        blanks(true);
        double value = value(token("a value"));
        if (blanks(false) && peek() != '#' && at < line.length()) {
            timestamp(token("a time stamp"));
            blanks(false);
        }
        if (dialect == Dialect.OPEN_METRICS && peek() == '#') {
            exemplar();
        }
        if (at < line.length()) {
            throw wrong("nothing more was expected at \"" + rest() + "\"");
        } else if (dialect == Dialect.OPEN_METRICS && line.endsWith(" ")) {
            throw wrong("it ends with a blank");
        }
        return new ParsedSample(name, labels, value);
    }

    private void exemplar() throws ParseException {
        at++;
        blanks(true);
        if (peek() != '{') {
            throw wrong("an exemplar needs labels");
        }
        labels();
        blanks(true);
        value(token("an exemplar's value"));
        if (blanks(false)) {
            timestamp(token("an exemplar's time stamp"));
        }
    }

    private Map<String, String> labels() throws ParseException {
        at++;
        Map<String, String> labels = new LinkedHashMap<>();
        blanks(false);
        while (peek() != '}') {
            String name = name(false);
            blanks(false);
            expect('=');
            blanks(false);
            if (labels.put(name, quoted()) != null) {
                throw wrong("the label " + name + " is there twice");
            } else if (labels.size() > maxLabels) {
                throw wrong("more than " + maxLabels + " labels (limits.labels)");
            }
            blanks(false);
            if (peek() != '}') {
                expect(',');
                blanks(false);
            }
        }
        at++;
        return labels;
    }

    private String quoted() throws ParseException {
        expect('"');
        int start = at;
        while (at < line.length() && line.charAt(at) != '"' && line.charAt(at) != '\\') {
            at++;
        }
        if (peek() == '"') {
            return line.substring(start, at++);
        }
        StringBuilder text = new StringBuilder(line.substring(start, at));
        while (peek() != '"') {
            if (at >= line.length()) {
                throw wrong("a quotation mark is missing at the end");
            }
            text.append(peek() == '\\' ? escaped() : line.charAt(at++));
        }
        at++;
        return text.toString();
    }

    private char escaped() throws ParseException {
        at++;
        char c = peek();
        at++;
        return switch (c) {
            case 'n' -> '\n';
            case '\\', '"' -> c;
            default -> throw wrong("\\" + c + " means nothing");
        };
    }

    private String name(boolean ofMetric) throws ParseException {
        int start = at;
        while (at < line.length() && isNamePart(line.charAt(at), ofMetric, at == start)) {
            at++;
        }
        if (at == start) {
            throw wrong("the name of a " + (ofMetric ? "metric" : "label") + " was expected at \"" + rest() + "\"");
        }
        return line.substring(start, at);
    }

    static boolean isNamePart(char c, boolean ofMetric, boolean first) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || (ofMetric && c == ':')
                || (!first && c >= '0' && c <= '9');
    }

    private String token(String what) throws ParseException {
        int start = at;
        while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
            at++;
        }
        if (at == start) {
            throw wrong(what + " is missing");
        }
        return line.substring(start, at);
    }

    private double value(String token) throws ParseException {
        return switch (token) {
            case "NaN" -> Double.NaN;
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> number(token);
        };
    }

    private double number(String token) throws ParseException {
        // Java also takes 1d, 0x1p3 and Infinity, which the formats do not know.
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                throw wrong("\"" + shortened(token) + "\" is not a number");
            }
        }
        try {
            return Double.parseDouble(token);
        } catch (NumberFormatException malformed) {
            throw wrong("\"" + shortened(token) + "\" is not a number");
        }
    }

    private void timestamp(String token) throws ParseException {
        double time = number(token);
        if ((dialect == Dialect.PROMETHEUS && !token.matches("[+-]?\\d{1,19}")) || Double.isInfinite(time)) {
            throw wrong("\"" + shortened(token) + "\" is not a time stamp");
        }
    }

    /** Skips blanks and tells whether there were any; OpenMetrics has exactly one between parts. */
    private boolean blanks(boolean needed) throws ParseException {
        int start = at;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        if (dialect == Dialect.OPEN_METRICS && (at - start > 1 || (at > start && line.charAt(start) == '\t'))) {
            throw wrong("OpenMetrics has one blank between parts");
        } else if (needed && at == start && (at == 0 || line.charAt(at - 1) != '}') && !isAfterBlank()) {
            throw wrong("a blank was expected at \"" + rest() + "\"");
        }
        return at > start;
    }

    private boolean isAfterBlank() {
        return at > 0 && (line.charAt(at - 1) == ' ' || line.charAt(at - 1) == '\t');
    }

    private void expect(char c) throws ParseException {
        if (peek() != c) {
            throw wrong("'" + c + "' was expected at \"" + rest() + "\"");
        }
        at++;
    }

    /** The next character; a line feed, which no line holds, at the end. */
    private char peek() {
        return at < line.length() ? line.charAt(at) : '\n';
    }

    private String rest() {
        return shortened(line.substring(Math.min(at, line.length())));
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    private ParseException wrong(String what) {
        return new ParseException(number, what);
    }
}
