// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.event.IncidentRole;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * A time in which a service, or the device, was not well: the events of the watchdog's journal that belong together. It lasts from the
 * last good beat before it to the first good beat after it.
 *
 * @param service that it concerns; empty: the device
 * @param events oldest first, never empty
 * @param isOver whether its last event ended it
 */
public record Incident(Optional<String> service, List<Event> events, boolean isOver) {

    /** How the device is called where a service's name would stand. */
    public static final String DEVICE = "device";

    /** What stands for a service's name in the events of the network. */
    public static final String NETWORK = "network";

    public Incident {
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("an incident has at least one event");
        }
    }

    /** The sequence of its first event. */
    public long id() {
        return events.getFirst().sequence();
    }

    /** The service's name, or {@link #DEVICE}. */
    public String subject() {
        return service.orElse(DEVICE);
    }

    /** When the service was last well; of an incident of the device, when it was noted. */
    public Instant start() {
        if (isOver) {
            return last().time().minus(elapsed());
        }
        return first().time().minus(first().sinceGoodBeat().orElse(Duration.ZERO));
    }

    /** When the service was well again, or stopped on purpose; empty while the incident is ongoing. */
    public Optional<Instant> end() {
        return isOver ? Optional.of(last().time()) : Optional.empty();
    }

    /** From its start to its end; empty while it is ongoing. */
    public Optional<Duration> length() {
        return isOver ? Optional.of(elapsed()) : Optional.empty();
    }

    /**
     * The kernel's clock decides, since the wall clock may have been set meanwhile. It does not count while the device is off: then
     * the longer of the two is right.
     */
    private Duration elapsed() {
        if (isMoment()) {
            return Duration.ZERO;
        }
        Instant start = first().time().minus(first().sinceGoodBeat().orElse(Duration.ZERO));
        Duration byWallClock = Duration.between(start, last().time());
        Duration counted = last().sinceGoodBeat().orElse(Duration.ZERO);
        boolean wasOff = has(EventKind.BOOTED);
        boolean useWallClock = last().sinceGoodBeat().isEmpty() || (wasOff && byWallClock.compareTo(counted) > 0);
        Duration length = useWallClock ? byWallClock : counted;
        return length.isNegative() ? Duration.ZERO : length;
    }

    /** Whether it is a single event that was over at once. */
    public boolean isMoment() {
        IncidentRole role = first().kind().role();
        return isOver
                && events.size() == 1
                && (role == IncidentRole.STANDS_ALONE || role == IncidentRole.JOINS_OR_STANDS_ALONE);
    }

    /** Whether another program reported it to the watchdog. */
    public boolean isReport() {
        return first().kind() == EventKind.REPORTED;
    }

    /** In a few words: what happened, and what ended it. */
    public String title() {
        return IncidentTitle.of(this);
    }

    /** Why it was noted first. */
    public String reason() {
        return first().reason();
    }

    boolean has(EventKind kind) {
        return events.stream().anyMatch(event -> event.kind() == kind);
    }

    Event first() {
        return events.getFirst();
    }

    Event last() {
        return events.getLast();
    }

    /** Whether that folder of evidence was saved during it. */
    public boolean covers(EvidenceName evidence) {
        Instant earliest = start().isBefore(first().time()) ? start() : first().time();
        return (service.isEmpty() || evidence.service().equals(service.get()))
                && !evidence.time().isBefore(earliest.minus(EvidenceName.SLACK))
                && !evidence.time().isAfter(last().time().plus(EvidenceName.SLACK));
    }

    /** Times in ISO 8601, lengths in seconds. */
    public JsonObject toJson() {
        Json.ObjectBuilder json = Json.object()
                .put("id", id())
                .put("service", subject())
                .put("title", title())
                .put("what", reason())
                .put("from", start().toString());
        end().ifPresent(at -> json.put("until", at.toString()));
        length().ifPresent(length -> json.put("length_seconds", length.toMillis() / 1000.0));
        return json.put("events", events.stream().map(Event::toJson).toList()).build();
    }
}
