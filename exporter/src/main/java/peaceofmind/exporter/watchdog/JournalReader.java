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
final class JournalReader {

    /** As many as the watchdog gives at once. */
    private static final int MAX_EVENTS = 1000;

    private Optional<JsonObject> last = Optional.empty();

    /**
     * What the watchdog answered.
     *
     * @param anew the journal is another one than before, or the first that is read: {@code news} are all it has
     * @param news events that were not read before, oldest first
     * @param status how the watchdog is; empty when it does not tell that in the same answer
     */
    record Read(boolean anew, List<JsonObject> news, Optional<JsonObject> status) {}

    /**
     * Asks the watchdog for what is new, and in the same question for its status, since each costs a connection.
     *
     * @throws ControlException when it gives no answer; the next call asks for the same again
     */
    Read read(ControlClient watchdog) throws ControlException {
        JsonObject answer = ask(watchdog, last.map(event -> sequence(event) - 1).orElse(-1L));
        List<JsonObject> events = events(answer);
        if (last.isPresent() && isAnotherJournal(events, last.get())) {
            answer = ask(watchdog, -1);
            events = events(answer);
            last = Optional.empty();
        }
        List<JsonObject> news = new ArrayList<>(events);
        last.ifPresent(known -> news.removeIf(event -> sequence(event) <= sequence(known)));
        boolean anew = last.isEmpty();
        last = news.isEmpty() ? last : Optional.of(news.getLast());
        return new Read(anew, news, answer.object("status"));
    }

    private static boolean isAnotherJournal(List<JsonObject> events, JsonObject known) {
        if (events.isEmpty()) {
            return true;
        }
        JsonObject first = events.getFirst();
        // More than one answer holds can have come since: then the known one is no longer among them.
        return sequence(first) == sequence(known) ? !first.equals(known) : events.size() < MAX_EVENTS;
    }

    private static JsonObject ask(ControlClient watchdog, long after) throws ControlException {
        return watchdog.send(
                Json.object()
                        .put("command", "history")
                        .put("after", after)
                        .put("limit", MAX_EVENTS)
                        .put("with_status", true)
                        .build(),
                WatchdogCollector.LIMIT);
    }

    private static List<JsonObject> events(JsonObject answer) {
        List<JsonObject> events = new ArrayList<>();
        for (Json item : answer.items("events")) {
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
