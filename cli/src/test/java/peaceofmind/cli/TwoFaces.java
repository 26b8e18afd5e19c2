// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.contract.event.Event;
import peaceofmind.dashboard.AlertSource;
import peaceofmind.dashboard.Dashboard;
import peaceofmind.dashboard.LatestBatch;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;

/** One device with both of its faces, the command and the page, each the real one, over sockets with prepared replies. */
final class TwoFaces implements AutoCloseable {

    private final List<Runnable> running = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path config;
    private final Dashboard dashboard;
    private final Path folder;

    /** What the parts of a device reply; empty for parts that do not run. */
    record Replies(
            Optional<JsonObject> watchdog,
            List<Event> events,
            Optional<JsonObject> recorder,
            List<AlertSource.AlertView> alerts,
            Map<String, Map<Map<String, String>, Double>> metrics) {}

    TwoFaces(Path folder, Replies replies) throws Exception {
        this.folder = folder;
        replies.watchdog()
                .ifPresent(status -> listen("watchdog.sock", request -> watchdog(request, status, replies.events())));
        replies.recorder().ifPresent(status -> listen("recorder.sock", _ -> status));
        listen(
                "agent.sock",
                _ -> Json.object()
                        .put(
                                "firing",
                                replies.alerts().stream().map(TwoFaces::alert).toList())
                        .build());
        int port = serve(metrics(replies.metrics()));
        config = Files.writeString(folder.resolve("peace.yaml"), """
                device: {name: gym}
                watchdog: {socket: '%1$s/watchdog.sock', state_dir: '%1$s'}
                recorder: {socket: '%1$s/recorder.sock', storage: '%1$s', log_dir: '%1$s', stop_below_free: 1MB}
                agent: {socket: '%1$s/agent.sock', recorder_port: %2$d, watchdog_socket: '%1$s/watchdog.sock'}
                dashboard:
                  port: 0
                  read_without_login: true
                  recorder_socket: '%1$s/recorder.sock'
                  evidence_dir: '%1$s/evidence'
                """.formatted(folder, port));
        TargetDevice.FullConfig all = TargetDevice.readAll(ConfigDocument.read(config));
        LatestBatch latest = new LatestBatch();
        latest.accept(new Batch(Instant.now(), families(replies.metrics())));
        dashboard = new Dashboard(
                all.dashboard(),
                all.device(),
                new Dashboard.DataSources(
                        latest,
                        (_, _, _, _) -> List.of(),
                        Optional.of(new Alerts(replies.alerts())),
                        folder.resolve("watchdog.sock")),
                Clock.system(),
                _ -> {});
        running.add(dashboard::close);
    }

    private record Alerts(List<AlertView> firing) implements AlertSource {
        @Override
        public List<AlertView> past() {
            return List.of();
        }
    }

    /** What a command printed, and its exit code. */
    record Printed(int exitCode, String text) {
        JsonObject json() throws JsonException {
            return Json.parseObject(text);
        }
    }

    Printed command(String... arguments) {
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        int exitCode = Peace.commandLine().setOut(new PrintWriter(out)).execute(all.toArray(String[]::new));
        return new Printed(exitCode, out.toString());
    }

    /** The page's state. */
    JsonObject page() throws Exception {
        return Json.parseObject(get("api/v1/state").body());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(dashboard.url() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private interface Responder {
        JsonObject replyTo(JsonObject request);
    }

    private void listen(String socket, Responder responder) {
        try {
            ControlServer server = ControlServer.listen(
                    folder.resolve(socket), "rw-------", (request, _) -> responder.replyTo(request));
            running.add(server::close);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static JsonObject watchdog(JsonObject request, JsonObject status, List<Event> events) {
        return request.text("command").equals(Optional.of("history"))
                ? Json.object()
                        .put("events", events.stream().map(Event::toJson).toList())
                        .build()
                : status;
    }

    private static JsonObject alert(AlertSource.AlertView alert) {
        return Json.object()
                .put("name", alert.name())
                .put("severity", alert.severity().label())
                .put("summary", alert.summary())
                .put("what_to_do", alert.whatToDo())
                .put("since", alert.since().toString())
                .build();
    }

    private int serve(String text) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            try (exchange) {
                byte[] body = text.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        running.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private static String metrics(Map<String, Map<Map<String, String>, Double>> metrics) {
        StringBuilder text = new StringBuilder("up 1\n");
        metrics.forEach((name, samples) -> samples.forEach((labels, value) -> {
            List<String> pairs = new ArrayList<>();
            labels.forEach((label, content) -> pairs.add(label + "=\"" + content + "\""));
            String all = pairs.isEmpty() ? "" : "{" + String.join(",", pairs) + "}";
            text.append(name).append(all).append(' ').append(value).append('\n');
        }));
        return text.toString();
    }

    private static List<Family> families(Map<String, Map<Map<String, String>, Double>> metrics) {
        List<Family> families = new ArrayList<>();
        metrics.forEach((name, samples) -> {
            List<Family.Sample> all = new ArrayList<>();
            samples.forEach((labels, value) -> all.add(new Family.Sample(labels, value)));
            families.add(new Family(name, Family.Type.GAUGE, "", all));
        });
        return families;
    }

    @Override
    public void close() {
        running.reversed().forEach(Runnable::run);
        http.close();
    }
}
