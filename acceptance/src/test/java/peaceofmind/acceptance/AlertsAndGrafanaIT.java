// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.Selector;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.CLibrary;

/** A real Prometheus scrapes a running demo: every query of the packaged dashboards and rules finds data. */
@TestMethodOrder(OrderAnnotation.class)
class AlertsAndGrafanaIT {

    private static final int PORT_BASE = 31_200;
    private static final int PROMETHEUS_PORT = 31_290;
    private static final int OTHER_DEVICE_PORT = 31_291;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int SIGCONT = 18;

    /** Series that a demo cannot have, and why; every other series must exist. */
    private static final Map<String, String> ABSENT_IN_A_DEMO = Map.ofEntries(
            Map.entry("node_hwmon_temp_celsius", "this machine may have no sensor"),
            Map.entry("node_thermal_zone_temp", "this machine may have no sensor"),
            Map.entry("rpi_throttled", "only a Raspberry Pi has it"),
            Map.entry("peace_card_life_used_ratio", "only an eMMC or SD card has it"),
            Map.entry("peace_filesystem_full_in_seconds", "only after half an hour, and only while a disk is filling"),
            Map.entry("peace_filesystem_errors_total", "only ext4 reports it, and not in a container"),
            Map.entry("peace_previous_boot_end", "only after a boot while the agent was installed"),
            Map.entry("peace_watchdog_last_reboot_timestamp_seconds", "this demo was never rebooted"),
            Map.entry("peace_watchdog_last_restart_timestamp_seconds", "only after the restart in the last test"),
            Map.entry("peace_ship_up", "a demo ships nothing"),
            Map.entry("recorder_picture_black_seconds", "pictures of cameras are checked, and a demo has none"),
            Map.entry("recorder_picture_frozen_seconds", "pictures of cameras are checked, and a demo has none"),
            Map.entry("recorder_audio_silent_seconds", "sound of cameras is checked, and a demo has none"),
            Map.entry("peace_ping_up", "a demo sends no ping"),
            Map.entry("recorder_upload_login_expiry_timestamp_seconds", "a demo uploads to a folder"),
            Map.entry("recorder_internet_connected", "a demo does not check its internet connection"),
            Map.entry("peace_update_last_success", "this demo was never updated"),
            Map.entry("peace_update_last_begin_timestamp_seconds", "this demo was never updated"),
            Map.entry("peace_expiry_timestamp_seconds", "a demo has no certificate"),
            Map.entry("peace_drill_last_success_timestamp_seconds", "no drill was run in this demo"));

    @TempDir
    private static Path dir;

    private static DemoRun demo;
    private static PrometheusServer prometheus;
    private static HttpServer otherDevice;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(PrometheusServer.isInstalled(), "needs prometheus, which is not installed");
        Checkout checkout = Checkout.here();
        demo = DemoRun.start(checkout, dir.resolve("demo"), PORT_BASE);
        otherDevice = startOtherDevice();
        prometheus = PrometheusServer.start(
                dir.resolve("prometheus"), PROMETHEUS_PORT, packaged("prometheus/peace-rules.yml"), """
                          - job_name: recorder
                            static_configs:
                              - targets: ['127.0.0.1:%d', '127.0.0.1:%d']
                                labels: {instance: demo, customer: rob, location: north}
                              - targets: ['127.0.0.1:%d']
                                labels: {instance: pool, customer: rob, location: south}
                        """.formatted(
                                PORT_BASE, PORT_BASE + 1, OTHER_DEVICE_PORT));
        demo.awaitReady(Duration.ofMinutes(5));
    }

    @AfterAll
    static void stop() throws IOException {
        if (prometheus != null) {
            prometheus.close();
        }
        if (otherDevice != null) {
            otherDevice.stop(0);
        }
        if (demo != null) {
            demo.close();
        }
    }

    private static Path packaged(String name) {
        return Checkout.here().root().resolve("packaging").resolve(name);
    }

    private static HttpServer startOtherDevice() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), OTHER_DEVICE_PORT), 0);
        server.createContext("/metrics", exchange -> {
            try (exchange) {
                byte[] body = "peace_build_info{version=\"1\"} 1\nrecorder_up 1\n".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return server;
    }

    @Test
    @Order(1)
    void everyRuleSelectsASeriesThatTheDemoExposes() {
        Map<String, Selector> expected = new TreeMap<>();
        for (AlertRule rule : AlertCatalogue.rules()) {
            for (Selector selector : rule.expression().selectors()) {
                if (!ABSENT_IN_A_DEMO.containsKey(selector.metric())) {
                    expected.put(rule.name() + ": " + selector, selector);
                }
            }
        }
        assertThat(expected).hasSizeGreaterThan(AlertCatalogue.rules().size() / 2);
        expected.forEach((name, selector) -> awaitData(selector.toString(), name));
    }

    @Test
    @Order(2)
    void everyPanelOfEachDashboardHasData() throws Exception {
        Map<String, String> queries = new LinkedHashMap<>();
        for (String dashboard : List.of("peace-recorder", "peace-fleet", "peace-fleet-report")) {
            Path file = packaged("grafana/dashboards/" + dashboard + ".json");
            for (Json listed : Json.parseObject(Files.readString(file)).items("panels")) {
                JsonObject panel = (JsonObject) listed;
                if (!panel.text("type").orElse("").equals("logs")) {
                    panel.items("targets")
                            .forEach(target -> queries.put(
                                    dashboard + ", " + panel.text("title").orElse("") + ": " + queries.size(),
                                    withoutVariables(
                                            ((JsonObject) target).text("expr").orElseThrow())));
                }
            }
        }
        assertThat(queries).hasSizeGreaterThan(20);
        for (Map.Entry<String, String> query : queries.entrySet()) {
            boolean mayBeEmpty = ABSENT_IN_A_DEMO.keySet().stream().anyMatch(query.getValue()::contains);
            if (mayBeEmpty) {
                prometheus.query(query.getValue());
            } else {
                awaitData(query.getValue(), query.getKey());
            }
        }
    }

    private static String withoutVariables(String expression) {
        return expression
                .replace("$instance", ".*")
                .replace("$customer", ".*")
                .replace("$__rate_interval", "10s")
                .replace("$__interval_ms", "10000")
                .replace("$__interval", "10s")
                .replace("$__range_s", "600")
                .replace("$__range", "10m");
    }

    @Test
    @Order(3)
    void everyRuleOfBothFilesIsAcceptedByPrometheus() throws Exception {
        List<String> loaded = new ArrayList<>();
        for (Json group : prometheus.ruleGroups()) {
            for (Json rule : ((JsonObject) group).items("rules")) {
                loaded.add(((JsonObject) rule).text("name").orElse(""));
                assertThat(((JsonObject) rule).text("health"))
                        .as(rule.toJson())
                        .hasValueSatisfying(health -> assertThat(health).isNotEqualTo("err"));
            }
        }
        assertThat(loaded)
                .containsExactlyInAnyOrderElementsOf(
                        AlertCatalogue.rules().stream().map(AlertRule::name).toList());
        for (String expression : grafanaRules().values()) {
            prometheus.query(expression);
        }
    }

    private static Map<String, String> grafanaRules() throws Exception {
        Map<String, String> rules = new LinkedHashMap<>();
        JsonObject file = Json.parseObject(Files.readString(packaged("grafana/alerting/peace-rules.yaml")));
        for (Json listed : ((JsonObject) file.items("groups").getFirst()).items("rules")) {
            JsonObject rule = (JsonObject) listed;
            JsonObject query = (JsonObject) rule.items("data").getFirst();
            rules.put(
                    rule.text("title").orElseThrow(),
                    query.object("model").flatMap(model -> model.text("expr")).orElseThrow());
        }
        return rules;
    }

    @Test
    @Order(4)
    void realFaultsMatchTheRulesOfGrafana() throws Exception {
        awaitRule("DrillNeverDone");
        otherDevice.stop(0);
        long watchdog = demo.findProcess("WatchdogMain").orElseThrow();
        CLibrary.kill(watchdog, DemoRun.SIGSTOP);
        CLibrary.kill(demo.recorderPid(), DemoRun.SIGSTOP);
        try {
            for (String name : List.of("WatchdogDown", "ServiceDown", "ExporterGone", "DeviceGone")) {
                awaitRule(name);
            }
            assertThat(prometheus.query(rule("DeviceGone")).toString())
                    .contains("pool")
                    .doesNotContain("demo");
        } finally {
            CLibrary.kill(watchdog, SIGCONT);
        }
        awaitRule("RestartedByWatchdog");
        await().atMost(TIMEOUT)
                .until(() -> prometheus.query(rule("ServiceDown")).isEmpty());
    }

    private static String rule(String name) throws Exception {
        return Objects.requireNonNull(grafanaRules().get(name), name);
    }

    private static void awaitRule(String name) throws Exception {
        awaitData(rule(name), name);
    }

    private static void awaitData(String query, String name) {
        await(name + ": " + query)
                .atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> !prometheus.query(query).isEmpty());
    }
}
