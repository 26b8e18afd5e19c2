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
import org.jspecify.annotations.Nullable;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.AlertRule.Scope;
import peaceofmind.contract.alert.Inhibition;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;

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

    /** What fired until another alert explained it, or somebody began to work at the device: its end is not known yet. */
    private final Map<Alert.Key, Alert> absorbed = new LinkedHashMap<>();

    private long dropped;

    Evaluation(List<AlertRule> rules) {
        this.rules = Inhibition.causesFirst(
                rules.stream().filter(rule -> rule.scope() == Scope.BOTH).toList());
    }

    /**
     * What changed with a batch.
     *
     * @param fired again is no news: what was absorbed and goes on is not among them
     */
    record Changes(List<Alert> fired, List<Alert> resolved, List<Alert> absorbed) {

        Changes() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        boolean isEmpty() {
            return fired.isEmpty() && resolved.isEmpty() && absorbed.isEmpty();
        }
    }

    /** Goes on from what was kept; alerts of rules that are no more are forgotten. */
    void resume(Collection<Alert> keptActive, Collection<Alert> keptAbsorbed) {
        keptActive.forEach(alert -> active.put(alert.key(), alert));
        keptAbsorbed.forEach(alert -> absorbed.put(alert.key(), alert));
    }

    Changes accept(Batch batch) {
        Map<String, Family> families = Observations.byName(batch);
        boolean maintenance = isOne(families.get(Inhibition.HELD_METRIC)) || isOne(families.get(Inhibition.DRILL_METRIC));
        Set<String> following = new HashSet<>();
        Changes changes = new Changes();
        for (AlertRule rule : rules) {
            // Also looked at when it does not count: some rules remember values.
            List<Observations.Held> seen = observations.held(rule, families, batch.timestamp());
            boolean follows = (maintenance && !rule.notifiedDuringHold()) || hasFiringCause(rule);
            if (follows) {
                following.add(rule.name());
            }
            Set<Alert.Key> held = follows ? Set.of() : hold(rule, seen, batch.timestamp(), changes);
            end(rule, held, follows, batch.timestamp(), changes);
        }
        settle(following, batch.timestamp(), changes);
        return changes;
    }

    private static boolean isOne(@Nullable Family family) {
        return family != null && family.samples().stream().anyMatch(sample -> sample.value() == 1);
    }

    private boolean hasFiringCause(AlertRule rule) {
        return active.values().stream()
                .anyMatch(other -> other.isFiring() && other.rule().inhibits().contains(rule.name()));
    }

    private Set<Alert.Key> hold(AlertRule rule, List<Observations.Held> seen, Instant at, Changes changes) {
        Set<Alert.Key> held = new HashSet<>();
        for (Observations.Held one : seen) {
            Alert.Key key = Alert.Key.of(rule, one.labels());
            held.add(key);
            Alert before = active.get(key);
            if (before == null && active.size() >= MAX_ALERTS) {
                dropped++;
                continue;
            }
            Alert begun = before != null ? before : begun(rule, key, at, one.value());
            Alert now = begun.held(at, one.value());
            active.put(key, now);
            if (now.isFiring() && !begun.isFiring() && absorbed.remove(key) == null) {
                changes.fired.add(now);
            }
        }
        return held;
    }

    private static Alert begun(AlertRule rule, Alert.Key key, Instant at, Optional<Double> value) {
        return new Alert(
                rule, new TreeMap<>(key.labels()), at, Optional.empty(), Optional.empty(), value, Optional.empty());
    }

    private void end(AlertRule rule, Set<Alert.Key> held, boolean follows, Instant at, Changes changes) {
        for (Alert alert : List.copyOf(active.values())) {
            if (!alert.rule().equals(rule) || held.contains(alert.key())) {
                continue;
            }
            Instant quiet = alert.quietSince().orElse(at);
            if (alert.isFiring() && quiet.plus(rule.keepFiringFor()).isAfter(at)) {
                active.put(alert.key(), alert.quiet(quiet));
                continue;
            }
            active.remove(alert.key());
            if (alert.isFiring() && follows) {
                absorbed.put(alert.key(), alert);
                changes.absorbed.add(alert);
            } else if (alert.isFiring()) {
                changes.resolved.add(alert.resolved(at));
            }
        }
    }

    /** Once nothing explains it any more: what does not come back is over. */
    private void settle(Set<String> following, Instant at, Changes changes) {
        for (Alert alert : List.copyOf(absorbed.values())) {
            if (!following.contains(alert.rule().name()) && !active.containsKey(alert.key())) {
                absorbed.remove(alert.key());
                changes.resolved.add(alert.resolved(at));
            }
        }
    }

    /** Moves every time by a step of the wall clock, so that it neither fires early nor waits for hours. */
    void shift(Duration by) {
        active.replaceAll((_, alert) -> alert.shifted(by));
        absorbed.replaceAll((_, alert) -> alert.shifted(by));
    }

    /** Pending and firing ones. */
    List<Alert> active() {
        return List.copyOf(active.values());
    }

    /** Those that fired and are explained by something else now. */
    List<Alert> absorbed() {
        return List.copyOf(absorbed.values());
    }

    /** Alerts that were not followed because there were too many. */
    long dropped() {
        return dropped;
    }
}
