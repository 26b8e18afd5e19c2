// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.PrometheusRules;
import peaceofmind.linux.Subprocess;

/** The engine against Prometheus itself: the same inputs must fire at the same times. */
class PromtoolParityTest {

    private static final long SEED = 20_261_125;

    /** Chance alone keeps a rule from firing in some of its scenarios. */
    private static final int MAX_SCENARIOS = 40;

    @TempDir
    Path folder;

    @Test
    void theRuleFileIsAcceptedByPromtool() throws Exception {
        assumePromtool();
        Path rules = folder.resolve("rules.yml");
        Files.writeString(rules, PrometheusRules.toYaml(AlertCatalogue.rules(), List.of("gym-1")));

        assertThat(promtool("check", "rules", rules.toString())).contains("SUCCESS");
    }

    @Test
    void everyRuleFiresAtTheSameTimesAsInPrometheus() throws Exception {
        assumePromtool();
        Files.writeString(folder.resolve("rules.yml"), PrometheusRules.toYaml(AlertCatalogue.rules(), List.of()));
        List<String> command = new ArrayList<>(List.of("test", "rules"));
        Random random = new Random(SEED);
        int fired = 0;
        for (AlertRule rule : AlertCatalogue.rules()) {
            if (rule.scope() == AlertRule.Scope.BOTH) {
                int firedByRule = 0;
                for (int scenario = 1; scenario <= MAX_SCENARIOS && firedByRule == 0; scenario++) {
                    Path file = folder.resolve(rule.name() + "-" + scenario + ".yml");
                    StringBuilder tests = new StringBuilder();
                    firedByRule = new ParityScenario(rule, random).write(tests);
                    Files.writeString(file, tests);
                    command.add(file.toString());
                }
                assertThat(firedByRule)
                        .as("alerts of %s that are compared", rule.name())
                        .isPositive();
                fired += firedByRule;
            }
        }

        assertThat(promtool(command.toArray(String[]::new)))
                .as("seed %d", SEED)
                .contains("SUCCESS")
                .doesNotContain("FAILED");
        assertThat(fired).as("number of alerts that were compared").isGreaterThan(500);
    }

    @Test
    void aVanishedDeviceFiresAlthoughItsSeriesAreGone() throws Exception {
        assumePromtool();
        Files.writeString(folder.resolve("rules.yml"), PrometheusRules.toYaml(AlertCatalogue.rules(), List.of()));
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
                              summary: The device has stopped reporting
                              description: Check whether it can be reached; otherwise send somebody.
                              runbook: RECOVERY.md#when-it-cant-be-reached
                """);

        assertThat(promtool("test", "rules", folder.resolve("test.yml").toString()))
                .contains("SUCCESS");
    }

    private static void assumePromtool() {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/promtool")), "needs promtool, which is not installed");
    }

    private static String promtool(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/promtool"));
        command.addAll(List.of(arguments));
        return Subprocess.run(command, Duration.ofMinutes(3), 1_000_000).toString();
    }
}
