// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertCatalogueTest {

    @Test
    void theFourAlertsOfTheGuideHaveItsLimits() {
        assertThat(describe("ServiceDown")).isEqualTo("recorder_up == 0 for 1m");
        assertThat(describe("DiskSpaceLow")).isEqualTo("recorder_disk_free_bytes < 5000000000 for 5m");
        assertThat(describe("UploadSuccessLow")).isEqualTo("recorder_upload_success_rate_24h < 0.95 for 1h");
        assertThat(describe("HighTemperature"))
                .isEqualTo("(node_hwmon_temp_celsius or on (instance) node_thermal_zone_temp) > 80 for 5m");
    }

    private static String describe(String name) {
        AlertRule rule = AlertCatalogue.rule(name).orElseThrow();
        return rule.expression() + " for " + PrometheusRules.formatDuration(rule.pendingPeriod());
    }

    @Test
    void aConfiguredLimitIsShownInTheSummary() {
        assertThat(withLimit("DiskSpaceLow", 200e6)).isEqualTo("Less than 200 MB free: too little for the recorder");
        assertThat(withLimit("DiskSpaceShrinking", 12.5e9)).isEqualTo("Less than 12.5 GB free");
        assertThat(withLimit("UploadSuccessLow", 0.8)).isEqualTo("Fewer than 80 % of the day's uploads succeed");
        assertThat(withLimit("HighTemperature", 72.5)).isEqualTo("Hotter than 72.5 °C");
        assertThat(withLimit("DiskFullSoon", 7200)).isEqualTo("The disk will be full within 2 hours");
        assertThat(withLimit("ExpiresSoon", 2_592_000)).isEqualTo("A certificate or token expires within 30 days");
        assertThat(withLimit("DrillOverdue", 1800)).isEqualTo("Recovery has not been tested for 30 min");
    }

    private static String withLimit(String name, double limit) {
        AlertRule rule = AlertCatalogue.rule(name).orElseThrow();
        Expression.ValueCondition condition = (Expression.ValueCondition) rule.expression();
        return rule.with(condition.withLimit(limit), rule.pendingPeriod()).summary();
    }

    @Test
    void namesAreUniqueAndEveryRuleSaysWhatToDo() {
        List<AlertRule> rules = AlertCatalogue.rules();

        assertThat(rules).extracting(AlertRule::name).doesNotHaveDuplicates();
        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.summary()).isNotBlank().doesNotEndWith(".");
            assertThat(rule.whatToDo()).endsWith(".");
            assertThat(rule.runbook()).matches("[a-z0-9-]+");
        });
    }

    @Test
    void inhibitedRulesExistAndNoRuleInhibitsItselfOrInACycle() {
        for (AlertRule rule : AlertCatalogue.rules()) {
            for (String name : rule.inhibits()) {
                AlertRule inhibited = AlertCatalogue.rule(name).orElseThrow(() -> new AssertionError(name));
                assertThat(inhibited.inhibits()).as(rule.name()).doesNotContain(rule.name());
                assertThat(name).isNotEqualTo(rule.name());
            }
        }
    }

    @Test
    void theAlertsPageListsEveryRule() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "alerts.md"));

        for (AlertRule rule : AlertCatalogue.rules()) {
            assertThat(page).contains(row(rule));
        }
        assertThat(page.lines().filter(line -> line.startsWith("| `") && line.contains("RECOVERY.md#")))
                .hasSameSizeAs(AlertCatalogue.rules());
    }

    static String row(AlertRule rule) {
        return "| `" + rule.name() + "` | " + rule.severity().label() + " | `" + rule.expression() + "` | "
                + PrometheusRules.formatDuration(rule.pendingPeriod()) + " | " + rule.summary() + " | ["
                + rule.whatToDo()
                + "](../RECOVERY.md#" + rule.runbook() + ") |";
    }

    @Test
    void aConditionIsFormattedAsItWasParsed() {
        for (String text : List.of(
                "recorder_up == 0",
                "rpi_throttled{reason=\"under_voltage\"} == 1",
                "time() - peace_x_seconds > 7776000",
                "peace_x_seconds - time() < 1209600",
                "absent(up{job=\"a\",x!=\"b\"})",
                "(a{b=\"c\"} or on (instance) d) > 80",
                "a{b!=\"c\"} == 1 and on (instance) time() - d < 3600")) {
            assertThat(Expression.parse(text).toString()).isEqualTo(text);
        }
    }

    @Test
    void textThatIsNotAConditionIsRejected() {
        for (String text : List.of(
                "",
                "up",
                "up = 0",
                "rate(up[5m]) > 0",
                "up{a=~\"b\"} == 1",
                "time() - a - time() > 1",
                "(a or b) > 1",
                "(a or on (instance) b)",
                "time() - (a or on (instance) b) > 1",
                "(a or on (instance) b) - time() > 1")) {
            assertThatThrownBy(() -> Expression.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aMissingLabelCountsAsEmpty() {
        assertThat(Selector.parse("a{b!=\"c\"}").matches(Map.of())).isTrue();
        assertThat(Selector.parse("a{b=\"c\"}").matches(Map.of())).isFalse();
        assertThat(Selector.parse("a{b=\"\"}").matches(Map.of())).isTrue();
    }

    @Test
    void configurationKeysAreInSnakeCase() {
        assertThat(AlertCatalogue.rule("ServiceDown").orElseThrow().key()).isEqualTo("service_down");
        assertThat(AlertCatalogue.rule("ServiceDown").orElseThrow().pendingPeriod())
                .isEqualTo(Duration.ofMinutes(1));
    }
}
