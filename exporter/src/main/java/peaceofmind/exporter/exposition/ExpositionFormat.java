// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.exposition;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** The two text formats that a scraper can request. */
public enum ExpositionFormat {
    TEXT("text/plain; version=0.0.4; charset=utf-8"),
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    /** Typical lengths, to size the buffer up front. */
    private static final int FAMILY_CHARS = 150;

    private static final int SAMPLE_CHARS = 60;

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
        for (Sample sample : family.samples()) {
            out.append(family.name());
            appendLabels(sample.labels(), out);
            out.append(' ');
            formatNumber(sample.value(), out);
            out.append('\n');
        }
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
