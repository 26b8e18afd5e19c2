// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.health.RecorderStatus;
import peaceofmind.contract.health.ServiceCondition;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;

/** The service that is updated, through the watchdog's socket: its restarts, its health, its hold. */
final class UpdatedService {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final WatchdogClient watchdog;
    private final String service;
    private final Clock clock;
    private final Duration verifyWithin;
    private final Duration healthyFor;

    UpdatedService(Path socket, String service, Clock clock, Duration verifyWithin, Duration healthyFor) {
        this.watchdog = new WatchdogClient(socket, REQUEST_TIMEOUT);
        this.service = service;
        this.clock = clock;
        this.verifyWithin = verifyWithin;
        this.healthyFor = healthyFor;
    }

    /** Holds long enough for the trial of the new version and a rollback. */
    void hold() throws IOException {
        long minutes = verifyWithin.multipliedBy(2).toMinutes() + 10;
        send(Json.object()
                .put("command", "hold")
                .put("service", service)
                .put("length", minutes + "min")
                .put("why", "peace update"));
    }

    void release() throws IOException {
        send(Json.object().put("command", "release").put("service", service));
    }

    void restart() throws IOException {
        send(Json.object().put("command", "restart").put("service", service));
    }

    /** Its current status, from the watchdog. */
    Optional<ServiceReport> status() throws IOException {
        Optional<ServiceReport> report;
        try {
            report = watchdog.status().service(service);
        } catch (ControlException unavailable) {
            throw new IOException(unavailable.getMessage(), unavailable);
        }
        if (report.isEmpty()) {
            throw new IOException(
                    "the watchdog does not watch \"" + service + "\": update.service must name a watched service");
        }
        return report;
    }

    /** Why it did not become healthy in time; empty if it did. */
    Optional<String> awaitHealthy(boolean needsNetwork) throws InterruptedException {
        long startNanos = clock.nanoTime();
        Optional<Long> healthySince = Optional.empty();
        String problem = "its status is unknown";
        while (clock.nanoTime() - startNanos < verifyWithin.toNanos()) {
            problem = problem(needsNetwork);
            long now = clock.nanoTime();
            healthySince = problem.isEmpty() ? healthySince.or(() -> Optional.of(now)) : Optional.empty();
            if (healthySince.isPresent() && now - healthySince.get() >= healthyFor.toNanos()) {
                return Optional.empty();
            }
            clock.sleep(POLL_INTERVAL);
        }
        return Optional.of("not healthy for " + healthyFor.toSeconds() + " s within " + verifyWithin.toSeconds()
                + " s: " + (problem.isEmpty() ? "it was not stable" : problem));
    }

    private String problem(boolean needsNetwork) {
        try {
            ServiceReport report = status().orElseThrow();
            Optional<RecorderStatus> heartbeat = report.heartbeat();
            String state = heartbeat.flatMap(RecorderStatus::state).orElse("");
            if (!report.condition().equals(Optional.of(ServiceCondition.HEALTHY))) {
                return "it is " + report.condition().map(ServiceCondition::word).orElse("unknown");
            } else if (state.equals("booting") || state.equals("error")) {
                return "its state is " + state
                        + heartbeat
                                .flatMap(RecorderStatus::error)
                                .map(reason -> ": " + reason)
                                .orElse("");
            }
            boolean lostNetwork = needsNetwork
                    && heartbeat
                            .flatMap(RecorderStatus::internetConnected)
                            .filter(yes -> !yes)
                            .isPresent();
            return lostNetwork ? "the network connection was lost" : "";
        } catch (IOException unavailable) {
            return String.valueOf(unavailable.getMessage());
        }
    }

    private void send(Json.ObjectBuilder request) throws IOException {
        try {
            watchdog.request(request);
        } catch (ControlException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }
}
