package peaceofmind.agent;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import peaceofmind.agent.Family.Sample;

/** The two text formats that a scraper may ask for. */
enum ExpositionFormat {
    TEXT("text/plain; version=0.0.4; charset=utf-8"),
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String contentType;

    ExpositionFormat(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** Writes the families that have samples, in the given order. */
    String write(List<Family> families) {
        StringBuilder out = new StringBuilder(8192);
        for (Family family : families) {
            if (!family.samples().isEmpty()) {
                write(family, out);
            }
        }
        return this == OPEN_METRICS ? out.append("# EOF\n").toString() : out.toString();
    }

    private void write(Family family, StringBuilder out) {
        String name = family.name();
        // OpenMetrics names the family of a counter without the suffix that its samples carry.
        if (this == OPEN_METRICS && family.type() == Family.Type.COUNTER && name.endsWith("_total")) {
            name = name.substring(0, name.length() - "_total".length());
        }
        out.append("# HELP ").append(name).append(' ');
        escape(family.help(), this == OPEN_METRICS, out);
        out.append("\n# TYPE ")
                .append(name)
                .append(' ')
                .append(type(family.type()))
                .append('\n');
        for (Sample sample : family.samples()) {
            out.append(family.name());
            labels(sample.labels(), out);
            out.append(' ').append(number(sample.value())).append('\n');
        }
    }

    private String type(Family.Type type) {
        return type == Family.Type.UNTYPED && this == OPEN_METRICS
                ? "unknown"
                : type.name().toLowerCase(Locale.ROOT);
    }

    private static void labels(Map<String, String> labels, StringBuilder out) {
        char before = '{';
        for (Map.Entry<String, String> label : labels.entrySet()) {
            out.append(before).append(label.getKey()).append("=\"");
            escape(label.getValue(), true, out);
            out.append('"');
            before = ',';
        }
        if (before == ',') {
            out.append('}');
        }
    }

    private static void escape(String text, boolean quotes, StringBuilder out) {
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

    static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
