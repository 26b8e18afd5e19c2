// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** Queries and controls the watchdog over its socket ({@code docs/control-socket.md}). */
public final class WatchdogClient {

    /** As many as the watchdog sends at once. */
    public static final int MAX_EVENTS = 1000;

    private final ControlClient control;
    private final Duration limit;

    /** @param limit of each exchange */
    public WatchdogClient(Path socket, Duration limit) {
        this.control = new ControlClient("the watchdog", socket);
        this.limit = limit;
    }

    /** How it and its services are. */
    public WatchdogStatus status() throws ControlException {
        return WatchdogStatus.parse(send(Json.object().put("command", "status")));
    }

    /** The newest events of its journal, oldest first; those that this version does not know are left out. */
    public List<Event> events(int max) throws ControlException {
        return events(send(history(max)));
    }

    /**
     * Events and status in one exchange.
     *
     * @param status empty: a watchdog of a version that does not send both at once; an older one sends the heartbeats too
     */
    public record Journal(List<Event> events, Optional<WatchdogStatus> status) {}

    /** The newest events with a sequence above {@code after}, and the status without the services' heartbeats. */
    public Journal journal(long after, int max) throws ControlException {
        JsonObject reply =
                send(history(max).put("after", after).put("with_status", true).put("without_heartbeats", true));
        return new Journal(events(reply), reply.object("status").map(WatchdogStatus::parse));
    }

    private static Json.ObjectBuilder history(int max) {
        return Json.object().put("command", "history").put("limit", max);
    }

    private static List<Event> events(JsonObject reply) {
        List<Event> events = new ArrayList<>();
        for (Json item : reply.items("events")) {
            if (item instanceof JsonObject json) {
                try {
                    events.add(Event.parse(json));
                } catch (JsonException ofAnotherVersion) {
                    // A newer watchdog may have kinds that mean nothing here.
                }
            }
        }
        return events;
    }

    /**
     * Asks it to do something; the journal says how that ends.
     *
     * @return what it answered, for the person who asked
     */
    public String request(Json.ObjectBuilder request) throws ControlException {
        JsonObject reply = send(request);
        return reply.text("message").orElseGet(reply::toJson);
    }

    /** Restarts, stops or starts a service, by the command of that name. */
    public String request(String command, String service) throws ControlException {
        return request(Json.object().put("command", command).put("service", service));
    }

    /** Any request, and its whole answer. */
    public JsonObject send(Json.ObjectBuilder request) throws ControlException {
        return control.send(request.build(), limit);
    }
}
