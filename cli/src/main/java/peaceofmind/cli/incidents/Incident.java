package peaceofmind.cli.incidents;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * What belongs together in the watchdog's journal: from the first sign of trouble of a service to its end.
 *
 * @param id sequence of its first event
 * @param endedAt empty: it goes on
 */
record Incident(long id, String service, Instant startedAt, Optional<Instant> endedAt, List<JsonObject> events) {

    private static final Set<String> START_KINDS =
            Set.of("stale", "restart", "reboot", "forced_reboot", "gave_up", "error_state", "heartbeat_refused");
    private static final Set<String> END_KINDS = Set.of("recovered", "restart_verified", "normal_again", "booted");
    /** Told by the agent: a moment, not a time of trouble. */
    private static final String REPORT_KIND = "reported";

    private static final Set<String> IGNORED_KINDS = Set.of("watchdog_started", "watchdog_stopped", "hold_began", "hold_ended");

    Incident {
        events = List.copyOf(events);
    }

    /** @param events oldest first, as the journal has them */
    static List<Incident> of(List<JsonObject> events) {
        List<Incident> incidents = new ArrayList<>();
        Map<String, List<JsonObject>> open = new LinkedHashMap<>();
        for (JsonObject event : events) {
            String kind = event.text("kind").orElse("");
            String service = event.text("service").orElse("device");
            if (kind.equals(REPORT_KIND)) {
                incidents.add(incident(List.of(event), Optional.of(time(event))));
            } else if (open.containsKey(service) && !IGNORED_KINDS.contains(kind)) {
                open.get(service).add(event);
                if (END_KINDS.contains(kind)) {
                    incidents.add(incident(open.remove(service), Optional.of(time(event))));
                }
            } else if (kind.equals("service_state") && isExternalRestart(event)) {
                // It ended and was back before the watchdog had to do anything.
                incidents.add(incident(List.of(event), Optional.of(time(event))));
            } else if (START_KINDS.contains(kind)) {
                open.put(service, new ArrayList<>(List.of(event)));
            }
        }
        open.values().forEach(unfinished -> incidents.add(incident(unfinished, Optional.empty())));
        incidents.sort((one, other) -> Long.compare(one.id(), other.id()));
        return incidents;
    }

    private static boolean isExternalRestart(JsonObject event) {
        return event.text("reason").orElse("").contains("started anew");
    }

    private static Incident incident(List<JsonObject> events, Optional<Instant> endedAt) {
        JsonObject first = events.getFirst();
        return new Incident(
                first.integer("sequence").orElse(-1L),
                first.text("service").orElse("device"),
                time(first),
                endedAt,
                events);
    }

    static Instant time(JsonObject event) {
        return event.text("time").map(Instant::parse).orElse(Instant.EPOCH);
    }

    /** How long it took; empty while it goes on. */
    Optional<Duration> duration() {
        return endedAt.map(end -> Duration.between(startedAt, end));
    }

    /** Whether it was told to the watchdog, by the agent for one, and is over. */
    boolean isReport() {
        return events.getFirst().text("kind").orElse("").equals(REPORT_KIND);
    }

    /** Its first reason. */
    String summary() {
        return events.getFirst().text("reason").orElse("");
    }

    JsonObject toJson() {
        return Json.object()
                .put("id", id)
                .put("service", service)
                .put("began", startedAt.toString())
                .put("ended", endedAt.map(Instant::toString))
                .put("what", summary())
                .put("events", events)
                .build();
    }
}
