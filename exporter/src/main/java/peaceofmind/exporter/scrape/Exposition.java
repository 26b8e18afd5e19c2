// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.util.List;
import java.util.Map;
import peaceofmind.metrics.Family;

/**
 * The parsed response of a target.
 *
 * @param types by family name, as written in the format
 * @param helps by family name
 */
record Exposition(List<ParsedSample> samples, Map<String, String> types, Map<String, String> helps) {

    private static final List<String> SUFFIXES =
            List.of("_total", "_bucket", "_count", "_sum", "_gcount", "_gsum", "_created", "_info");

    /** The type of samples with this name, which may be one of several of a family ({@code _bucket}, {@code _sum}, ...). */
    Family.Type type(String name) {
        return switch (types.getOrDefault(familyName(name), "untyped")) {
            case "counter" -> name.endsWith("_created") ? Family.Type.GAUGE : Family.Type.COUNTER;
            case "histogram" -> name.endsWith("_created") ? Family.Type.GAUGE : Family.Type.HISTOGRAM;
            case "summary" -> name.endsWith("_created") ? Family.Type.GAUGE : Family.Type.SUMMARY;
            case "gauge", "info", "stateset", "gaugehistogram" -> Family.Type.GAUGE;
            default -> Family.Type.UNTYPED;
        };
    }

    String help(String name) {
        return helps.getOrDefault(familyName(name), "");
    }

    private String familyName(String name) {
        if (types.containsKey(name) || helps.containsKey(name)) {
            return name;
        }
        for (String suffix : SUFFIXES) {
            if (name.endsWith(suffix)) {
                return name.substring(0, name.length() - suffix.length());
            }
        }
        return name;
    }
}
