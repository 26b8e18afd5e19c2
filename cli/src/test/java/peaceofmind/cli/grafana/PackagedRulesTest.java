// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.PrometheusRules;

/** The rule file as it is packaged, in the hands of Prometheus' own tool: a server that sees several devices. */
class PackagedRulesTest {

    private static final Path RULES = Path.of("..", "packaging", "prometheus", "peace-rules.yml");
    private static final String TWO_DEVICES = """
                  - series: peace_build_info{instance="gym",customer="rob",location="north"}
                    values: 1x200
                  - series: peace_build_info{instance="pool",customer="rob",location="south"}
                    values: %s
            """;

    @TempDir
    private Path folder;

    /** Renew it with {@code peace grafana rules > packaging/prometheus/peace-rules.yml}. */
    @Test
    void theFileInPackagingIsTheOneThatIsMadeNow() {
        assertThat(RULES).hasContent(PrometheusRules.toYaml(AlertCatalogue.rules(), List.of()));
    }

    @Test
    void promtoolAcceptsItAndFindsEveryRule() throws Exception {
        assertThat(promtool("check", "rules", "--lint=all", "--lint-fatal", RULES.toString()))
                .contains("SUCCESS: " + AlertCatalogue.rules().size() + " rules found");
    }

    @Test
    void aDeviceThatVanishesFiresForADayAndTheOthersDoNot() throws Exception {
        test(
                TWO_DEVICES.formatted("1x40 stale"),
                alert("10m", "DeviceGone", "")
                        + alert("16m", "DeviceGone", "pool")
                        + alert("40m", "DeviceGone", "pool"));
    }

    @Test
    void aDeviceWithoutRecorderMetricsIsDownAndAVanishedOneIsOnlyGone() throws Exception {
        test(
                TWO_DEVICES.formatted("1x80 stale") + """
                  - series: recorder_up{instance="gym",customer="rob",location="north"}
                    values: 1x200
                  - series: recorder_up{instance="pool",customer="rob",location="south"}
                    values: 1x40 stale
            """,
                alert("10m", "ServiceDown", "")
                        + alert("12m", "ServiceDown", "pool")
                        + alert("30m", "ServiceDown", ""));
    }

    @Test
    void dependentAlertsAreInhibitedOnTheirDeviceOnly() throws Exception {
        test(
                TWO_DEVICES.formatted("1x200") + """
                  - series: recorder_up{instance="gym",customer="rob",location="north"}
                    values: 0x200
                  - series: recorder_up{instance="pool",customer="rob",location="south"}
                    values: 1x200
                  - series: recorder_camera_up{instance="gym",customer="rob",location="north"}
                    values: 0x200
                  - series: recorder_camera_up{instance="pool",customer="rob",location="south"}
                    values: 0x200
            """,
                alert("10m", "ServiceDown", "gym") + alert("10m", "NoCamera", "pool"));
    }

    @Test
    void aCameraThatIsGoneInhibitsAlertsAboutItselfAndNotAboutTheOthers() throws Exception {
        test(
                TWO_DEVICES.formatted("1x200") + """
                  - series: recorder_up{instance="gym",customer="rob",location="north"}
                    values: 1x200
                  - series: recorder_camera_up{instance="gym",customer="rob",location="north",camera="door"}
                    values: 0x200
                  - series: recorder_camera_up{instance="gym",customer="rob",location="north",camera="court"}
                    values: 1x200
                  - series: recorder_recording_stalled_seconds{instance="gym",customer="rob",location="north",camera="door"}
                    values: 400x200
                  - series: recorder_recording_stalled_seconds{instance="gym",customer="rob",location="north",camera="court"}
                    values: 400x200
            """,
                alertOfCamera("NoCamera", "door") + alertOfCamera("RecordingStalled", "court"));
    }

    private static String alertOfCamera(String name, String camera) {
        return alert("10m", name, "gym").replace("location: north}", "location: north, camera: " + camera + "}");
    }

    @Test
    void aHeldDeviceIsQuietUntilTheHoldIsOver() throws Exception {
        test(
                TWO_DEVICES.formatted("1x200") + """
                  - series: recorder_up{instance="gym",customer="rob",location="north"}
                    values: 0x200
                  - series: recorder_up{instance="pool",customer="rob",location="south"}
                    values: 1x200
                  - series: peace_watchdog_held{instance="gym",customer="rob",location="north",service="recorder"}
                    values: 1x40 0x200
            """,
                alert("10m", "ServiceDown", "") + alert("12m", "ServiceDown", "gym"));
    }

    @Test
    void whatADeviceHasScrapedNeitherSilencesItNorRaisesAnything() throws Exception {
        test(TWO_DEVICES.formatted("1x200") + """
                  - series: recorder_up{instance="gym",customer="rob",location="north"}
                    values: 0x200
                  - series: recorder_up{instance="pool",customer="rob",location="south"}
                    values: 1x200
                  - series: peace_watchdog_held{instance="gym",customer="rob",location="north",peace_scraped="true"}
                    values: 1x200
                  - series: recorder_up{instance="gym",customer="rob",location="north",job="x",peace_scraped="true"}
                    values: 1x200
                  - series: recorder_up{instance="pool",customer="rob",location="south",peace_scraped="true"}
                    values: 0x200
                  - series: ALERTS{alertname="WatchdogDown",alertstate="firing",instance="gym",peace_scraped="true"}
                    values: 1x200
            """, alert("10m", "ServiceDown", "gym"));
    }

    /** @param device that alone fires; empty: none does */
    private static String alert(String time, String name, String device) {
        String head = "      - eval_time: " + time + "\n        alertname: " + name + "\n        exp_alerts:";
        if (device.isEmpty()) {
            return head + " []\n";
        }
        return head + "\n          - exp_labels: {severity: critical, instance: " + device
                + ", customer: rob, location: "
                + (device.equals("gym") ? "north" : "south") + "}\n            exp_annotations: "
                + annotations(name) + "\n";
    }

    private static String annotations(String name) {
        var rule = AlertCatalogue.rule(name).orElseThrow();
        return "{summary: \"" + rule.summary() + "\", description: \"" + rule.whatToDo() + "\", runbook: \"RECOVERY.md#"
                + rule.runbook() + "\"}";
    }

    private void test(String series, String alerts) throws Exception {
        Path file = Files.writeString(
                folder.resolve("test.yml"),
                "rule_files: [" + RULES.toAbsolutePath().normalize()
                        + "]\nevaluation_interval: 15s\ntests:\n  - interval: 15s\n    input_series:\n"
                        + series.indent(-6).indent(6)
                        + "    alert_rule_test:\n" + alerts);
        assertThat(promtool("test", "rules", file.toString()))
                .as(Files.readString(file))
                .contains("SUCCESS")
                .doesNotContain("FAILED");
    }

    private String promtool(String... arguments) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/promtool")), "what needs prometheus: it is not installed");
        List<String> command = new java.util.ArrayList<>(List.of("/usr/bin/promtool"));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out);
    }
}
