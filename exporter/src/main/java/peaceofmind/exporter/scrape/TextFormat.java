// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.util.Locale;
import java.util.Optional;

/** The two text formats of metrics. */
enum TextFormat {
    /** Prometheus' text format, version 0.0.4. */
    PROMETHEUS,
    /** OpenMetrics 1.0: single spaces as separators, no empty lines, terminated by {@code # EOF}. */
    OPEN_METRICS;

    /** The Accept header. Prefers the older format: it has fewer series ({@code _created}) for the same content. */
    static final String ACCEPT =
            "text/plain;version=0.0.4;q=0.9,application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.5";

    /** By the Content-Type, defaulting to the older format if there is none; empty if unsupported. */
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
