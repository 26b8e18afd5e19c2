// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.device.RunningDemo;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.time.LocalTimestamp;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * A device that responds on sockets in a folder: the build, and the installation of the package, run {@code peace status} against it to record
 * Java's AOT cache. Recorded where nothing responds, the command would take a seventh longer. Usage: {@code AotTrainingRun FOLDER}, with {@code PEACE_HOME}.
 */
final class AotTrainingRun implements AutoCloseable {

    private static final String HEARTBEAT = """
            {"timestamp": "%1$s", "uptime_seconds": 20.295, "state": "recording", "recording_active": true, "upload_queue_size": 1,
             "currently_uploading": null, "pid": 7, "error_count": 0, "restart_count": 0, "sequence": 267, "version": "1",
             "camera_connected": true, "internet_connected": true, "file": "recording.mkv", "recording_bytes": 2327397,
             "left_seconds": 39, "length_seconds": 60, "videos_failed": 0, "frame_rate": 24.9, "encoder_speed": 1.0, "frames_dropped": 0,
             "uploads": [{"target": "share", "up": true, "file": "recording.mkv", "sent_bytes": 1000000, "total_bytes": 2327397,
               "bytes_per_second": 500000, "left_seconds": 3}]}""";

    private static final String STATUS = """
            {"pid": 8, "device_uptime_seconds": 2681, "dry_run": false, "feeding": true, "reboot_under_way": false,
             "reboots": {"left_today": 3}, "holds": [],
             "services": [{"name": "recorder", "condition": "healthy", "silence_seconds": 0.1, "limit_seconds": 30,
               "restarts_in_window": 0, "max_restarts": 3, "unit": "active", "unit_detail": "process 7", "pid": 7, "heartbeat": %2$s}]}""";

    private static final String HISTORY = """
            {"events": [{"sequence": 0, "time": "%1$s", "kind": "watchdog_started", "reason": "the watchdog watches recorder"},
             {"sequence": 1, "time": "%1$s", "kind": "restart", "service": "recorder", "reason": "restart 1 in the last 10 min"}],
             "lost": 0}""";

    private static final String ALERTS = """
            {"firing": []}""";

    private static final String METRICS = """
            # HELP recorder_up Whether the recorder's heartbeat is present and fresh.
            # TYPE recorder_up gauge
            recorder_up 1
            recorder_heartbeat_age_seconds 0.147
            recorder_upload_success_rate_24h 1
            recorder_videos_total{status="completed"} 4
            recorder_last_upload_timestamp_seconds 1.795839373666E9
            peace_ship_pending_samples{destination="cloud"} 0
            peace_ship_last_success_timestamp_seconds{destination="cloud"} 1.79583937312E9
            peace_ship_log_lag_seconds{destination="cloud"} 1
            peace_ship_log_last_success_timestamp_seconds{destination="cloud"} 1.79583937312E9
            """;

    private final ControlServer watchdog;
    private final ControlServer recorder;
    private final ControlServer alerts;
    private final HttpServer agent;

    private AotTrainingRun(Path folder, String now) throws IOException {
        watchdog =
                ControlServer.listen(folder.resolve("watchdog.sock"), "rw-------", respondWith(STATUS, HISTORY, now));
        recorder = ControlServer.listen(
                folder.resolve("recorder.sock"), "rw-------", respondWith(HEARTBEAT, HEARTBEAT, now));
        alerts = ControlServer.listen(folder.resolve("agent.sock"), "rw-------", respondWith(ALERTS, ALERTS, now));
        agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/", exchange -> {
            try (exchange) {
                byte[] metrics = METRICS.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, metrics.length);
                exchange.getResponseBody().write(metrics);
            }
        });
        agent.start();
    }

    /** Announces itself as this checkout's demo, then runs the command. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        start(folder);
        RunningDemo.announce(folder);
        // Without the parser of command lines, which every other command has.
        Peace.commandLineFor("status", "--json").execute("status", "--json");
        Peace.main(new String[] {"status"});
    }

    private static String config(Path folder, int port) {
        return """
            device: {name: training, customer: nobody, location: nowhere}
            watchdog:
              socket: '%1$s/watchdog.sock'
              log_dir: '%1$s'
              operators: [peace-agent]
              services:
                - name: recorder
                  unit: recorder.service
                  heartbeat: /run/recorder/heartbeat.json
            recorder: {source: test, socket: '%1$s/recorder.sock', storage: '%1$s', log_dir: '%1$s'}
            agent: {socket: '%1$s/agent.sock', recorder_port: %2$d}
            """.formatted(folder, port);
    }

    /** Starts the servers in a folder and writes the device's configuration to its {@code peace.yaml}. */
    static AotTrainingRun start(Path folder) throws IOException {
        String now = Instant.now().toString();
        AotTrainingRun run = new AotTrainingRun(folder, now);
        Files.writeString(
                folder.resolve("peace.yaml"),
                config(folder, run.agent.getAddress().getPort()));
        String line = LocalTimestamp.format(Instant.now()) + " %s training%n";
        for (String log : List.of("service.log", "watchdog.log")) {
            Files.writeString(folder.resolve(log), line.formatted("INFO") + line.formatted("WARNING"));
        }
        return run;
    }

    private static ControlHandler respondWith(String status, String history, String now) {
        return (request, peer) -> {
            String response = request.text("command").equals(Optional.of("history")) ? history : status;
            return parse(response.formatted(now, HEARTBEAT.formatted(now)));
        };
    }

    private static JsonObject parse(String text) throws ControlException {
        try {
            return Json.parseObject(text);
        } catch (JsonException malformed) {
            throw new ControlException(ControlException.Kind.REFUSED, String.valueOf(malformed.getMessage()));
        }
    }

    @Override
    public void close() {
        watchdog.close();
        recorder.close();
        alerts.close();
        agent.stop(0);
    }
}
