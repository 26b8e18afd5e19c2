package peaceofmind.exporter.scrape;

import java.util.Locale;
import java.util.Optional;

/** The two text formats of metrics. */
enum TextFormat {
    /** Prometheus' text format, version 0.0.4. */
    PROMETHEUS,
    /** OpenMetrics 1.0: one blank between the parts, no empty lines, ended by {@code # EOF}. */
    OPEN_METRICS;

    /** What is asked for. The older format comes first: it has fewer series ({@code _created}) for the same content. */
    static final String ACCEPT =
            "text/plain;version=0.0.4;q=0.9,application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.5";

    /** By the header; a target that says nothing is taken to speak the older format. Empty for anything else. */
    static Optional<TextFormat> of(Optional<String> contentType) {
        String type = contentType.orElse("text/plain").toLowerCase(Locale.ROOT);
        int semicolon = type.indexOf(';');
        return switch ((semicolon < 0 ? type : type.substring(0, semicolon)).strip()) {
            case "text/plain" -> Optional.of(PROMETHEUS);
            case "application/openmetrics-text" -> Optional.of(OPEN_METRICS);
            default -> Optional.empty();
        };
    }
}
