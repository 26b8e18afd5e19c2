// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.exposition;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Content negotiation by Accept headers (RFC 9110, section 12). A malformed weight counts as 0. */
public final class Negotiation {

    private Negotiation() {}

    /** OpenMetrics if it is requested with at least the weight of plain text; otherwise the text format. */
    public static ExpositionFormat format(List<String> accept) {
        double openMetrics = weight(accept, "application/openmetrics-text").orElse(0.0);
        double text = weight(accept, "text/plain")
                .or(() -> weight(accept, "text/*"))
                .or(() -> weight(accept, "*/*"))
                .orElse(0.0);
        return openMetrics > 0 && openMetrics >= text ? ExpositionFormat.OPEN_METRICS : ExpositionFormat.TEXT;
    }

    public static boolean acceptsGzip(List<String> acceptEncoding) {
        return weight(acceptEncoding, "gzip")
                        .or(() -> weight(acceptEncoding, "*"))
                        .orElse(0.0)
                > 0;
    }

    private static Optional<Double> weight(List<String> headers, String mediaType) {
        Optional<Double> best = Optional.empty();
        for (String header : headers) {
            for (String item : header.toLowerCase(Locale.ROOT).split(",", -1)) {
                String[] parts = item.split(";", -1);
                if (parts[0].strip().equals(mediaType) && isAcceptable(parts)) {
                    double found = quality(parts);
                    best = Optional.of(best.isPresent() ? Math.max(best.get(), found) : found);
                }
            }
        }
        return best;
    }

    /** Only version 1.0.0 of OpenMetrics is supported: ignore entries for other versions. */
    private static boolean isAcceptable(String[] parts) {
        for (String part : parts) {
            String parameter = part.strip();
            if (parts[0].strip().equals("application/openmetrics-text")
                    && parameter.startsWith("version=")
                    && !parameter.equals("version=1.0.0")) {
                return false;
            }
        }
        return true;
    }

    private static double quality(String[] parts) {
        for (String part : parts) {
            String parameter = part.strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException malformed) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
