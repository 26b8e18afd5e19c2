package peaceofmind.exporter.scrape;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Parses the text format 0.0.4 and OpenMetrics 1.0 as it comes in. Strict about what a line is (a wrong one fails the scrape), lenient
 * about the order of lines, as Prometheus is.
 */
final class ExpositionParser {

    private static final Set<String> TYPES = Set.of(
            "counter", "gauge", "histogram", "summary", "untyped", "unknown", "info", "stateset", "gaugehistogram");

    private final Dialect dialect;
    private final Limits limits;
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, String> helps = new HashMap<>();
    private final List<ParsedSample> samples = new ArrayList<>();
    private boolean ended;

    private ExpositionParser(Dialect dialect, Limits limits) {
        this.dialect = dialect;
        this.limits = limits;
    }

    /** @throws IOException also for what does not follow the format, as {@link ParseException} */
    static Exposition parse(InputStream in, Dialect dialect, Limits limits) throws IOException {
        ExpositionParser parser = new ExpositionParser(dialect, limits);
        LineReader lines = new LineReader(in, limits.bytes());
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            parser.line(line.get(), lines.number());
        }
        if (dialect == Dialect.OPEN_METRICS && !parser.ended) {
            throw new ParseException("\"# EOF\" is missing at the end: the body may be cut off");
        }
        return new Exposition(parser.samples, parser.types, parser.helps);
    }

    private void line(String line, long number) throws ParseException {
        if (ended) {
            throw new ParseException(number, "nothing may follow \"# EOF\"");
        } else if (dialect == Dialect.OPEN_METRICS && line.equals("# EOF")) {
            ended = true;
        } else if (line.isBlank()) {
            if (dialect == Dialect.OPEN_METRICS) {
                throw new ParseException(number, "OpenMetrics has no empty lines");
            }
        } else if (line.stripLeading().startsWith("#")) {
            comment(line.stripLeading(), number);
        } else {
            if (samples.size() >= limits.samples()) {
                throw new ParseException("more than " + limits.samples() + " samples (limits.samples)");
            }
            samples.add(new SampleLine(line, number, dialect, limits.labels()).parse());
        }
    }

    private void comment(String line, long number) throws ParseException {
        String[] parts = line.split(dialect == Dialect.OPEN_METRICS ? " " : "[ \t]+", 4);
        boolean told = parts.length >= 3 && parts[0].equals("#");
        if (told && parts[1].equals("TYPE")) {
            String type = parts.length == 4 ? parts[3].strip() : "";
            if (!TYPES.contains(type) || !isName(parts[2])) {
                throw new ParseException(number, "no type of metrics: \"" + type + "\"");
            }
            put(types, parts[2], type, number);
        } else if (told && parts[1].equals("HELP")) {
            if (!isName(parts[2])) {
                throw new ParseException(number, "the help is of no metric");
            }
            put(helps, parts[2], parts.length == 4 ? unescaped(parts[3], number) : "", number);
        } else if (dialect == Dialect.OPEN_METRICS && !(told && parts[1].equals("UNIT"))) {
            throw new ParseException(number, "OpenMetrics has no comments");
        }
    }

    private void put(Map<String, String> to, String name, String text, long number) throws ParseException {
        if (to.size() >= limits.samples()) {
            throw new ParseException("more than " + limits.samples() + " families (limits.samples)");
        } else if (to.put(name, text) != null && dialect == Dialect.OPEN_METRICS) {
            throw new ParseException(number, name + " is described twice");
        }
    }

    static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!SampleLine.isNamePart(name.charAt(i), true, i == 0)) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static String unescaped(String help, long number) throws ParseException {
        if (help.indexOf('\\') < 0) {
            return help;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < help.length(); i++) {
            char c = help.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char next = ++i < help.length() ? help.charAt(i) : ' ';
            switch (next) {
                case 'n' -> text.append('\n');
                case '\\', '"' -> text.append(next);
                default -> throw new ParseException(number, "\\" + next + " means nothing");
            }
        }
        return text.toString();
    }
}
