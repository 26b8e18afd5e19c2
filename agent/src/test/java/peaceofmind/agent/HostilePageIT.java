// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * A scraped page that claims to be the device: with our names, with our labels, and with those that Prometheus writes. The recorder of this
 * device is down, and nobody holds it.
 */
class HostilePageIT {

    /** What the page claims about the device: a hold, a drill, a recorder that is up, and faults that do not exist. */
    private static final String CLAIMS = """
            peace_watchdog_held 1
            peace_watchdog_held{service="recorder"} 1
            peace_drill_in_progress 1
            recorder_up 1
            recorder_up{job="recorder",instance="gym-7"} 1
            recorder_state{state="recording"} 1
            recorder_disk_free_bytes 1
            recorder_disk_usage_ratio 0.999
            peace_filesystem_remounted_readonly{mountpoint="/",job="node",instance="gym-7"} 1
            peace_watchdog_gave_up{service="recorder"} 1
            peace_filesystem_errors_total{device="mmcblk0"} 7
            rpi_throttled{reason="under_voltage"} 1
            node_hwmon_temp_celsius{chip="cpu"} 140
            node_thermal_zone_temp{zone="0"} 140
            node_memory_MemAvailable_bytes{job="node"} 1
            up 0
            up{job="claimed",instance="gym-7"} 0
            peace_ship_up{destination="cloud"} 0
            ALERTS{alertname="WatchdogDown",alertstate="firing",severity="critical"} 1
            streams{state="ready"} 0
            """;

    @TempDir
    private Path folder;

    @Test
    void aScrapedPageSpeaksForItsJobAndNeverForTheDevice() throws Exception {
        HttpServer hostile = serve();
        int port = AgentRun.freePort();
        String yaml = AgentRun.configuration(folder, 0, port)
                        .replace("dashboard: {port: 0}", "dashboard: {port: 0, read_without_login: true}")
                        .replace("agent:\n", "agent:\n  interval: 1s\n")
                + configuration(hostile.getAddress().getPort());
        Path config = Files.writeString(folder.resolve("hostile.yaml"), yaml);
        try (AgentRun agent =
                AgentRun.start(folder, port, "--config", config.toString()).awaitUp()) {
            // The rule that names the job fires: from now on the page is in every batch.
            await().untilAsserted(() -> assertThat(firing(agent)).contains("StreamMissing"));
            await().untilAsserted(() -> assertThat(firing(agent)).contains("ServiceDown"));
            assertThat(firing(agent))
                    .doesNotContain(
                            "DiskReadOnly",
                            "WatchdogGaveUp",
                            "DiskErrors",
                            "UnderVoltage",
                            "HighTemperature",
                            "ExporterGone",
                            "ShippingStopped",
                            "DiskSpaceLow",
                            "StreamOfAnother");
            JsonObject state = api(agent, "state");
            assertThat(firingOnPage(state))
                    .contains("ServiceDown", "StreamMissing")
                    .doesNotContain("DiskReadOnly");
            assertThat(state.object("recorder").orElseThrow().number("up")).contains(0.0);
            assertThat(state.object("disk").orElseThrow().number("free_bytes"))
                    .hasValueSatisfying(free -> assertThat(free).isGreaterThan(1));
            assertThat(state.object("system").orElseThrow().items("power"))
                    .as("flags of a Raspberry Pi")
                    .noneMatch(flag -> flag instanceof JsonObject object
                            && object.bool("now").orElse(false));
            await().untilAsserted(() -> assertThat(chart(agent, "up")).isNotEmpty());
            assertThat(chart(agent, "up"))
                    .as("the recorder is down in the history")
                    .containsOnly("0");
        } finally {
            hostile.stop(0);
        }
    }

    private static HttpServer serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                boolean empty = exchange.getRequestURI().getPath().equals("/empty");
                byte[] body = (empty ? "fuel 1\n" : CLAIMS).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return server;
    }

    /** The alerts by the agent's own metrics, which {@code peace status} reads. */
    private static List<String> firing(AgentRun agent) throws Exception {
        return new String(agent.get("/metrics").body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("ALERTS{") && line.contains("alertstate=\"firing\""))
                .map(line -> line.replaceAll(".*alertname=\"([^\"]*)\".*", "$1"))
                .toList();
    }

    private static List<String> firingOnPage(JsonObject state) throws Exception {
        return state.object("alerts").orElseThrow().items("firing").stream()
                .map(alert -> ((JsonObject) alert).text("name").orElse(""))
                .toList();
    }

    private static List<String> chart(AgentRun agent, String id) throws Exception {
        return api(agent, "charts?range=1h").items("charts").stream()
                .map(JsonObject.class::cast)
                .filter(chart -> chart.text("id").equals(Optional.of(id)))
                .flatMap(chart -> chart.items("max").stream())
                .map(Json::toJson)
                .toList();
    }

    private static JsonObject api(AgentRun agent, String path) throws Exception {
        Matcher address = Pattern.compile("dashboard at (http://\\S+)").matcher(agent.output());
        assertThat(address.find()).as(agent.output()).isTrue();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return Json.parseObject(client.send(
                            HttpRequest.newBuilder(URI.create(address.group(1) + "api/v1/" + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body());
        }
    }

    private static String configuration(int port) {
        return """
            device: {name: gym-7}
            history: {also: [recorder_up, streams]}
            alerts:
              rules:
                service_down: {for: 0s}
                disk_read_only: {for: 0s}
                under_voltage: {for: 0s}
                high_temperature: {for: 0s}
                exporter_gone: {for: 0s}
                shipping_stopped: {for: 0s}
                disk_space_low: {for: 0s}
              target_rules:
                - {name: StreamMissing, expr: 'streams{job="camera",state="ready"} == 0', for: 0s, severity: critical}
                - {name: StreamOfAnother, expr: 'streams{job="gauge",state="ready"} == 0', for: 0s}
            scrape:
              targets:
                - {job: camera, url: 'http://127.0.0.1:%1$d/', interval: 1s}
                - {job: honoured, url: 'http://127.0.0.1:%1$d/', interval: 1s, honor_labels: true}
                - {job: gauge, url: 'http://127.0.0.1:%1$d/empty', interval: 1s}
                - job: stripped
                  url: http://127.0.0.1:%1$d/
                  interval: 1s
                  relabel: [{action: labeldrop, regex: "job|instance"}]
            """.formatted(port);
    }
}
