// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The watchdog's control socket, with a service that beats again one event after its restart. */
public final class FakeWatchdog implements AutoCloseable {

    private final Path socket;
    private final Clock clock;
    private final ControlServer server;
    private final List<JsonObject> requests = new CopyOnWriteArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile Optional<String> refusal = Optional.empty();

    public FakeWatchdog(Path socket, Clock clock) throws IOException {
        this.socket = socket;
        this.clock = clock;
        record(EventKind.STALE, "no heartbeat for 30 s");
        server = ControlServer.listen(socket, "rw-------", (request, _) -> handle(request));
    }

    public WatchdogClient client() {
        return new WatchdogClient(socket, Duration.ofSeconds(30));
    }

    /** Refuses every command from now on. */
    public void refuse(String reason) {
        refusal = Optional.of(reason);
    }

    /** Commands that change something, in order. */
    public List<String> commands() {
        return requests.stream()
                .map(request -> request.text("command").orElse(""))
                .filter(command -> !List.of("status", "history").contains(command))
                .toList();
    }

    public List<JsonObject> requests() {
        return List.copyOf(requests);
    }

    private void record(EventKind kind, String reason) {
        events.add(new Event(events.size() + 1, clock.now(), kind, Optional.of("recorder"), reason));
    }

    private JsonObject handle(JsonObject request) throws ControlException {
        requests.add(request);
        return switch (request.text("command").orElse("")) {
            case "status" -> status();
            case "history" -> history(request);
            case "restart" -> {
                checkRefusal();
                record(EventKind.RESTART_VERIFIED, "beats again, 2 s after the restart");
                yield message("recorder is being restarted");
            }
            default -> {
                checkRefusal();
                yield message("done");
            }
        };
    }

    private void checkRefusal() throws ControlException {
        if (refusal.isPresent()) {
            throw new ControlException(Kind.REFUSED, refusal.get());
        }
    }

    private static JsonObject status() {
        return Json.object()
                .put(
                        "services",
                        List.of(Json.object()
                                .put("name", "recorder")
                                .put("condition", "healthy")
                                .build()))
                .build();
    }

    private JsonObject history(JsonObject request) {
        long after = request.integer("after").orElse(-1L);
        int limit = request.integer("limit").orElse(50L).intValue();
        List<JsonObject> newer = new ArrayList<>(events.stream()
                .filter(event -> event.sequence() > after)
                .map(Event::toJson)
                .toList());
        return Json.object()
                .put("events", newer.subList(Math.max(0, newer.size() - limit), newer.size()))
                .put("status", status())
                .build();
    }

    private static JsonObject message(String text) {
        return Json.object().put("message", text).build();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
