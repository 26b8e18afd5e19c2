// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.Comparison;
import peaceofmind.contract.alert.Expression;
import peaceofmind.contract.alert.Inhibition;
import peaceofmind.contract.alert.NoData;
import peaceofmind.contract.alert.Selector;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.Series;

/** A rule and the rules that inhibit it, random values of their series, random holds, and the alerts that the engine then fires. */
final class ParityScenario {

    private static final int STEPS = 100;
    private static final Duration STEP = Duration.ofSeconds(15);

    private final AlertRule rule;
    private final List<AlertRule> relatedRules;
    private final List<AlertRule> strictestFirst;
    private final Random random;
    private final Map<String, StringBuilder> inputValues = new TreeMap<>();
    private final Map<String, Boolean> violatedRules = new HashMap<>();
    private final Set<String> seriesInStep = new HashSet<>();
    private List<Family> families = new ArrayList<>();
    private int step;

    ParityScenario(AlertRule rule, Random random) {
        this.rule = rule;
        this.random = random;
        List<String> causes = Inhibition.causesOf(rule, AlertCatalogue.rules());
        this.relatedRules = Inhibition.causesFirst(AlertCatalogue.rules().stream()
                .filter(one -> one.equals(rule) || causes.contains(one.name()))
                .filter(one -> one.scope() == AlertRule.Scope.BOTH)
                .toList());
        // Where several rules are about one series, the first one decides its value: it must be calm for all of them.
        this.strictestFirst = relatedRules.stream()
                .sorted(Comparator.comparingDouble(ParityScenario::leniency))
                .toList();
    }

    private static double leniency(AlertRule rule) {
        return switch (rule.expression()) {
            case Expression.ValueCondition measured ->
                measured.comparison() == Comparison.LESS || measured.comparison() == Comparison.AT_MOST
                        ? -measured.limit()
                        : measured.limit();
            case Expression.And _, Expression.Absent _, Expression.Vanished _ -> 0;
        };
    }

    /** Appends a test file for promtool and returns how often the rule fired. */
    int write(StringBuilder out) {
        // The interval grows with the pending period, so that the number of steps stays the same.
        Duration interval = rule.pendingPeriod().compareTo(Duration.ofMinutes(10)) < 0
                ? STEP
                : rule.pendingPeriod().dividedBy(10);
        RuleEvaluator evaluation = new RuleEvaluator(AlertCatalogue.rules());
        List<List<Alert>> firing = new ArrayList<>();
        for (step = 0; step < STEPS; step++) {
            Instant at = Instant.EPOCH.plus(interval.multipliedBy(step));
            evaluation.evaluate(Batch.merged(at, nextFamilies(at)));
            firing.add(evaluation.active().stream()
                    .filter(alert -> alert.isFiring() && alert.rule().equals(rule))
                    .toList());
        }
        return writeTest(out, interval, firing);
    }

    private List<Family> nextFamilies(Instant at) {
        families = new ArrayList<>();
        seriesInStep.clear();
        addSample("peace_build_info", Map.of(), 1);
        boolean calm = step >= STEPS / 2;
        for (AlertRule each : calm ? strictestFirst : relatedRules) {
            boolean violated = violatedRules.getOrDefault(each.name(), false) ^ (random.nextInt(9) == 0);
            // A rule with many causes would fire in no scenario: in the second half, all of them are calm.
            violated &= each.equals(rule) || !calm;
            violatedRules.put(each.name(), violated);
            addRuleSeries(each, violated, at);
        }
        boolean underHold = violatedRules.getOrDefault("held", false) ^ (random.nextInt(20) == 0);
        violatedRules.put("held", underHold);
        if (!rule.notifiedDuringHold()) {
            addSample(Inhibition.HELD_METRIC, Map.of("service", "recorder"), underHold ? 1 : 0);
        }
        // A missing series of these counts as down: they are up unless the rule is about them.
        addSample("recorder_up", Map.of(), 1);
        addSample("peace_watchdog_up", Map.of(), 1);
        return families;
    }

    private void addRuleSeries(AlertRule each, boolean violated, Instant at) {
        switch (each.expression()) {
            case Expression.ValueCondition measured -> addValue(each, measured, violated, at);
            case Expression.And both -> {
                addValue(each, both.left(), violated, at);
                addValue(each, both.right(), true, at);
            }
            case Expression.Absent absent -> {
                if (violated) {
                    addStale(absent.selector().metric());
                } else {
                    addSample(absent.selector().metric(), Map.of(), 1);
                }
            }
            case Expression.Vanished _ -> throw new IllegalStateException("for servers only");
        }
    }

    private void addValue(AlertRule each, Expression.ValueCondition measured, boolean violated, Instant at) {
        Selector selector = source(measured);
        Map<String, String> labels = new TreeMap<>();
        selector.matchers().stream()
                .filter(Selector.LabelMatcher::equal)
                .forEach(match -> labels.put(match.label(), match.value()));
        if (random.nextInt(12) == 0 && each.noData() != NoData.OK) {
            addStale(new Series(selector.metric(), new TreeMap<>(labels)).toString());
            return;
        }
        double limit = measured.limit();
        double violating = switch (measured.comparison()) {
            case LESS -> limit - 1;
            case GREATER -> limit + 1;
            case AT_MOST, AT_LEAST, EQUAL -> limit;
            case NOT_EQUAL -> limit + 1;
        };
        double compliant = switch (measured.comparison()) {
            case LESS, AT_LEAST -> measured.comparison() == Comparison.LESS ? limit : limit - 1;
            case GREATER -> limit;
            case AT_MOST, EQUAL -> limit + 1;
            case NOT_EQUAL -> limit;
        };
        double wanted = violated ? violating : compliant;
        double value = switch (measured) {
            case Expression.Threshold _ -> wanted;
            case Expression.Age _ -> at.getEpochSecond() - wanted;
            case Expression.Until _ -> at.getEpochSecond() + wanted;
        };
        addSample(selector.metric(), labels, value);
    }

    /** Where another series can decide, the first one is gone from half the story on. */
    private Selector source(Expression.ValueCondition measured) {
        if (measured.selectors().size() > 1 && step >= STEPS / 2) {
            addStale(measured.selector().metric());
            return measured.selectors().getLast();
        }
        return measured.selector();
    }

    /** Adds a sample unless its series already has one in this step. */
    private void addSample(String name, Map<String, String> labels, double value) {
        String series = new Series(name, new TreeMap<>(labels)).toString();
        if (seriesInStep.add(series)) {
            families.add(new Family(name, Family.Type.GAUGE, "", List.of(new Sample(labels, value))));
            inputValues
                    .computeIfAbsent(series, _ -> new StringBuilder("_ ".repeat(step)))
                    .append(Expression.formatNumber(value))
                    .append(' ');
        }
    }

    private void addStale(String series) {
        if (seriesInStep.add(series)) {
            inputValues
                    .computeIfAbsent(series, _ -> new StringBuilder("_ ".repeat(step)))
                    .append("stale ");
        }
    }

    private int writeTest(StringBuilder out, Duration interval, List<List<Alert>> firing) {
        String seconds = interval.toSeconds() + "s";
        out.append("rule_files: [rules.yml]\nevaluation_interval: ")
                .append(seconds)
                .append("\ntests:\n  - interval: ")
                .append(seconds)
                .append("\n    input_series:\n");
        inputValues.forEach((series, values) -> out.append("      - series: '")
                .append(series)
                .append("'\n        values: '")
                .append(values.toString().strip())
                .append("'\n"));
        out.append("    alert_rule_test:\n");
        int fired = 0;
        for (int step = 0; step < STEPS; step++) {
            out.append("      - eval_time: ")
                    .append(interval.toSeconds() * step)
                    .append("s\n        alertname: ")
                    .append(rule.name())
                    .append("\n        exp_alerts:\n");
            for (Alert alert : firing.get(step)) {
                fired++;
                out.append("          - exp_labels: {severity: ")
                        .append(rule.severity().label());
                alert.labels()
                        .forEach((name, value) ->
                                out.append(", ").append(name).append(": ").append(value));
                out.append("}\n            exp_annotations: {summary: \"")
                        .append(rule.summary())
                        .append("\", description: \"")
                        .append(rule.whatToDo())
                        .append("\", runbook: \"RECOVERY.md#")
                        .append(rule.runbook())
                        .append("\"}\n");
            }
        }
        return fired;
    }
}
