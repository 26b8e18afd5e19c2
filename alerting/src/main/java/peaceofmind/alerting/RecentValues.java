// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.Selector;
import peaceofmind.metrics.Batch;

/** The last hour of the series that rules evaluate, in memory, for the chart in a mail. Thread-safe. */
final class RecentValues {

    /** An hour at 15 s. */
    static final int MAX_POINTS = 240;

    private static final int MAX_SERIES = 100;

    private final Set<Selector> selectors;
    private final Map<String, ArrayDeque<Double>> values = new HashMap<>();

    private boolean receivedBatch;

    RecentValues(List<AlertRule> rules) {
        selectors = rules.stream()
                .flatMap(rule -> rule.expression().selectors().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether no batch has been received yet. */
    synchronized boolean isEmpty() {
        return !receivedBatch;
    }

    synchronized void accept(Batch batch) {
        receivedBatch = true;
        BatchSeries series = new BatchSeries(batch);
        for (Selector selector : selectors) {
            series.select(selector).forEach(sample -> add(key(selector, sample.labels()), sample.value()));
        }
    }

    private void add(String series, double value) {
        if (!values.containsKey(series) && values.size() >= MAX_SERIES) {
            return;
        }
        ArrayDeque<Double> points = values.computeIfAbsent(series, _ -> new ArrayDeque<>());
        if (points.size() == MAX_POINTS) {
            points.removeFirst();
        }
        points.addLast(value);
    }

    /** Oldest first; empty when there are none. */
    synchronized List<Double> of(Alert alert) {
        for (Selector selector : alert.rule().expression().selectors()) {
            ArrayDeque<Double> points = values.get(key(selector, alert.labels()));
            if (points != null) {
                return List.copyOf(points);
            }
        }
        return List.of();
    }

    private static String key(Selector selector, Map<String, String> labels) {
        return selector.toString() + new TreeMap<>(labels);
    }
}
