// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.event;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * One event of the watchdog's journal.
 *
 * @param sequence its number: greater than that of every event before it, also across restarts, unless the journal was lost
 * @param time by the wall clock
 * @param service that it is about; empty: the device
 * @param sinceGoodBeat time since the service's last good beat, by the kernel's clock; empty where none is known, and in journals of
 *     versions that did not record it
 */
public record Event(
        long sequence,
        Instant time,
        EventKind kind,
        Optional<String> service,
        String reason,
        Optional<Duration> sinceGoodBeat) {

    /** How the reason of a person's request ends, before the name. */
    public static final String REQUESTED_BY = "asked for by ";

    public Event(long sequence, Instant time, EventKind kind, Optional<String> service, String reason) {
        this(sequence, time, kind, service, reason, Optional.empty());
    }

    /** Whether a person asked for what it is about. */
    public boolean isRequested() {
        return reason.contains(REQUESTED_BY);
    }

    /** As written to the journal, and sent to those who query it. */
    public JsonObject toJson() {
        Json.ObjectBuilder json = Json.object()
                .put("sequence", sequence)
                .put("time", time.toString())
                .put("kind", kind.word());
        service.ifPresent(name -> json.put("service", name));
        json.put("reason", reason);
        sinceGoodBeat.ifPresent(length -> json.put("since_good_beat_seconds", length.toMillis() / 1000.0));
        return json.build();
    }

    /** Reads what {@link #toJson} wrote; throws when it is something else, or of a kind that this version does not know. */
    public static Event parse(String text) throws JsonException {
        return parse(Json.parseObject(text));
    }

    /** Likewise. */
    public static Event parse(JsonObject json) throws JsonException {
        String kind = json.text("kind").orElse("");
        try {
            return new Event(
                    json.integer("sequence").orElseThrow(() -> new JsonException("no \"sequence\"")),
                    Instant.parse(json.text("time").orElse("")),
                    EventKind.parse(kind).orElseThrow(() -> new JsonException("no event kind: \"" + kind + "\"")),
                    json.text("service"),
                    json.text("reason").orElse(""),
                    json.number("since_good_beat_seconds")
                            .filter(seconds -> seconds >= 0 && seconds < Integer.MAX_VALUE)
                            .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000))));
        } catch (DateTimeParseException notATime) {
            throw new JsonException("no event: " + notATime.getMessage());
        }
    }
}
