// SPDX-License-Identifier: Apache-2.0
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
 * Streaming parser of the text format 0.0.4 and OpenMetrics 1.0, as strict as Prometheus: an invalid line fails the scrape, the order
 * of lines does not matter. Where it differs, {@code StrangePage} in the tests says why.
 */
final class ExpositionParser {

    private static final Set<String> TYPES = Set.of(
            "counter", "gauge", "histogram", "summary", "untyped", "unknown", "info", "stateset", "gaugehistogram");

    private final TextFormat format;
    private final ScrapeLimits limits;
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, String> helps = new HashMap<>();
    private final List<ParsedSample> samples = new ArrayList<>();
    private boolean eofSeen;

    private ExpositionParser(TextFormat format, ScrapeLimits limits) {
        this.format = format;
        this.limits = limits;
    }

    /** Parses a body of known length. */
    static Exposition parse(InputStream in, TextFormat format, ScrapeLimits limits) throws IOException {
        return parse(in, format, limits, true);
    }

    /**
     * Parses a body.
     *
     * @param knownLength whether {@code in} fails for a body that was cut off; otherwise its last line must have a line feed
     * @throws IOException as {@link ParseException} for an invalid body
     */
    static Exposition parse(InputStream in, TextFormat format, ScrapeLimits limits, boolean knownLength)
            throws IOException {
        ExpositionParser parser = new ExpositionParser(format, limits);
        LineReader lines = new LineReader(in, limits.maxBytes(), knownLength);
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
            parser.parseLine(line.get(), lines.lineNumber());
        }
        if (format == TextFormat.OPEN_METRICS && !parser.eofSeen) {
            throw new ParseException("\"# EOF\" is missing at the end: the body may be cut off");
        }
        return new Exposition(parser.samples, parser.types, parser.helps);
    }

    private void parseLine(String line, long lineNumber) throws ParseException {
        if (eofSeen) {
            throw new ParseException(lineNumber, "unexpected line after \"# EOF\"");
        } else if (format == TextFormat.OPEN_METRICS && line.equals("# EOF")) {
            eofSeen = true;
        } else if (isBlank(line)) {
            if (format == TextFormat.OPEN_METRICS) {
                throw new ParseException(lineNumber, "OpenMetrics does not allow empty lines");
            }
        } else if (line.stripLeading().startsWith("#")) {
            parseComment(line.stripLeading(), lineNumber);
        } else {
            if (samples.size() >= limits.maxSamples()) {
                throw new ParseException("more than " + limits.maxSamples() + " samples (limits.samples)");
            }
            samples.add(new SampleLineParser(line, lineNumber, format, limits.maxLabels()).parse());
        }
    }

    private void parseComment(String line, long lineNumber) throws ParseException {
        String[] parts = line.split(format == TextFormat.OPEN_METRICS ? " " : "[ \t]+", 4);
        boolean isMetadata = parts.length >= 3 && parts[0].equals("#");
        if (isMetadata && parts[1].equals("TYPE")) {
            String type = parts.length == 4 ? parts[3].strip() : "";
            if (!TYPES.contains(type) || !isName(parts[2])) {
                throw new ParseException(lineNumber, "unknown metric type \"" + type + "\"");
            }
            put(types, parts[2], type);
        } else if (isMetadata && parts[1].equals("HELP")) {
            if (!isName(parts[2].substring(0, Math.min(1, parts[2].length())))) {
                throw new ParseException(lineNumber, "HELP without a metric name");
            }
            put(helps, parts[2], parts.length == 4 ? unescape(parts[3]) : "");
        } else if (format == TextFormat.OPEN_METRICS && !(isMetadata && parts[1].equals("UNIT"))) {
            throw new ParseException(lineNumber, "OpenMetrics does not allow comments");
        }
    }

    /** Of two, the last one counts. */
    private void put(Map<String, String> to, String name, String text) throws ParseException {
        if (to.size() >= limits.maxSamples()) {
            throw new ParseException("more than " + limits.maxSamples() + " families (limits.samples)");
        }
        to.put(name, text);
    }

    /** Other white space, such as that of a line end of Windows, is not blank. */
    private static boolean isBlank(String line) {
        return line.chars().allMatch(c -> c == ' ' || c == '\t');
    }

    static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!SampleLineParser.isNameChar(name.charAt(i), true, i == 0)) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static String unescape(String help) {
        if (help.indexOf('\\') < 0) {
            return help;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < help.length(); i++) {
            if (help.charAt(i) == '\\' && i + 1 < help.length()) {
                SampleLineParser.appendEscaped(help.charAt(++i), text);
            } else {
                text.append(help.charAt(i));
            }
        }
        return text.toString();
    }
}
