// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.exposition;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** The two text formats that a scraper can request. */
public enum ExpositionFormat {
    TEXT("text/plain; version=0.0.4; charset=utf-8"),
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    /** Of the families whose header is kept; a device has a third of it. */
    private static final int MAX_HEADERS = 1_000;

    /** Typical lengths, to size the buffer up front. */
    private static final int FAMILY_CHARS = 150;

    private static final int SAMPLE_CHARS = 60;

    /** @param family whose header it is, without its samples */
    private record Header(Family family, String text) {}

    /** They rarely change, and are two thirds of a page: by the family's name. */
    private static final class Headers {
        private static final Map<String, Header> OF_TEXT = new ConcurrentHashMap<>();
        private static final Map<String, Header> OF_OPEN_METRICS = new ConcurrentHashMap<>();
    }

    private final String contentType;

    ExpositionFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /** Writes the families that have samples, in the given order. */
    public String write(List<Family> families) {
        int samples =
                families.stream().mapToInt(family -> family.samples().size()).sum();
        StringBuilder out = new StringBuilder(families.size() * FAMILY_CHARS + samples * SAMPLE_CHARS);
        for (Family family : families) {
            if (!family.samples().isEmpty()) {
                write(family, out);
            }
        }
        return this == OPEN_METRICS ? out.append("# EOF\n").toString() : out.toString();
    }

    private void write(Family family, StringBuilder out) {
        out.append(header(family));
        String name = family.name();
        for (Sample sample : family.samples()) {
            out.append(name);
            appendLabels(sample.labels(), out);
            out.append(' ');
            formatNumber(sample.value(), out);
            out.append('\n');
        }
    }

    private String header(Family family) {
        Map<String, Header> headers = this == OPEN_METRICS ? Headers.OF_OPEN_METRICS : Headers.OF_TEXT;
        Header known = headers.get(family.name());
        if (known != null
                && known.family.type() == family.type()
                && known.family.help().equals(family.help())) {
            return known.text;
        }
        Family withoutSamples = new Family(family.name(), family.type(), family.help(), List.of());
        Header written = new Header(withoutSamples, writeHeader(withoutSamples));
        if (headers.size() < MAX_HEADERS || known != null) {
            headers.put(family.name(), written);
        }
        return written.text;
    }

    private String writeHeader(Family family) {
        StringBuilder out = new StringBuilder(FAMILY_CHARS);
        String name = family.name();
        // In OpenMetrics, the family name of a counter lacks the suffix of its samples.
        if (this == OPEN_METRICS && family.type() == Family.Type.COUNTER && name.endsWith("_total")) {
            name = name.substring(0, name.length() - "_total".length());
        }
        out.append("# HELP ").append(name).append(' ');
        appendEscaped(family.help(), this == OPEN_METRICS, out);
        out.append("\n# TYPE ")
                .append(name)
                .append(' ')
                .append(typeName(family.type()))
                .append('\n');
        return out.toString();
    }

    private String typeName(Family.Type type) {
        return type == Family.Type.UNTYPED && this == OPEN_METRICS
                ? "unknown"
                : type.name().toLowerCase(Locale.ROOT);
    }

    private static void appendLabels(Map<String, String> labels, StringBuilder out) {
        char separator = '{';
        for (Map.Entry<String, String> label : labels.entrySet()) {
            out.append(separator).append(label.getKey()).append("=\"");
            appendEscaped(label.getValue(), true, out);
            out.append('"');
            separator = ',';
        }
        if (separator == ',') {
            out.append('}');
        }
    }

    private static void appendEscaped(String text, boolean quotes, StringBuilder out) {
        // Fast path: usually there is nothing to escape.
        if (text.indexOf('\n') < 0 && text.indexOf('\\') < 0 && (!quotes || text.indexOf('"') < 0)) {
            out.append(text);
            return;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                out.append("\\n");
            } else if (c == '\\' || (c == '"' && quotes)) {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
    }

    public static String formatNumber(double value) {
        StringBuilder out = new StringBuilder();
        formatNumber(value, out);
        return out.toString();
    }

    private static void formatNumber(double value, StringBuilder out) {
        long whole = (long) value;
        if (Double.isInfinite(value)) {
            out.append(value > 0 ? "+Inf" : "-Inf");
        } else if (whole == value && Math.abs(value) < 1e15) {
            out.append(whole);
        } else {
            out.append(value);
        }
    }
}
