// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.Selector;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.ScrapedFamilies;

class TargetRulesTest {

    private static final String TARGETS = "scrape: {targets: [{job: camera}]}\n";
    private static final Batch BATCH = new Batch(
            Instant.parse("2026-11-25T12:00:00Z"),
            List.of(family("up", Map.of("job", "camera"), 1), family("recorder_up", Map.of(), 0)),
            List.of(
                    new ScrapedFamilies(
                            "camera", List.of(family("recorder_up", Map.of(), 1), family("up", Map.of("x", "y"), 0))),
                    new ScrapedFamilies("other", List.of(family("up", Map.of("job", "camera"), 5)))));

    @Test
    void aSelectorWithoutAJobReadsTheDevicesOwnSeriesOnly() {
        assertThat(values("recorder_up")).containsExactly(0.0);
        assertThat(values("up")).containsExactly(1.0);
        assertThat(values("recorder_up{job!=\"other\"}")).containsExactly(0.0);
        assertThat(values("recorder_up{job=\"\"}")).containsExactly(0.0);
    }

    @Test
    void aSelectorReadsTheTargetsOfTheJobThatItNamesWhateverLabelTheyChoose() {
        assertThat(values("recorder_up{job=\"camera\"}")).containsExactly(1.0);
        assertThat(values("up{job=\"camera\"}"))
                .as("the agent's own statement and the target's, not that of another target")
                .containsExactly(1.0, 0.0);
        assertThat(values("up{job=\"other\"}")).containsExactly(5.0);
    }

    @Test
    void aRuleIsReadFromTheConfiguration() throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", TARGETS + """
                alerts:
                  target_rules:
                    - name: StreamMissing
                      expr: 'streams{job="camera",state="ready"} < 2'
                      for: 5min
                      severity: critical
                      summary: A stream is missing
                      what_to_do: Restart MediaMTX.
                """);
        AlertRule rule = AlertsConfig.read(document).rules().getLast();
        assertThat(rule.name()).isEqualTo("StreamMissing");
        assertThat(rule.expression()).hasToString("streams{job=\"camera\",state=\"ready\"} < 2");
        assertThat(rule.pendingPeriod()).hasMinutes(5);
        assertThat(rule.summary()).isEqualTo("A stream is missing");
        assertThat(rule.notifiedDuringHold()).isTrue();
        document.check(Set.of("alerts"));
    }

    @Test
    void mistakesAreReported() {
        assertProblem("name: stream", "\"stream\" is not a name in CamelCase");
        assertProblem("name: ServiceDown", "one of the device's own alerts");
        assertProblem("name: A, expr: 'streams == 0'", "\"streams\" does not name the job of a target");
        assertProblem("name: A, expr: 'streams{job=\"camra\"} == 0'", "has the job \"camra\"");
        assertProblem(
                "name: A, expr: 'streams{job=\"camera\"} == 0 and on (instance) recorder_up == 0'",
                "\"recorder_up\" does not name the job");
        assertProblem("name: A, expr: 'rate(x[5m]) > 1'", "is not a condition such as");
    }

    private static void assertProblem(String rule, String problem) {
        assertThatThrownBy(() -> {
                    ConfigDocument document =
                            ConfigDocument.parse("test", TARGETS + "alerts: {target_rules: [{" + rule + "}]}\n");
                    AlertsConfig.read(document);
                    document.check(Set.of("alerts"));
                })
                .hasMessageContaining("alerts.target_rules[0]")
                .hasMessageContaining(problem);
    }

    private static List<Double> values(String selector) {
        return new BatchSeries(BATCH)
                .select(Selector.parse(selector)).stream().map(Sample::value).toList();
    }

    private static Family family(String name, Map<String, String> labels, double value) {
        return new Family(name, Family.Type.GAUGE, "", List.of(new Sample(labels, value)));
    }
}
