// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.setup.SetupCommand;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.shipping.logs.LogShipper;
import peaceofmind.shipping.logs.LogsDestinationConfig;
import peaceofmind.testkit.PanelQuery;
import picocli.CommandLine;

/** What the agent ships with the configuration that {@code peace setup} writes is what the log panels ask for. */
class ShippedLogsIT {

    private static final List<String> UNITS =
            List.of("recorder-watchdog.service", "recorder-agent.service", "init.scope");

    @TempDir
    private Path folder;

    private final List<Line> received = new CopyOnWriteArrayList<>();
    private HttpServer loki;

    private record Line(Map<String, String> labels, String text) {}

    @BeforeEach
    void listen() throws IOException {
        loki = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        loki.createContext("/loki/api/v1/push", this::push);
        loki.start();
    }

    @AfterEach
    void close() {
        loki.stop(0);
    }

    @Test
    void everyLineOfTheRecorderItsWatchdogAndTheSystemIsOnTheDashboard() throws Exception {
        shipped("recorder.service");
        assertThat(received)
                .extracting(line -> line.labels().get("job") + ": " + line.text())
                .containsExactlyInAnyOrder(
                        "recorder-service: of recorder.service",
                        "watchdog: of recorder-watchdog.service",
                        "syslog: of recorder-agent.service",
                        "syslog: of init.scope");
        allAreFound();
    }

    @Test
    void anotherProgramThatIsWatchedIsTheRecorder() throws Exception {
        shipped("film.service", "--unit=film.service", "--heartbeat=/tmp/recorder_heartbeat.json");
        assertThat(received)
                .filteredOn(line -> "recorder-service".equals(line.labels().get("job")))
                .extracting(Line::text)
                .containsExactly("of film.service");
        allAreFound();
    }

    private void allAreFound() throws IOException, JsonException {
        List<PanelQuery> panels = PanelQuery.below(Path.of("..", "packaging", "grafana", "dashboards")).stream()
                .filter(PanelQuery::isLogs)
                .toList();
        assertThat(panels).isNotEmpty();
        for (PanelQuery panel : panels) {
            LogQuery query = LogQuery.parse(panel.filled(Duration.ofHours(1)));
            assertThat(query.unknownLabels(received.stream().map(Line::labels).toList()))
                    .as(panel.panel())
                    .isEmpty();
            assertThat(received)
                    .as(panel.panel() + ": " + panel.expression())
                    .allMatch(line -> query.finds(line.labels(), line.text()));
        }
    }

    /** Ships an entry of each unit, as an agent with the defaults does. */
    private void shipped(String recorderUnit, String... options) throws Exception {
        ConfigDocument document = ConfigDocument.parse(
                "test", setUp(options).replace("    journal:\n", """
                    batch_wait: 200ms
                    journal:
                      command: %s
                """.formatted(journal(recorderUnit))));
        List<LogsDestinationConfig> destinations = LogsDestinationConfig.readAll(document);
        assertThat(destinations).hasSize(1);
        try (LogShipper _ = LogShipper.start(
                destinations, DeviceConfig.read(document), folder.resolve("state"), Clock.system(), _ -> {}, _ -> {})) {
            await().until(() -> received.size() == UNITS.size() + 1);
        }
    }

    private String setUp(String... options) throws IOException {
        Path config = Files.writeString(
                folder.resolve("peace.yaml"),
                "agent: {socket: %1$s/agent.sock}\ndashboard: {password_hash_file: %1$s/hash}\n".formatted(folder));
        List<String> arguments = new ArrayList<>(List.of(
                "--yes",
                "--root=" + folder,
                "--config=" + config,
                "--logs-url=http://127.0.0.1:" + loki.getAddress().getPort() + "/loki/api/v1/push"));
        arguments.addAll(List.of(options));
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        new CommandLine(SetupCommand.class).setOut(writer).setErr(writer).execute(arguments.toArray(String[]::new));
        assertThat(output.toString()).contains("written: " + config);
        return Files.readString(config);
    }

    /** In the place of journalctl: one entry of each unit. */
    private Path journal(String recorderUnit) throws IOException {
        StringBuilder script = new StringBuilder("#!/bin/sh\n");
        long micros = Instant.now().toEpochMilli() * 1000;
        List<String> units = new ArrayList<>(UNITS);
        units.addFirst(recorderUnit);
        for (String unit : units) {
            JsonObject entry = Json.object()
                    .put("__CURSOR", unit)
                    .put("__REALTIME_TIMESTAMP", Long.toString(micros++))
                    .put("PRIORITY", "6")
                    .put("_SYSTEMD_UNIT", unit)
                    .put("MESSAGE", "of " + unit)
                    .build();
            script.append("echo '").append(entry.toJson()).append("'\n");
        }
        Path file = Files.createFile(
                folder.resolve("journalctl"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.writeString(file, script.append("exec sleep 300\n"));
    }

    private void push(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = new GZIPInputStream(exchange.getRequestBody()).readAllBytes();
            for (Json listed :
                    Json.parseObject(new String(body, StandardCharsets.UTF_8)).items("streams")) {
                JsonObject stream = (JsonObject) listed;
                Map<String, String> labels = new TreeMap<>();
                stream.object("stream")
                        .orElseThrow()
                        .members()
                        .forEach((name, value) -> labels.put(name, ((JsonText) value).value()));
                for (Json pair : stream.items("values")) {
                    received.add(new Line(
                            labels, ((JsonText) ((JsonArray) pair).items().get(1)).value()));
                }
            }
            exchange.sendResponseHeaders(204, -1);
        } catch (JsonException malformed) {
            exchange.sendResponseHeaders(400, -1);
        }
    }
}
