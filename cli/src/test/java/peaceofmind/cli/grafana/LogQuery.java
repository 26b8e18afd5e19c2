// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of LogQL that panels need, read as Loki reads it: a stream selector and line filters. Anything else is refused, and so is a
 * selector that Loki refuses because it could mean every stream.
 */
record LogQuery(List<Condition> labels, List<Condition> lines) {

    private static final String TEXT = "(\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`)";
    private static final Pattern LABEL =
            Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*" + TEXT + "\\s*(,|})");
    private static final Pattern LINE = Pattern.compile("\\s*(\\|=|\\|~|!=|!~)\\s*" + TEXT + "\\s*");

    /** @param name of a label; empty for the line */
    record Condition(String name, String operator, String value) {

        boolean holds(String text) {
            return switch (operator) {
                case "=" -> text.equals(value);
                case "!=" -> name.isEmpty() ? !text.contains(value) : !text.equals(value);
                case "=~" -> Pattern.matches(value, text);
                case "!~" ->
                    name.isEmpty() ? !Pattern.compile(value).matcher(text).find() : !Pattern.matches(value, text);
                case "|=" -> text.contains(value);
                default -> Pattern.compile(value).matcher(text).find();
            };
        }
    }

    /** @throws IllegalArgumentException where Loki would answer 400, or when the query needs more of LogQL than is read here */
    static LogQuery parse(String query) {
        if (!query.stripLeading().startsWith("{")) {
            throw new IllegalArgumentException("a query starts with a stream selector: " + query);
        }
        int at = query.indexOf('{') + 1;
        List<Condition> labels = new ArrayList<>();
        Matcher label = LABEL.matcher(query);
        boolean open = true;
        while (open && label.find(at) && label.start() == at) {
            labels.add(new Condition(label.group(1), label.group(2), unquoted(label.group(3))));
            open = label.group(4).equals(",");
            at = label.end();
        }
        if (open) {
            throw new IllegalArgumentException("no label matcher at character " + at + ": " + query);
        } else if (labels.stream().allMatch(LogQuery::matchesNothing)) {
            throw new IllegalArgumentException("at least one matcher must not match the empty text: " + query);
        }
        List<Condition> lines = new ArrayList<>();
        Matcher line = LINE.matcher(query);
        while (at < query.length() && line.find(at) && line.start() == at) {
            lines.add(new Condition("", line.group(1), unquoted(line.group(2))));
            at = line.end();
        }
        if (!query.substring(at).isBlank()) {
            throw new IllegalArgumentException("no line filter at character " + at + ": " + query);
        }
        return new LogQuery(List.copyOf(labels), List.copyOf(lines));
    }

    private static boolean matchesNothing(Condition label) {
        return label.holds("");
    }

    private static String unquoted(String text) {
        String inner = text.substring(1, text.length() - 1);
        return text.startsWith("`") ? inner : inner.replaceAll("\\\\(.)", "$1");
    }

    /** Whether Loki finds that line. */
    boolean finds(Map<String, String> stream, String line) {
        return labels.stream().allMatch(label -> label.holds(stream.getOrDefault(label.name(), "")))
                && lines.stream().allMatch(filter -> filter.holds(line));
    }

    /** Labels that no stream has: a misspelt one finds nothing, or makes its condition void. */
    Set<String> unknownLabels(List<Map<String, String>> streams) {
        Set<String> known = new HashSet<>();
        streams.forEach(stream -> known.addAll(stream.keySet()));
        Set<String> unknown = new TreeSet<>();
        labels.forEach(label -> unknown.add(label.name()));
        unknown.removeAll(known);
        return unknown;
    }
}
