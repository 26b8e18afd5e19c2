// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.Series;

/** Converts a target's samples to families: adds its labels, applies its rules, and removes duplicate series. */
record Relabeller(Map<String, String> targetLabels, boolean honorLabels, List<RelabelRule> rules) {

    /** @param sampleCount samples that remain after relabelling, duplicate series included, as Prometheus counts them */
    record Relabelled(List<Family> families, int sampleCount) {}

    Relabelled apply(Exposition exposition) {
        Map<String, List<Sample>> byName = new LinkedHashMap<>();
        Set<Series> seen = new HashSet<>();
        int sampleCount = 0;
        for (ParsedSample sample : exposition.samples()) {
            Optional<Series> series = series(sample);
            // Of duplicate series the first one counts, as in Prometheus.
            sampleCount += series.isPresent() ? 1 : 0;
            if (series.isPresent() && seen.add(series.get())) {
                byName.computeIfAbsent(series.get().name(), _ -> new ArrayList<>())
                        .add(new Sample(series.get().labels(), sample.value()));
            }
        }
        List<Family> families = new ArrayList<>(byName.size());
        byName.forEach((name, samples) ->
                families.add(new Family(name, exposition.type(name), exposition.help(name), samples)));
        return new Relabelled(families, sampleCount);
    }

    /** Empty when a rule drops it. */
    private Optional<Series> series(ParsedSample sample) {
        TreeMap<String, String> labels = new TreeMap<>(sample.labels());
        labels.values().removeIf(String::isEmpty);
        targetLabels.forEach((name, value) -> addTargetLabel(labels, name, value));
        if (rules.isEmpty()) {
            return Optional.of(new Series(sample.name(), labels));
        }
        labels.put(RelabelRule.METRIC_NAME_LABEL, sample.name());
        for (RelabelRule rule : rules) {
            if (!rule.apply(labels)) {
                return Optional.empty();
            }
        }
        labels.values().removeIf(String::isEmpty);
        String name = labels.remove(RelabelRule.METRIC_NAME_LABEL);
        labels.keySet().removeIf(label -> label.startsWith("__") || !label.matches("[a-zA-Z_][a-zA-Z0-9_]*"));
        return name != null && ExpositionParser.isName(name) ? Optional.of(new Series(name, labels)) : Optional.empty();
    }

    private void addTargetLabel(TreeMap<String, String> labels, String name, String value) {
        String existing = labels.get(name);
        if (existing == null) {
            labels.put(name, value);
        } else if (!honorLabels) {
            String exported = "exported_" + name;
            while (labels.containsKey(exported)) {
                exported = "exported_" + exported;
            }
            labels.put(exported, existing);
            labels.put(name, value);
        }
    }
}
