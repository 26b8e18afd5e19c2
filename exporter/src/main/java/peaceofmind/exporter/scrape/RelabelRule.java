// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One relabelling rule, as in Prometheus' {@code metric_relabel_configs}; {@code __name__} is the metric's name.
 *
 * @param pattern must match the whole source value
 */
record RelabelRule(
        List<String> sourceLabels,
        String separator,
        Pattern pattern,
        Action action,
        String targetLabel,
        String replacement) {

    static final String METRIC_NAME_LABEL = "__name__";

    enum Action {
        KEEP_MATCHING("keep"),
        DROP_MATCHING("drop"),
        REPLACE("replace"),
        KEEP_LABELS("labelkeep"),
        DROP_LABELS("labeldrop"),
        MAP_LABELS("labelmap");

        private final String configName;

        Action(String configName) {
            this.configName = configName;
        }

        /** As Prometheus calls it in {@code metric_relabel_configs}. */
        static Optional<Action> parse(String configName) {
            return Arrays.stream(values())
                    .filter(action -> action.configName.equals(configName))
                    .findFirst();
        }
    }

    /**
     * Changes the labels.
     *
     * @return false when the sample is dropped
     */
    boolean apply(TreeMap<String, String> labels) {
        return switch (action) {
            case KEEP_MATCHING -> pattern.matcher(sourceValue(labels)).matches();
            case DROP_MATCHING -> !pattern.matcher(sourceValue(labels)).matches();
            case REPLACE -> replaceLabel(labels);
            case KEEP_LABELS -> removeLabels(labels, false);
            case DROP_LABELS -> removeLabels(labels, true);
            case MAP_LABELS -> mapLabels(labels);
        };
    }

    private String sourceValue(Map<String, String> labels) {
        if (sourceLabels.size() == 1) {
            return labels.getOrDefault(sourceLabels.getFirst(), "");
        }
        return String.join(
                separator,
                sourceLabels.stream().map(name -> labels.getOrDefault(name, "")).toList());
    }

    private boolean replaceLabel(TreeMap<String, String> labels) {
        Matcher matcher = pattern.matcher(sourceValue(labels));
        if (matcher.matches()) {
            String value = expand(matcher, replacement);
            String target = expand(matcher, targetLabel);
            if (value.isEmpty()) {
                labels.remove(target);
            } else {
                labels.put(target, value);
            }
        }
        return true;
    }

    private boolean removeLabels(TreeMap<String, String> labels, boolean matching) {
        labels.keySet()
                .removeIf(name ->
                        !name.equals(METRIC_NAME_LABEL) && pattern.matcher(name).matches() == matching);
        return true;
    }

    private boolean mapLabels(TreeMap<String, String> labels) {
        for (Map.Entry<String, String> label : List.copyOf(labels.entrySet())) {
            Matcher matcher = pattern.matcher(label.getKey());
            if (!label.getKey().equals(METRIC_NAME_LABEL) && matcher.matches()) {
                labels.put(expand(matcher, replacement), label.getValue());
            }
        }
        return true;
    }

    /** Replaces {@code $1} and <code>${1}</code> by the group's match; by nothing if it did not match. */
    private static String expand(Matcher matcher, String template) {
        if (template.indexOf('$') < 0) {
            return template;
        }
        StringBuilder text = new StringBuilder();
        Matcher reference = GROUP_REFERENCE.matcher(template);
        int end = 0;
        while (reference.find()) {
            text.append(template, end, reference.start());
            int group = Integer.parseInt(reference.group().replaceAll("\\D", ""));
            String matched = group <= matcher.groupCount() ? matcher.group(group) : null;
            text.append(matched == null ? "" : matched);
            end = reference.end();
        }
        return text.append(template, end, template.length()).toString();
    }

    private static final Pattern GROUP_REFERENCE = Pattern.compile("\\$(\\d{1,2}|\\{\\d{1,2}\\})");
}
