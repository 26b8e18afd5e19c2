package peaceofmind.exporter.watchdog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * Reads on in the watchdog's journal. Each question asks for the last known event once more: where another one has its number, or none
 * has it any more, the journal was lost in part or as a whole and its numbers have begun anew, so that it is read from its beginning.
 */
final class EventJournalReader {

    /** As many as the watchdog gives at once. */
    private static final int MAX_EVENTS = 1000;

    private Optional<JsonObject> lastEvent = Optional.empty();

    /**
     * What the watchdog answered.
     *
     * @param newJournal the journal is another one than before, or the first that is read: {@code newEvents} are all it has
     * @param newEvents events that were not read before, oldest first
     * @param status how the watchdog is; empty when it does not tell that in the same answer
     */
    record ReadResult(boolean newJournal, List<JsonObject> newEvents, Optional<JsonObject> status) {}

    /**
     * Asks the watchdog for what is new, and in the same question for its status, since each costs a connection.
     *
     * @throws ControlException when it gives no answer; the next call asks for the same again
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
        // More than one answer holds can have come since: then the known one is no longer among them.
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
