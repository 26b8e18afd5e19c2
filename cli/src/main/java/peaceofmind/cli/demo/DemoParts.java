package peaceofmind.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;
import peaceofmind.heartbeat.json.Json;

/** Whether each part of a demo works, asked as its users ask it: by heartbeat, socket and scrape. */
final class DemoParts {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final DemoFolder folder;
    private final HeartbeatReader heartbeat;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    DemoParts(DemoFolder folder) {
        this.folder = folder;
        this.heartbeat = new HeartbeatReader(folder.heartbeat(), Optional.empty(), System::nanoTime);
    }

    /** The parts that do not work yet, in words; empty when all do. */
    List<String> missing() throws InterruptedException {
        List<String> missing = new ArrayList<>();
        Optional<Heartbeat> beat = beat();
        if (beat.isEmpty()
                || Set.of("booting", Heartbeat.ERROR_STATE).contains(beat.get().state())) {
            missing.add("recorder (" + beat.map(Heartbeat::state).orElse("no heartbeat") + ")");
        }
        if (!watchdogAnswers()) {
            missing.add("watchdog");
        }
        if (!metricsAnswer()) {
            missing.add("metrics");
        }
        if (!dashboardAnswers()) {
            missing.add("dashboard");
        }
        return missing;
    }

    /** The heartbeat, when it is younger than 3 s. */
    Optional<Heartbeat> beat() {
        return heartbeat.read() instanceof HeartbeatReading.Present present
                        && present.age().compareTo(Duration.ofSeconds(3)) < 0
                ? Optional.of(present.heartbeat())
                : Optional.empty();
    }

    private boolean watchdogAnswers() {
        try {
            new ControlClient("the watchdog", folder.watchdogSocket())
                    .send(Json.object().put("command", "status").build(), LIMIT);
            return true;
        } catch (ControlException notYet) {
            return false;
        }
    }

    private boolean dashboardAnswers() throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + folder.dashboardPort() + "/api/v1/session");
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(LIMIT).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean metricsAnswer() throws InterruptedException {
        return answers(folder.recorderMetricsPort(), "\nrecorder_up 1")
                && answers(folder.nodeMetricsPort(), "\nnode_cpu_seconds_total");
    }

    private boolean answers(int port, String expected) throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
        try {
            HttpResponse<String> response =
                    http.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 && response.body().contains(expected);
        } catch (IOException notYet) {
            return false;
        }
    }
}
