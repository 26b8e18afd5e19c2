// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;

/** Checks each part of a demo in the way that its users reach it: by heartbeat, socket and scrape. */
final class DemoReadiness {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(1);

    private final DemoFolder folder;
    private final HeartbeatReader heartbeat;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(REQUEST_TIMEOUT).build();

    DemoReadiness(DemoFolder folder) {
        this.folder = folder;
        this.heartbeat = new HeartbeatReader(folder.heartbeat(), Optional.empty(), System::nanoTime);
    }

    /** The parts that are not ready yet, as text for people; empty when all are. */
    List<String> notReady() throws InterruptedException {
        List<String> notReady = new ArrayList<>();
        Optional<Heartbeat> recent = heartbeat();
        if (recent.isEmpty()
                || Set.of("booting", Heartbeat.ERROR_STATE)
                        .contains(recent.get().state())) {
            notReady.add("recorder (" + recent.map(Heartbeat::state).orElse("no heartbeat") + ")");
        }
        if (!isWatchdogUp()) {
            notReady.add("watchdog");
        }
        if (!areMetricsUp()) {
            notReady.add("metrics");
        }
        if (!isDashboardUp()) {
            notReady.add("dashboard");
        }
        return notReady;
    }

    /** The heartbeat, if it is younger than 3 s. */
    Optional<Heartbeat> heartbeat() {
        return heartbeat.read() instanceof HeartbeatReading.Present present
                        && present.age().compareTo(Duration.ofSeconds(3)) < 0
                ? Optional.of(present.heartbeat())
                : Optional.empty();
    }

    private boolean isWatchdogUp() {
        try {
            new WatchdogClient(folder.watchdogSocket(), REQUEST_TIMEOUT).status();
            return true;
        } catch (ControlException unavailable) {
            return false;
        }
    }

    private boolean isDashboardUp() throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + folder.dashboardPort() + "/api/v1/session");
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(REQUEST_TIMEOUT).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException unavailable) {
            return false;
        }
    }

    private boolean areMetricsUp() throws InterruptedException {
        return scrapeContains(folder.recorderMetricsPort(), "\nrecorder_up 1")
                && scrapeContains(folder.nodeMetricsPort(), "\nnode_cpu_seconds_total");
    }

    private boolean scrapeContains(int port, String expected) throws InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(uri).timeout(REQUEST_TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 && response.body().contains(expected);
        } catch (IOException unavailable) {
            return false;
        }
    }
}
