// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.AlertRule.Scope;
import peaceofmind.contract.alert.Inhibition;
import peaceofmind.metrics.Batch;

/**
 * The state machine of alerts, the same as in Prometheus ({@code rules/alerting.go} of prometheus/prometheus): inactive, pending,
 * firing, resolved. Its only clock is the time of each batch, and it does no I/O.
 */
final class RuleEvaluator {

    /** Limits the alerts that are active at once: a mistake in a label must not exhaust memory. */
    static final int MAX_ALERTS = 500;

    private final List<AlertRule> rules;
    private final ConditionMatcher conditions = new ConditionMatcher();
    private final Map<Alert.Key, Alert> active = new LinkedHashMap<>();

    /** Alerts that fired before another alert or maintenance inhibited them; whether they are resolved is not known yet. */
    private final Map<Alert.Key, Alert> inhibited = new LinkedHashMap<>();

    private long dropped;

    RuleEvaluator(List<AlertRule> rules) {
        this.rules = Inhibition.causesFirst(
                rules.stream().filter(rule -> rule.scope() == Scope.BOTH).toList());
    }

    /**
     * What changed with a batch.
     *
     * @param fired newly firing alerts, without those that fired before they were inhibited
     */
    record Changes(List<Alert> fired, List<Alert> resolved, List<Alert> inhibited) {

        Changes() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        boolean isEmpty() {
            return fired.isEmpty() && resolved.isEmpty() && inhibited.isEmpty();
        }
    }

    /** Resumes from saved alerts. */
    void restore(Collection<Alert> savedActive, Collection<Alert> savedInhibited) {
        savedActive.forEach(alert -> active.put(alert.key(), alert));
        savedInhibited.forEach(alert -> inhibited.put(alert.key(), alert));
    }

    Changes evaluate(Batch batch) {
        BatchSeries series = new BatchSeries(batch);
        boolean maintenance = series.isOne(Inhibition.HELD_METRIC) || series.isOne(Inhibition.DRILL_METRIC);
        Changes changes = new Changes();
        for (AlertRule rule : rules) {
            // Also for an inhibited rule: the matcher must not miss last values.
            List<ConditionMatcher.MatchingSeries> matches = conditions.matches(rule, series, batch.timestamp());
            List<ConditionMatcher.MatchingSeries> uninhibited = matches.stream()
                    .filter(match -> !isInhibited(rule, match.labels(), maintenance))
                    .toList();
            Set<Alert.Key> matching = updateMatching(rule, uninhibited, batch.timestamp(), changes);
            clearUnmatched(rule, matching, maintenance, batch.timestamp(), changes);
        }
        resolveUninhibited(maintenance, batch.timestamp(), changes);
        return changes;
    }

    /** By a hold or a drill, or by a firing cause: of one of several cameras, only about the same camera. */
    private boolean isInhibited(AlertRule rule, Map<String, String> labels, boolean maintenance) {
        return (maintenance && !rule.notifiedDuringHold())
                || active.values().stream()
                        .anyMatch(cause -> cause.isFiring()
                                && cause.rule().inhibits().contains(rule.name())
                                && Inhibition.mayInhibit(cause.labels(), labels));
    }

    private Set<Alert.Key> updateMatching(
            AlertRule rule, List<ConditionMatcher.MatchingSeries> matches, Instant at, Changes changes) {
        Set<Alert.Key> matching = new HashSet<>();
        for (ConditionMatcher.MatchingSeries match : matches) {
            Alert.Key key = Alert.Key.of(rule, match.labels());
            matching.add(key);
            Alert existing = active.get(key);
            if (existing == null && active.size() >= MAX_ALERTS) {
                dropped++;
                continue;
            }
            Alert current = existing != null ? existing : newPending(rule, key, at, match.value());
            Alert updated = current.conditionMet(at, match.value());
            active.put(key, updated);
            if (updated.isFiring() && !current.isFiring() && inhibited.remove(key) == null) {
                changes.fired.add(updated);
            }
        }
        return matching;
    }

    private static Alert newPending(AlertRule rule, Alert.Key key, Instant at, Optional<Double> value) {
        return new Alert(
                rule, new TreeMap<>(key.labels()), at, Optional.empty(), Optional.empty(), value, Optional.empty());
    }

    private void clearUnmatched(
            AlertRule rule, Set<Alert.Key> matching, boolean maintenance, Instant at, Changes changes) {
        for (Alert alert : List.copyOf(active.values())) {
            if (!alert.rule().equals(rule) || matching.contains(alert.key())) {
                continue;
            }
            Instant keepFiringSince = alert.keepFiringSince().orElse(at);
            if (alert.isFiring() && keepFiringSince.plus(rule.keepFiringFor()).isAfter(at)) {
                active.put(alert.key(), alert.conditionCleared(keepFiringSince));
                continue;
            }
            active.remove(alert.key());
            if (alert.isFiring() && isInhibited(rule, alert.labels(), maintenance)) {
                inhibited.put(alert.key(), alert);
                changes.inhibited.add(alert);
            } else if (alert.isFiring()) {
                changes.resolved.add(alert.resolved(at));
            }
        }
    }

    /** Alerts that are no longer inhibited and do not match again are resolved. */
    private void resolveUninhibited(boolean maintenance, Instant at, Changes changes) {
        for (Alert alert : List.copyOf(inhibited.values())) {
            if (!isInhibited(alert.rule(), alert.labels(), maintenance) && !active.containsKey(alert.key())) {
                inhibited.remove(alert.key());
                changes.resolved.add(alert.resolved(at));
            }
        }
    }

    /** Moves all times by a step of the wall clock: without it, alerts would fire early or be delayed by hours. */
    void shift(Duration by) {
        active.replaceAll((_, alert) -> alert.shifted(by));
        inhibited.replaceAll((_, alert) -> alert.shifted(by));
    }

    /** Pending and firing alerts. */
    List<Alert> active() {
        return List.copyOf(active.values());
    }

    /** Alerts that fired and are now inhibited. */
    List<Alert> inhibited() {
        return List.copyOf(inhibited.values());
    }

    /** Number of matches that were ignored because {@link #MAX_ALERTS} alerts were active. */
    long dropped() {
        return dropped;
    }
}
