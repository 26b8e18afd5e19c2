package peaceofmind.dashboard;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The current status of the watchdog and the recorder.
 *
 * @param watchdog its status; empty when it did not respond
 * @param problem why the watchdog did not respond; empty when it did
 * @param recorder its status; empty when it did not respond
 * @param events of the watchdog's journal, oldest first
 */
record DaemonStatus(Optional<JsonObject> watchdog, String problem, Optional<JsonObject> recorder, List<JsonObject> events) {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_EVENTS = 300;

    static DaemonStatus poll(ControlClient watchdog, ControlClient recorder) {
        Optional<JsonObject> status = Optional.empty();
        List<JsonObject> events = List.of();
        String problem = "";
        try {
            status = Optional.of(request(watchdog, Json.object().put("command", "status")));
            events =
                    request(watchdog, Json.object().put("command", "history").put("limit", MAX_EVENTS)).items("events").stream()
                            .filter(JsonObject.class::isInstance)
                            .map(JsonObject.class::cast)
                            .toList();
        } catch (ControlException unavailable) {
            problem = String.valueOf(unavailable.getMessage());
        }
        return new DaemonStatus(status, problem, recorder(recorder), events);
    }

    private static Optional<JsonObject> recorder(ControlClient recorder) {
        try {
            return Optional.of(request(recorder, Json.object().put("command", "status")));
        } catch (ControlException unavailable) {
            // The missing status shows that it does not respond; the watchdog's status shows why.
            return Optional.empty();
        }
    }

    private static JsonObject request(ControlClient client, Json.ObjectBuilder request) throws ControlException {
        return client.send(request.build(), TIMEOUT);
    }

    List<JsonObject> services() {
        return watchdog.map(json -> json.items("services")).orElse(List.of()).stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }

    /** The last heartbeat of the first service that the watchdog has read. */
    Optional<JsonObject> heartbeat() {
        return services().stream().findFirst().flatMap(service -> service.object("heartbeat"));
    }
}
