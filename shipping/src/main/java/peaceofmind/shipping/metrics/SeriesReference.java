// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * The series that a receiver names in the message of a rejection: {@code name{label="value", ...}} or {@code {__name__="name", ...}}, as
 * Mimir, Cortex and Prometheus write it. Mimir and Cortex truncate it after 200 characters, and Cortex quotes it.
 *
 * @param labels those that are complete
 * @param isComplete whether no label is missing
 * @param truncatedLabel the label in which the message was truncated
 * @param truncatedValue the start of its value
 */
record SeriesReference(
        String name, Map<String, String> labels, boolean isComplete, String truncatedLabel, String truncatedValue) {

    private static final Pattern START = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)?\\{(?=[a-zA-Z_][a-zA-Z0-9_]*=\")");
    private static final Pattern LABEL =
            Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"\\s*([,}])");
    private static final Pattern TRUNCATED_LABEL = Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)=\"([^\"'\\\\]*)");

    /** Receivers that check each series, and store the others: the ids of Mimir's errors, and messages of Cortex. */
    private static final Pattern STORES_THE_REST = Pattern.compile("err-mimir-|label (name|value) too long for metric"
            + "|label name too long|sample invalid label|series has too many labels|per-(user|metric) series limit");

    /** Whether the message is one of a receiver that has stored all series except those that it rejects. */
    static boolean isRestStored(String message) {
        return STORES_THE_REST.matcher(message).find();
    }

    /** The series that the message names, if it is exactly one of these. */
    static Optional<Series> find(String message, List<SeriesSample> samples) {
        // Cortex writes the series with Go's %q.
        String text = message.replace("\\\"", "\"");
        Matcher start = START.matcher(text);
        while (start.find()) {
            SeriesReference reference = parse(Optional.ofNullable(start.group(1)), text, start.end());
            Set<Series> matching = new LinkedHashSet<>();
            samples.forEach(sample -> {
                if (reference.matches(sample.series())) {
                    matching.add(sample.series());
                }
            });
            if (matching.size() == 1) {
                return matching.stream().findFirst();
            }
        }
        return Optional.empty();
    }

    private static SeriesReference parse(Optional<String> name, String text, int from) {
        Map<String, String> labels = new TreeMap<>();
        boolean complete = false;
        Matcher label = LABEL.matcher(text).region(from, text.length());
        int position = from;
        while (!complete && label.lookingAt()) {
            labels.put(label.group(1), unescape(label.group(2)));
            position = label.end();
            complete = label.group(3).equals("}");
            label.region(position, text.length());
        }
        Matcher rest = TRUNCATED_LABEL.matcher(text).region(position, text.length());
        boolean truncated = !complete && rest.lookingAt();
        String inBraces = labels.remove("__name__");
        return new SeriesReference(
                name.orElse(inBraces == null ? "" : inBraces),
                labels,
                complete,
                truncated ? rest.group(1) : "",
                truncated ? rest.group(2) : "");
    }

    private static String unescape(String value) {
        return value.replace("\\n", "\n").replace("\\\\", "\\");
    }

    private boolean matches(Series series) {
        return series.name().equals(name)
                && (isComplete
                        ? series.labels().equals(labels)
                        : series.labels().entrySet().containsAll(labels.entrySet())
                                && series.labels()
                                        .getOrDefault(truncatedLabel, "")
                                        .startsWith(truncatedValue));
    }
}
