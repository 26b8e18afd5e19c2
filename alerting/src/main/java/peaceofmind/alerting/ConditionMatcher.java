// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.Expression;
import peaceofmind.contract.alert.NoData;
import peaceofmind.metrics.Family.Sample;

/** Finds the series of a batch that match a rule's condition. Caches last values for rules that tolerate missing data for a while. */
final class ConditionMatcher {

    /** Limits the cached series of one rule: more of them means a mistake in a label, not a real device. */
    private static final int MAX_SERIES_PER_RULE = 200;

    private final Map<String, Map<Map<String, String>, LastValue>> lastValues = new HashMap<>();

    private record LastValue(double value, Instant at) {}

    /** A series for which the condition is true. */
    record MatchingSeries(Map<String, String> labels, Optional<Double> value) {}

    List<MatchingSeries> matches(AlertRule rule, BatchSeries batch, Instant at) {
        return switch (rule.expression()) {
            case Expression.ValueCondition measured -> matchMeasured(rule, measured, batch, at);
            case Expression.And both ->
                anyMatches(both.right(), batch, at) ? matchMeasured(rule, both.left(), batch, at) : List.of();
            case Expression.Absent absent -> batch.select(absent.selector()).isEmpty() ? missingSeries() : List.of();
            case Expression.Vanished _ -> List.of();
        };
    }

    private List<MatchingSeries> matchMeasured(
            AlertRule rule, Expression.ValueCondition condition, BatchSeries batch, Instant at) {
        List<Sample> samples = samples(condition, batch);
        if (rule.noData() == NoData.KEEP_LAST) {
            samples = withLastValues(rule, samples, at);
        }
        if (samples.isEmpty() && rule.noData() == NoData.ALERT) {
            return missingSeries();
        }
        List<MatchingSeries> matches = new ArrayList<>();
        for (Sample sample : samples) {
            if (condition.matches(sample.value(), seconds(at))) {
                matches.add(new MatchingSeries(
                        sample.labels(), Optional.of(condition.measure(sample.value(), seconds(at)))));
            }
        }
        return matches;
    }

    private static boolean anyMatches(Expression.ValueCondition condition, BatchSeries batch, Instant at) {
        return samples(condition, batch).stream().anyMatch(sample -> condition.matches(sample.value(), seconds(at)));
    }

    private List<Sample> withLastValues(AlertRule rule, List<Sample> samples, Instant at) {
        Map<Map<String, String>, LastValue> lastBySeries =
                lastValues.computeIfAbsent(rule.name(), _ -> new HashMap<>());
        for (Sample sample : samples) {
            if (lastBySeries.size() < MAX_SERIES_PER_RULE || lastBySeries.containsKey(sample.labels())) {
                lastBySeries.put(new TreeMap<>(sample.labels()), new LastValue(sample.value(), at));
            }
        }
        // Prometheus' range is open at its old end.
        Instant oldest = at.minus(Duration.ofHours(NoData.MAX_KEEP_HOURS));
        lastBySeries.values().removeIf(lastValue -> !lastValue.at.isAfter(oldest) || lastValue.at.isAfter(at));
        return lastBySeries.entrySet().stream()
                .map(entry -> new Sample(entry.getKey(), entry.getValue().value))
                .toList();
    }

    /** Of the first of its series that the device has. */
    private static List<Sample> samples(Expression.ValueCondition condition, BatchSeries batch) {
        return condition.selectors().stream()
                .map(batch::select)
                .filter(samples -> !samples.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<MatchingSeries> missingSeries() {
        return List.of(new MatchingSeries(Map.of(), Optional.empty()));
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }
}
