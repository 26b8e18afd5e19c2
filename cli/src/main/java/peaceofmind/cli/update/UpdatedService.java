package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The service that is updated, through the watchdog's socket: its restarts, its health, its hold. */
final class UpdatedService {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final ControlClient watchdog;
    private final String service;
    private final Clock clock;
    private final Duration verifyWithin;
    private final Duration healthyFor;

    UpdatedService(Path socket, String service, Clock clock, Duration verifyWithin, Duration healthyFor) {
        this.watchdog = new ControlClient("the watchdog", socket);
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
    Optional<JsonObject> status() throws IOException {
        for (Json item : send(Json.object().put("command", "status")).items("services")) {
            if (item instanceof JsonObject status && status.text("name").equals(Optional.of(service))) {
                return Optional.of(status);
            }
        }
        throw new IOException(
                "the watchdog does not watch \"" + service + "\": update.service must name a watched service");
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
            JsonObject status = status().orElseThrow();
            String condition = status.text("condition").orElse("unknown");
            JsonObject heartbeat =
                    status.object("heartbeat").orElseGet(() -> Json.object().build());
            String state = heartbeat.text("state").orElse("");
            if (!condition.equals("healthy")) {
                return "it is " + condition;
            } else if (state.equals("booting") || state.equals("error")) {
                return "its state is " + state
                        + heartbeat.text("error").map(reason -> ": " + reason).orElse("");
            }
            boolean lostNetwork = needsNetwork
                    && heartbeat.bool("internet_connected").filter(yes -> !yes).isPresent();
            return lostNetwork ? "the network connection was lost" : "";
        } catch (IOException unavailable) {
            return String.valueOf(unavailable.getMessage());
        }
    }

    private JsonObject send(Json.ObjectBuilder request) throws IOException {
        try {
            return watchdog.send(request.build(), REQUEST_TIMEOUT);
        } catch (ControlException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }
}
