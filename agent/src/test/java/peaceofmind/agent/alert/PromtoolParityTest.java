package peaceofmind.agent.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.alert.AlertCatalogue;
import peaceofmind.foundation.alert.AlertRule;
import peaceofmind.foundation.alert.Comparison;
import peaceofmind.foundation.alert.Expression;
import peaceofmind.foundation.alert.NoData;
import peaceofmind.foundation.alert.PrometheusRules;
import peaceofmind.foundation.alert.Selector;
import peaceofmind.foundation.metric.Batch;
import peaceofmind.foundation.metric.Family;
import peaceofmind.foundation.metric.Family.Sample;
import peaceofmind.foundation.metric.Series;
import peaceofmind.linux.Subprocess;

/** The engine against Prometheus itself: the same inputs must fire at the same times. */
class PromtoolParityTest {

    private static final int STEPS = 80;
    private static final Duration STEP = Duration.ofSeconds(15);
    private static final long SEED = 20_261_125;

    @TempDir
    Path folder;

    @Test
    void the_rule_file_is_accepted_by_promtool() throws Exception {
        assumePromtool();
        Path rules = folder.resolve("rules.yml");
        Files.writeString(rules, PrometheusRules.yaml(AlertCatalogue.rules(), List.of("gym-1")));

        assertThat(promtool("check", "rules", rules.toString())).contains("SUCCESS");
    }

    @Test
    void every_rule_fires_at_the_same_times_as_in_prometheus() throws Exception {
        assumePromtool();
        Files.writeString(folder.resolve("rules.yml"), PrometheusRules.yaml(AlertCatalogue.rules(), List.of()));
        List<String> command = new ArrayList<>(List.of("test", "rules"));
        Random random = new Random(SEED);
        int fired = 0;
        for (AlertRule rule : AlertCatalogue.rules()) {
            if (rule.scope() == AlertRule.Scope.BOTH) {
                Path file = folder.resolve(rule.name() + ".yml");
                StringBuilder tests = new StringBuilder();
                fired += new Scenario(rule, random).write(tests);
                Files.writeString(file, tests);
                command.add(file.toString());
            }
        }

        assertThat(promtool(command.toArray(String[]::new)))
                .as("seed " + SEED)
                .contains("SUCCESS")
                .doesNotContain("FAILED");
        assertThat(fired).as("a comparison of nothing proves nothing").isGreaterThan(500);
    }

    @Test
    void a_device_that_vanishes_fires_although_its_series_are_gone() throws Exception {
        assumePromtool();
        Files.writeString(folder.resolve("rules.yml"), PrometheusRules.yaml(AlertCatalogue.rules(), List.of()));
        Files.writeString(folder.resolve("test.yml"), """
                rule_files: [rules.yml]
                evaluation_interval: 15s
                tests:
                  - interval: 15s
                    input_series:
                      - series: peace_build_info{instance="one",customer="gym",location="north"}
                        values: 1x400
                      - series: peace_build_info{instance="two",customer="gym",location="north"}
                        values: 1x40 stale
                    alert_rule_test:
                      - eval_time: 10m
                        alertname: DeviceGone
                        exp_alerts: []
                      - eval_time: 20m
                        alertname: DeviceGone
                        exp_alerts:
                          - exp_labels: {severity: critical, instance: two, customer: gym, location: north}
                            exp_annotations:
                              summary: No word from the device
                              description: See whether it can be reached; else send somebody.
                              runbook: RECOVERY.md#when-it-cant-be-reached
                """);

        assertThat(promtool("test", "rules", folder.resolve("test.yml").toString()))
                .contains("SUCCESS");
    }

    private static void assumePromtool() {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/promtool")),
                "rules against Prometheus itself need prometheus: it is not installed");
    }

    private static String promtool(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/promtool"));
        command.addAll(List.of(arguments));
        return Subprocess.run(command, Duration.ofMinutes(3), 1_000_000).toString();
    }

    /** One rule, a random story of its series, and what the engine says of it. */
    private static final class Scenario {

        private final AlertRule rule;
        private final Random random;

        Scenario(AlertRule rule, Random random) {
            this.rule = rule;
            this.random = random;
        }

        int write(StringBuilder out) {
            // Long patience would need long stories: the interval grows with it, the steps stay.
            Duration interval = rule.holdsFor().compareTo(Duration.ofMinutes(10)) < 0
                    ? STEP
                    : rule.holdsFor().dividedBy(10);
            Evaluation evaluation = new Evaluation(List.of(rule));
            List<List<Alert>> firing = new ArrayList<>();
            boolean bad = false;
            Map<String, StringBuilder> written = new TreeMap<>();
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(9) == 0) {
                    bad = !bad;
                }
                Instant at = Instant.EPOCH.plus(interval.multipliedBy(step));
                List<Family> families = families(bad, at, written);
                evaluation.accept(new Batch(at, families));
                firing.add(evaluation.active().stream().filter(Alert::isFiring).toList());
            }
            return describe(out, interval, written, firing);
        }

        private List<Family> families(boolean bad, Instant at, Map<String, StringBuilder> written) {
            List<Family> families = new ArrayList<>();
            one(families, written, "peace_build_info", Map.of(), 1);
            switch (rule.expression()) {
                case Expression.Measured measured -> value(families, written, measured, bad, at);
                case Expression.Both both -> {
                    value(families, written, both.left(), bad, at);
                    value(families, written, both.right(), true, at);
                }
                case Expression.Absent absent -> {
                    if (bad) {
                        stale(written, absent.selector().metric());
                    } else {
                        one(families, written, absent.selector().metric(), Map.of(), 1);
                    }
                }
                case Expression.Vanished _ -> throw new IllegalStateException("for servers only");
            }
            return families;
        }

        private void value(
                List<Family> families,
                Map<String, StringBuilder> written,
                Expression.Measured measured,
                boolean bad,
                Instant at) {
            Map<String, String> labels = new TreeMap<>();
            measured.selector().labels().stream()
                    .filter(Selector.Match::equal)
                    .forEach(match -> labels.put(match.label(), match.value()));
            boolean gone = random.nextInt(12) == 0 && rule.noData() != NoData.OK;
            String series = new Series(measured.selector().metric(), new TreeMap<>(labels)).toString();
            if (gone) {
                written.computeIfAbsent(series, _ -> new StringBuilder()).append("stale ");
                return;
            }
            double now = at.getEpochSecond();
            double limit = measured.limit();
            double breaking = switch (measured.comparison()) {
                case LESS -> limit - 1;
                case GREATER -> limit + 1;
                case AT_MOST, AT_LEAST, EQUAL -> limit;
                case NOT_EQUAL -> limit + 1;
            };
            double fine = switch (measured.comparison()) {
                case LESS, AT_LEAST -> measured.comparison() == Comparison.LESS ? limit : limit - 1;
                case GREATER -> limit;
                case AT_MOST, EQUAL -> limit + 1;
                case NOT_EQUAL -> limit;
            };
            double wanted = bad ? breaking : fine;
            double value = switch (measured) {
                case Expression.Threshold _ -> wanted;
                case Expression.Age _ -> now - wanted;
                case Expression.Until _ -> now + wanted;
            };
            one(families, written, measured.selector().metric(), labels, value);
        }

        private static void one(
                List<Family> families,
                Map<String, StringBuilder> written,
                String name,
                Map<String, String> labels,
                double value) {
            families.add(new Family(name, Family.Type.GAUGE, "", List.of(new Sample(labels, value))));
            String series = new Series(name, new TreeMap<>(labels)).toString();
            written.computeIfAbsent(series, _ -> new StringBuilder())
                    .append(Expression.number(value))
                    .append(' ');
        }

        private static void stale(Map<String, StringBuilder> written, String name) {
            written.computeIfAbsent(name, _ -> new StringBuilder()).append("stale ");
        }

        private int describe(
                StringBuilder out, Duration interval, Map<String, StringBuilder> written, List<List<Alert>> firing) {
            String length = interval.toSeconds() + "s";
            out.append("rule_files: [rules.yml]\nevaluation_interval: ")
                    .append(length)
                    .append("\ntests:\n  - interval: ")
                    .append(length)
                    .append("\n    input_series:\n");
            written.forEach((series, values) -> out.append("      - series: '")
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
                            .append(rule.severity().word());
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
}
