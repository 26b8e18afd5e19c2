package peaceofmind.exporter.watchdog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * Reads new events of the watchdog's journal. Each request includes the last known event: if its sequence now belongs to a different
 * event, or to none, the journal was lost and sequences have restarted, and it is read from the start.
 */
final class EventJournalReader {

    /** The watchdog's limit for one response. */
    private static final int MAX_EVENTS = 1000;

    private Optional<JsonObject> lastEvent = Optional.empty();

    /**
     * The result of a request.
     *
     * @param newJournal whether the journal is read for the first time or was replaced: {@code newEvents} is all of it
     * @param newEvents unread events, oldest first
     * @param status the watchdog's status; empty if the response does not include it
     */
    record ReadResult(boolean newJournal, List<JsonObject> newEvents, Optional<JsonObject> status) {}

    /**
     * Requests new events, and in the same request the status, to save a connection.
     *
     * @throws ControlException when the watchdog does not respond; the next call requests the same events again
     */
    ReadResult read(ControlClient watchdog) throws ControlException {
        JsonObject response = requestEvents(watchdog, lastEvent.map(event -> sequence(event) - 1).orElse(-1L));
        List<JsonObject> events = events(response);
        if (lastEvent.isPresent() && isAnotherJournal(events, lastEvent.get())) {
            response = requestEvents(watchdog, -1);
            events = events(response);
            lastEvent = Optional.empty();
        }
        List<JsonObject> newEvents = new ArrayList<>(events);
        lastEvent.ifPresent(lastKnown -> newEvents.removeIf(event -> sequence(event) <= sequence(lastKnown)));
        boolean newJournal = lastEvent.isEmpty();
        lastEvent = newEvents.isEmpty() ? lastEvent : Optional.of(newEvents.getLast());
        return new ReadResult(newJournal, newEvents, response.object("status"));
    }

    private static boolean isAnotherJournal(List<JsonObject> events, JsonObject lastKnown) {
        if (events.isEmpty()) {
            return true;
        }
        JsonObject first = events.getFirst();
        // With more new events than fit into one response, the last known one is not among them.
        return sequence(first) == sequence(lastKnown) ? !first.equals(lastKnown) : events.size() < MAX_EVENTS;
    }

    private static JsonObject requestEvents(ControlClient watchdog, long after) throws ControlException {
        return watchdog.send(
                Json.object()
                        .put("command", "history")
                        .put("after", after)
                        .put("limit", MAX_EVENTS)
                        .put("with_status", true)
                        .build(),
                WatchdogCollector.REQUEST_TIMEOUT);
    }

    private static List<JsonObject> events(JsonObject response) {
        List<JsonObject> events = new ArrayList<>();
        for (Json item : response.items("events")) {
            if (item instanceof JsonObject event && event.integer("sequence").isPresent()) {
                events.add(event);
            }
        }
        return events;
    }

    private static long sequence(JsonObject event) {
        return event.integer("sequence").orElse(-1L);
    }
}
