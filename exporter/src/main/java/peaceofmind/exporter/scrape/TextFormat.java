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

    private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";

    /** By the Content-Type. Any other is taken for the older format: many programs send it as something else. */
    static TextFormat of(Optional<String> contentType) {
        return mediaType(contentType).equals(OPEN_METRICS_TYPE) ? OPEN_METRICS : PROMETHEUS;
    }

    /** Whether the Content-Type says so: otherwise a body that cannot be parsed is probably something else. */
    static boolean isNamedBy(Optional<String> contentType) {
        return mediaType(contentType).equals(OPEN_METRICS_TYPE)
                || mediaType(contentType).equals("text/plain");
    }

    private static String mediaType(Optional<String> contentType) {
        String type = contentType.orElse("text/plain").toLowerCase(Locale.ROOT);
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    }
}
