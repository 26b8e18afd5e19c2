package peaceofmind.watchdog.events;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * One event.
 *
 * @param sequence its number: greater than that of every event before it, also across restarts, unless the journal was lost
 * @param time by the wall clock, for people
 * @param service that it is about; empty: the device
 */
public record Event(long sequence, Instant time, EventKind kind, Optional<String> service, String reason) {

    /** As it stands in the journal and in answers. */
    public JsonObject toJson() {
        Json.ObjectBuilder json = Json.object()
                .put("sequence", sequence)
                .put("time", time.toString())
                .put("kind", kind.label());
        service.ifPresent(name -> json.put("service", name));
        return json.put("reason", reason).build();
    }

    /** Reads what {@link #toJson} wrote; throws when it is something else. */
    public static Event parse(String text) throws JsonException {
        JsonObject json = Json.parseObject(text);
        try {
            return new Event(
                    json.integer("sequence").orElseThrow(() -> new JsonException("no \"sequence\"")),
                    Instant.parse(json.text("time").orElse("")),
                    EventKind.valueOf(json.text("kind").orElse("").toUpperCase(Locale.ROOT)),
                    json.text("service"),
                    json.text("reason").orElse(""));
        } catch (DateTimeParseException | IllegalArgumentException other) {
            throw new JsonException("not an event: " + other.getMessage());
        }
    }
}
