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
final class WatchedService {

    private static final Duration LIMIT = Duration.ofSeconds(12);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final ControlClient watchdog;
    private final String service;
    private final Clock clock;
    private final Duration verifyWithin;
    private final Duration healthyFor;

    WatchedService(Path socket, String service, Clock clock, Duration verifyWithin, Duration healthyFor) {
        this.watchdog = new ControlClient("the watchdog", socket);
        this.service = service;
        this.clock = clock;
        this.verifyWithin = verifyWithin;
        this.healthyFor = healthyFor;
    }

    /** Long enough for the new version's trial and the way back. */
    void hold() throws IOException {
        long minutes = verifyWithin.multipliedBy(2).toMinutes() + 10;
        ask(Json.object()
                .put("command", "hold")
                .put("service", service)
                .put("length", minutes + "min")
                .put("why", "peace update"));
    }

    void release() throws IOException {
        ask(Json.object().put("command", "release").put("service", service));
    }

    void restart() throws IOException {
        ask(Json.object().put("command", "restart").put("service", service));
    }

    /** What the watchdog sees of it now. */
    Optional<JsonObject> look() throws IOException {
        for (Json item : ask(Json.object().put("command", "status")).items("services")) {
            if (item instanceof JsonObject seen && seen.text("name").equals(Optional.of(service))) {
                return Optional.of(seen);
            }
        }
        throw new IOException(
                "the watchdog does not watch \"" + service + "\": update.service must name one that it does");
    }

    /** Why it has not become healthy in time; empty when it has. */
    Optional<String> watch(boolean needsNetwork) throws InterruptedException {
        long begun = clock.nanoTime();
        Optional<Long> healthySince = Optional.empty();
        String trouble = "it was not seen";
        while (clock.nanoTime() - begun < verifyWithin.toNanos()) {
            trouble = trouble(needsNetwork);
            long now = clock.nanoTime();
            healthySince = trouble.isEmpty() ? healthySince.or(() -> Optional.of(now)) : Optional.empty();
            if (healthySince.isPresent() && now - healthySince.get() >= healthyFor.toNanos()) {
                return Optional.empty();
            }
            clock.sleep(LOOK);
        }
        return Optional.of("not healthy for " + healthyFor.toSeconds() + " s within " + verifyWithin.toSeconds()
                + " s: " + (trouble.isEmpty() ? "it was not steady" : trouble));
    }

    private String trouble(boolean needsNetwork) {
        try {
            JsonObject seen = look().orElseThrow();
            String condition = seen.text("condition").orElse("unknown");
            JsonObject beat =
                    seen.object("heartbeat").orElseGet(() -> Json.object().build());
            String state = beat.text("state").orElse("");
            if (!condition.equals("healthy")) {
                return "it is " + condition;
            } else if (state.equals("booting") || state.equals("error")) {
                return "its state is " + state
                        + beat.text("error").map(why -> ": " + why).orElse("");
            }
            boolean cut = needsNetwork
                    && beat.bool("internet_connected").filter(yes -> !yes).isPresent();
            return cut ? "the network, which was there before, is gone" : "";
        } catch (IOException down) {
            return String.valueOf(down.getMessage());
        }
    }

    private JsonObject ask(Json.ObjectBuilder request) throws IOException {
        try {
            return watchdog.send(request.build(), LIMIT);
        } catch (ControlException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }
}
