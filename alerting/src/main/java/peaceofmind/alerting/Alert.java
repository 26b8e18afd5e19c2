// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import peaceofmind.contract.alert.AlertRule;

/**
 * One rule that matches for one series.
 *
 * @param labels of the series; empty when it is missing
 * @param since when the condition was first true
 * @param firingSince when the condition had been true for the rule's pending period; empty while the alert is pending
 * @param keepFiringSince when the condition was first false again, while the rule keeps the alert firing; otherwise empty
 * @param value measured the last time the condition was true; empty when the series is missing
 * @param resolvedAt when it was resolved; empty until then
 */
public record Alert(
        AlertRule rule,
        SortedMap<String, String> labels,
        Instant since,
        Optional<Instant> firingSince,
        Optional<Instant> keepFiringSince,
        Optional<Double> value,
        Optional<Instant> resolvedAt) {

    /** Collections are up to a second late. A late first one must not delay firing by another interval. */
    private static final Duration COLLECTION_JITTER = Duration.ofSeconds(1);

    /** Identifies an alert. */
    public record Key(String rule, SortedMap<String, String> labels) {

        static Key of(AlertRule rule, Map<String, String> labels) {
            return new Key(rule.name(), new TreeMap<>(labels));
        }

        /** Such as {@code HighTemperature{chip="cpu"}}. */
        @Override
        public String toString() {
            return labels.isEmpty() ? rule : rule + labels;
        }
    }

    public Key key() {
        return new Key(rule.name(), labels);
    }

    public boolean isFiring() {
        return firingSince.isPresent() && resolvedAt.isEmpty();
    }

    Alert conditionMet(Instant at, Optional<Double> measured) {
        Optional<Instant> firesAt =
                firingSince.or(() -> since.plus(rule.pendingPeriod()).isAfter(at.plus(COLLECTION_JITTER))
                        ? Optional.empty()
                        : Optional.of(at));
        return new Alert(rule, labels, since, firesAt, Optional.empty(), measured, Optional.empty());
    }

    Alert conditionCleared(Instant at) {
        return new Alert(rule, labels, since, firingSince, Optional.of(at), value, resolvedAt);
    }

    Alert resolved(Instant at) {
        return new Alert(rule, labels, since, firingSince, keepFiringSince, value, Optional.of(at));
    }

    /** This alert with all its times moved by a step of the wall clock. */
    Alert shifted(Duration by) {
        return new Alert(
                rule,
                labels,
                since.plus(by),
                firingSince.map(at -> at.plus(by)),
                keepFiringSince.map(at -> at.plus(by)),
                value,
                resolvedAt.map(at -> at.plus(by)));
    }
}
