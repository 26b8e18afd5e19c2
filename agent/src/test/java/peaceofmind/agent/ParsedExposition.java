// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.metrics.Series;

/** A parsed scrape in the text format. */
record ParsedExposition(
        SortedMap<String, String> types, SortedMap<String, String> helps, SortedMap<String, Double> values) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    static ParsedExposition parse(String text) {
        ParsedExposition parsed = new ParsedExposition(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        text.lines().forEach(line -> {
            String[] fields = line.split(" ", 4);
            if (line.startsWith("# TYPE ")) {
                parsed.types.put(fields[2], fields[3]);
            } else if (line.startsWith("# HELP ")) {
                parsed.helps.put(fields[2], fields.length > 3 ? fields[3] : "");
            } else if (!line.startsWith("#") && !line.isEmpty()) {
                parsed.sample(line);
            }
        });
        return parsed;
    }

    private void sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new IllegalArgumentException("not a sample: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        LABEL.matcher(sample.group(2) == null ? "" : sample.group(2))
                .results()
                .forEach(label -> labels.put(label.group(1), label.group(2)));
        double value = sample.group(3).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(sample.group(3));
        values.put(Series.of(sample.group(1), labels).toString(), value);
    }

    /** The metric name of a series. */
    static String familyOf(String series) {
        int bracket = series.indexOf('{');
        return bracket < 0 ? series : series.substring(0, bracket);
    }

    /** The metric names that have a value. */
    TreeSet<String> families() {
        TreeSet<String> families = new TreeSet<>();
        values.keySet().forEach(series -> families.add(familyOf(series)));
        return families;
    }
}
