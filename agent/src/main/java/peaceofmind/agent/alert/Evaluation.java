package peaceofmind.agent.alert;

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
import peaceofmind.foundation.alert.AlertRule;
import peaceofmind.foundation.alert.AlertRule.Scope;
import peaceofmind.foundation.metric.Batch;
import peaceofmind.foundation.metric.Family;

/**
 * The state machine: inactive, pending, firing, resolved, as Prometheus has it ({@code rules/alerting.go} of prometheus/prometheus).
 * Time comes with the batch; nothing is read or written.
 */
final class Evaluation {

    /** Alerts at once, at most: a mistake in a label must not fill the memory. */
    static final int MAX_ALERTS = 500;

    private final List<AlertRule> rules;
    private final Observations observations = new Observations();
    private final Map<Alert.Key, Alert> active = new LinkedHashMap<>();
    private long dropped;

    Evaluation(List<AlertRule> rules) {
        this.rules = rules.stream().filter(rule -> rule.scope() == Scope.BOTH).toList();
    }

    /** What changed with a batch. */
    record Changes(List<Alert> fired, List<Alert> resolved) {

        boolean isEmpty() {
            return fired.isEmpty() && resolved.isEmpty();
        }
    }

    /** Goes on from what was kept; alerts of rules that are no more are forgotten. */
    void resume(Collection<Alert> alerts) {
        alerts.forEach(alert -> active.put(alert.key(), alert));
    }

    Changes accept(Batch batch) {
        Map<String, Family> families = Observations.byName(batch);
        Set<Alert.Key> held = new HashSet<>();
        List<Alert> fired = new ArrayList<>();
        for (AlertRule rule : rules) {
            for (Observations.Held one : observations.held(rule, families, batch.at())) {
                Alert.Key key = Alert.Key.of(rule, one.labels());
                held.add(key);
                Alert before = active.get(key);
                if (before == null && active.size() >= MAX_ALERTS) {
                    dropped++;
                    continue;
                }
                Alert begun = before != null ? before : begun(rule, key, batch.at(), one.value());
                Alert now = begun.held(batch.at(), one.value());
                active.put(key, now);
                if (now.isFiring() && !begun.isFiring()) {
                    fired.add(now);
                }
            }
        }
        return new Changes(fired, end(held, batch.at()));
    }

    private static Alert begun(AlertRule rule, Alert.Key key, Instant at, Optional<Double> value) {
        return new Alert(
                rule, new TreeMap<>(key.labels()), at, Optional.empty(), Optional.empty(), value, Optional.empty());
    }

    private List<Alert> end(Set<Alert.Key> held, Instant at) {
        List<Alert> resolved = new ArrayList<>();
        for (Alert alert : List.copyOf(active.values())) {
            if (held.contains(alert.key())) {
                continue;
            }
            Instant quiet = alert.quietSince().orElse(at);
            if (alert.isFiring() && quiet.plus(alert.rule().keepFiringFor()).isAfter(at)) {
                active.put(alert.key(), alert.quiet(quiet));
            } else {
                active.remove(alert.key());
                if (alert.isFiring()) {
                    resolved.add(alert.resolved(at));
                }
            }
        }
        return resolved;
    }

    /** Moves every time by a step of the wall clock, so that it neither fires early nor waits for hours. */
    void shift(Duration by) {
        active.replaceAll((_, alert) -> alert.shifted(by));
    }

    /** Pending and firing ones. */
    List<Alert> active() {
        return List.copyOf(active.values());
    }

    /** Alerts that were not followed because there were too many. */
    long dropped() {
        return dropped;
    }
}
