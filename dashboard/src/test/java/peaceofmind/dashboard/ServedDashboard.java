// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.secret.PasswordHash;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** A dashboard on a free port, configured with a file as on a device. */
final class ServedDashboard implements AutoCloseable {

    static final String PASSWORD = "correct horse";
    private static final String HASH = PasswordHash.of(PASSWORD.toCharArray()).toText();

    private final HttpClient http;
    private final Dashboard dashboard;

    /**
     * Starts the dashboard.
     *
     * @param more lines of the section {@code dashboard}, without indentation
     */
    ServedDashboard(Path folder, LatestBatch latest, Optional<AlertSource> alerts, HttpClient http, String... more)
            throws Exception {
        this(
                "  service_log: " + folder + "/service.log\n  " + String.join("\n  ", more) + "\nrecorder: {storage: "
                        + folder.resolve("videos") + "}\n",
                folder,
                latest,
                alerts,
                http);
    }

    private ServedDashboard(
            String yamlEnd, Path folder, LatestBatch latest, Optional<AlertSource> alerts, HttpClient http)
            throws Exception {
        this.http = http;
        Files.writeString(folder.resolve("hash"), HASH);
        Path yaml = Files.writeString(folder.resolve("peace.yaml"), """
            device:
              name: gym
            dashboard:
              port: 0
              password_hash_file: %1$s/hash
              recorder_socket: %1$s/recorder.sock
              evidence_dir: %1$s/evidence
              watchdog_log: %1$s/watchdog.log
              system_log: %1$s/system.log
            """.formatted(folder) + yamlEnd);
        ConfigDocument document = ConfigDocument.read(yaml);
        DashboardConfig config = DashboardConfig.read(document);
        DeviceConfig device = DeviceConfig.read(document);
        document.check(DeviceConfig.ALL_SECTIONS);
        dashboard = new Dashboard(
                config,
                device,
                new Dashboard.DataSources(latest, (_, _, _, _) -> List.of(), alerts, folder.resolve("watchdog.sock"))
                        .withReports(ServedDashboard::report),
                Clock.system(),
                _ -> {});
    }

    /**
     * The dashboard of a device that watches that program, readable without a login.
     *
     * @param service the entry of {@code watchdog.services}, its later lines indented by six blanks
     */
    static ServedDashboard watching(String service, Path folder, LatestBatch latest, HttpClient http) throws Exception {
        return new ServedDashboard(
                "  read_without_login: true\nwatchdog:\n  services:\n    - " + service,
                folder,
                latest,
                Optional.empty(),
                http);
    }

    /** A report of any month but those of the future. */
    private static JsonObject report(Optional<String> month) throws ControlException {
        if (month.filter(requested -> requested.compareTo("2027") > 0).isPresent()) {
            throw new ControlException(ControlException.Kind.REFUSED, month.get() + " has not started yet");
        } else if (month.equals(Optional.of("2026-01"))) {
            throw new ControlException(ControlException.Kind.NOT_RUNNING, "the watchdog is not running");
        }
        return Json.object()
                .put("title", "gym: October 2026")
                .put("report", Json.object().put("month", month).build())
                .put(
                        "sections",
                        List.of(Json.object()
                                .put("title", "recorder")
                                .put("rows", List.of(Json.texts(List.of("Availability", "99.9 %"))))
                                .put("lines", Json.texts(List.of()))
                                .build()))
                .put("text", "gym: October 2026\n")
                .put("zone", "UTC")
                .put("previous", "2026-09")
                .put("next", "2026-11")
                .build();
    }

    String url() {
        return dashboard.url();
    }

    int port() {
        return dashboard.address().getPort();
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url() + path)), headers);
    }

    HttpResponse<String> post(String path, Json body, String... headers) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toJson())),
                headers);
    }

    HttpResponse<String> logIn() throws IOException, InterruptedException {
        return post("api/v1/login", Json.object().put("password", PASSWORD).build());
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
            throws IOException, InterruptedException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        dashboard.close();
    }
}
