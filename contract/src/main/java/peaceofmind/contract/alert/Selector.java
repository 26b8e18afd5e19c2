// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.alert;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Selects series by metric name and labels. A missing label counts as empty, as in Prometheus.
 */
public record Selector(String metric, List<LabelMatcher> matchers) {

    private static final Pattern SELECTOR_PATTERN = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER_PATTERN =
            Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=|!=)\\s*\"([^\"\\\\]*)\"\\s*");

    /**
     * Matches one label.
     *
     * @param equal whether the label must, or must not, have the value
     */
    public record LabelMatcher(String label, boolean equal, String value) {

        boolean matches(Map<String, String> labels) {
            return labels.getOrDefault(label, "").equals(value) == equal;
        }

        @Override
        public String toString() {
            return label + (equal ? "=" : "!=") + '"' + value + '"';
        }
    }

    public Selector {
        matchers = List.copyOf(matchers);
    }

    /**
     * Parses {@code metric{label="value",other!="value"}}.
     *
     * @throws IllegalArgumentException when it has another form; regular expressions are not supported
     */
    public static Selector parse(String text) {
        Matcher matcher = SELECTOR_PATTERN.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a metric with labels");
        }
        String inner = matcher.group(2);
        return new Selector(
                matcher.group(1),
                inner == null || inner.isBlank()
                        ? List.of()
                        : Pattern.compile(",")
                                .splitAsStream(inner)
                                .map(Selector::parseMatcher)
                                .toList());
    }

    private static LabelMatcher parseMatcher(String text) {
        Matcher matcher = MATCHER_PATTERN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a label matcher such as state=\"error\"");
        }
        return new LabelMatcher(matcher.group(1), "=".equals(matcher.group(2)), matcher.group(3));
    }

    /** The job that it names with {@code job="…"}; empty when it does not. */
    public Optional<String> job() {
        return matchers.stream()
                .filter(matcher -> matcher.label().equals("job")
                        && matcher.equal()
                        && !matcher.value().isEmpty())
                .map(LabelMatcher::value)
                .findFirst();
    }

    /** Whether it selects a series of its metric with these labels. */
    public boolean matches(Map<String, String> seriesLabels) {
        return matchers.stream().allMatch(matcher -> matcher.matches(seriesLabels));
    }

    /** As PromQL. */
    @Override
    public String toString() {
        return matchers.isEmpty()
                ? metric
                : metric + matchers.stream().map(LabelMatcher::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
