package peaceofmind.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.dashboard.EvidenceFiles.Saved;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Makes incidents of the watchdog's events: what happened, from when until when, how it ended, what was saved of it. Pure. */
final class Incidents {

    private static final Set<String> BEGIN = Set.of(
            "stale",
            "restart",
            "restart_failed",
            "reboot",
            "forced_reboot",
            "feeding_stopped",
            "gave_up",
            "error_state");
    private static final Set<String> END = Set.of("recovered", "restart_verified", "normal_again", "operator_stopped");
    /** Told by the agent: a moment by itself. */
    private static final String REPORTED = "reported";

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final Duration EVIDENCE_BEFORE = Duration.ofSeconds(5);
    private static final Duration EVIDENCE_AFTER = Duration.ofSeconds(30);

    private final List<Saved> saved;
    private final List<Open> all = new ArrayList<>();

    private Incidents(List<Saved> saved) {
        this.saved = saved;
    }

    /** One incident while it is being put together. */
    private static final class Open {
        private final String service;
        private final List<JsonObject> events = new ArrayList<>();
        private boolean ended;

        private Open(String service) {
            this.service = service;
        }

        private Instant last() {
            return time(events.getLast());
        }
    }

    /**
     * Groups events.
     *
     * @param events oldest first
     * @return newest first
     */
    static List<JsonObject> of(List<JsonObject> events, List<Saved> saved) {
        Incidents incidents = new Incidents(saved);
        events.forEach(incidents::add);
        return incidents.all.reversed().stream().map(incidents::toJson).toList();
    }

    private void add(JsonObject event) {
        String kind = event.text("kind").orElse("");
        String service = event.text("service").orElse("");
        if (kind.equals(REPORTED)) {
            Open report = new Open(service);
            report.events.add(event);
            report.ended = true;
            all.add(report);
            return;
        }
        Optional<Open> current = all.reversed().stream()
                .filter(open -> !open.ended)
                .filter(open -> open.service.equals(service) || service.isEmpty() || open.service.isEmpty())
                .filter(open -> open.last().plus(LONGEST_PAUSE).isAfter(time(event)))
                .findFirst();
        if (BEGIN.contains(kind)) {
            Open open = current.orElseGet(() -> {
                Open begun = new Open(service);
                all.add(begun);
                return begun;
            });
            open.events.add(event);
        } else {
            current.ifPresent(open -> {
                open.events.add(event);
                open.ended = END.contains(kind);
            });
        }
    }

    private JsonObject toJson(Open open) {
        Instant from = time(open.events.getFirst());
        Json.ObjectBuilder json = Json.object()
                .put("service", open.service.isEmpty() ? "device" : open.service)
                .put("from", from.toString())
                .put("title", title(open))
                .put("events", open.events);
        if (open.ended) {
            json.put("until", open.last().toString());
        }
        Instant earliest = from.minus(EVIDENCE_BEFORE);
        Instant latest = open.last().plus(EVIDENCE_AFTER);
        return json.put(
                        "evidence",
                        saved.stream()
                                .filter(folder -> folder.at().isAfter(earliest)
                                        && folder.at().isBefore(latest))
                                .map(folder -> Json.object()
                                        .put("name", folder.name())
                                        .put("at", folder.at().toString())
                                        .put("files", Json.texts(folder.files()))
                                        .build())
                                .toList())
                .build();
    }

    private static String title(Open open) {
        Set<String> kinds = new java.util.HashSet<>();
        open.events.forEach(event -> event.text("kind").ifPresent(kinds::add));
        if (kinds.contains(REPORTED)) {
            return "Reported";
        }
        String what = kinds.contains("gave_up")
                ? "Could not be recovered"
                : kinds.contains("reboot") || kinds.contains("forced_reboot")
                        ? "Rebooted"
                        : kinds.contains("stale")
                                ? "Froze"
                                : kinds.contains("error_state") && !kinds.contains("restart")
                                        ? "Could not work"
                                        : "Ended unexpectedly";
        if (open.events.getFirst().text("reason").orElse("").contains("asked for by")) {
            what = kinds.contains("reboot") ? "Rebooted on request" : "Restarted on request";
        }
        return what;
    }

    private static Instant time(JsonObject event) {
        try {
            return Instant.parse(event.text("time").orElse(""));
        } catch (DateTimeParseException noTime) {
            return Instant.EPOCH;
        }
    }
}
