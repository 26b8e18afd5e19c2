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
    void the_four_of_the_guide_have_its_figures() {
        assertThat(described("ServiceDown")).isEqualTo("recorder_up == 0 for 1m");
        assertThat(described("DiskSpaceLow")).isEqualTo("recorder_disk_free_bytes < 5000000000 for 5m");
        assertThat(described("UploadSuccessLow")).isEqualTo("recorder_upload_success_rate_24h < 0.95 for 1h");
        assertThat(described("HighTemperature")).isEqualTo("node_hwmon_temp_celsius > 80 for 5m");
    }

    private static String described(String name) {
        AlertRule rule = AlertCatalogue.rule(name).orElseThrow();
        return rule.expression() + " for " + PrometheusRules.duration(rule.holdsFor());
    }

    @Test
    void a_limit_that_a_configuration_changed_is_told_as_it_is() {
        assertThat(withLimit("DiskSpaceLow", 200e6)).isEqualTo("Less than 200 MB free: the recorder refuses to record");
        assertThat(withLimit("DiskSpaceShrinking", 12.5e9)).isEqualTo("Less than 12.5 GB free");
        assertThat(withLimit("UploadSuccessLow", 0.8)).isEqualTo("Fewer than 80 % of the day's uploads succeed");
        assertThat(withLimit("HighTemperature", 72.5)).isEqualTo("Hotter than 72.5 °C");
        assertThat(withLimit("DiskFullSoon", 7200)).isEqualTo("The disk will be full within 2 hours");
        assertThat(withLimit("ExpiresSoon", 2_592_000)).isEqualTo("A certificate or token expires within 30 days");
        assertThat(withLimit("DrillOverdue", 1800)).isEqualTo("Recovery was not tried for 30 min");
    }

    private static String withLimit(String name, double limit) {
        AlertRule rule = AlertCatalogue.rule(name).orElseThrow();
        Expression.Measured condition = (Expression.Measured) rule.expression();
        return rule.with(condition.withLimit(limit), rule.holdsFor()).summary();
    }

    @Test
    void names_are_unique_and_every_rule_says_what_to_do() {
        List<AlertRule> rules = AlertCatalogue.rules();

        assertThat(rules).extracting(AlertRule::name).doesNotHaveDuplicates();
        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.summary()).isNotBlank().doesNotEndWith(".");
            assertThat(rule.whatToDo()).endsWith(".");
            assertThat(rule.runbook()).matches("[a-z0-9-]+");
        });
    }

    @Test
    void what_is_silenced_exists_and_nothing_silences_itself_or_in_a_circle() {
        for (AlertRule rule : AlertCatalogue.rules()) {
            for (String name : rule.inhibits()) {
                AlertRule follows = AlertCatalogue.rule(name).orElseThrow(() -> new AssertionError(name));
                assertThat(follows.inhibits()).as(rule.name()).doesNotContain(rule.name());
                assertThat(name).isNotEqualTo(rule.name());
            }
        }
    }

    @Test
    void the_page_about_alerts_tells_every_rule_as_it_is() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "alerts.md"));

        for (AlertRule rule : AlertCatalogue.rules()) {
            assertThat(page).contains(row(rule));
        }
        assertThat(page.lines().filter(line -> line.startsWith("| `") && line.contains("RECOVERY.md#")))
                .hasSameSizeAs(AlertCatalogue.rules());
    }

    static String row(AlertRule rule) {
        return "| `" + rule.name() + "` | " + rule.severity().word() + " | `" + rule.expression() + "` | "
                + PrometheusRules.duration(rule.holdsFor()) + " | " + rule.summary() + " | [" + rule.whatToDo()
                + "](../RECOVERY.md#" + rule.runbook() + ") |";
    }

    @Test
    void a_condition_is_read_back_as_it_was_written() {
        for (String text : List.of(
                "recorder_up == 0",
                "rpi_throttled{reason=\"under_voltage\"} == 1",
                "time() - peace_x_seconds > 7776000",
                "peace_x_seconds - time() < 1209600",
                "absent(up{job=\"a\",x!=\"b\"})",
                "a{b!=\"c\"} == 1 and on (instance) time() - d < 3600")) {
            assertThat(Expression.parse(text).toString()).isEqualTo(text);
        }
    }

    @Test
    void what_is_no_condition_is_refused_with_an_example() {
        for (String text :
                List.of("", "up", "up = 0", "rate(up[5m]) > 0", "up{a=~\"b\"} == 1", "time() - a - time() > 1")) {
            assertThatThrownBy(() -> Expression.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_label_that_a_series_does_not_have_counts_as_empty() {
        assertThat(Selector.parse("a{b!=\"c\"}").accepts(Map.of())).isTrue();
        assertThat(Selector.parse("a{b=\"c\"}").accepts(Map.of())).isFalse();
        assertThat(Selector.parse("a{b=\"\"}").accepts(Map.of())).isTrue();
    }

    @Test
    void configurations_call_a_rule_in_lower_case() {
        assertThat(AlertCatalogue.rule("ServiceDown").orElseThrow().key()).isEqualTo("service_down");
        assertThat(AlertCatalogue.rule("ServiceDown").orElseThrow().holdsFor()).isEqualTo(Duration.ofMinutes(1));
    }
}
