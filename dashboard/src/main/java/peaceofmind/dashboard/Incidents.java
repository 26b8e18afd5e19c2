package peaceofmind.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.dashboard.EvidenceReader.IncidentFolder;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Groups the watchdog's events into incidents: what happened, from when to when, and which evidence was saved. Does no I/O. */
final class Incidents {

    private static final Set<String> START_KINDS = Set.of(
            "stale",
            "restart",
            "restart_failed",
            "reboot",
            "forced_reboot",
            "feeding_stopped",
            "gave_up",
            "error_state");
    private static final Set<String> END_KINDS = Set.of("recovered", "restart_verified", "normal_again", "operator_stopped");
    /** Reported by the agent: a single event without a duration. */
    private static final String REPORTED = "reported";

    private static final Duration MAX_EVENT_GAP = Duration.ofMinutes(15);
    private static final Duration EVIDENCE_BEFORE = Duration.ofSeconds(5);
    private static final Duration EVIDENCE_AFTER = Duration.ofSeconds(30);

    private final List<IncidentFolder> folders;
    private final List<OpenIncident> all = new ArrayList<>();

    private Incidents(List<IncidentFolder> folders) {
        this.folders = folders;
    }

    /** One incident while its events are being collected. */
    private static final class OpenIncident {
        private final String service;
        private final List<JsonObject> events = new ArrayList<>();
        private boolean ended;

        private OpenIncident(String service) {
            this.service = service;
        }

        private Instant lastTime() {
            return time(events.getLast());
        }
    }

    /**
     * Groups events.
     *
     * @param events oldest first
     * @return newest first
     */
    static List<JsonObject> group(List<JsonObject> events, List<IncidentFolder> folders) {
        Incidents incidents = new Incidents(folders);
        events.forEach(incidents::add);
        return incidents.all.reversed().stream().map(incidents::toJson).toList();
    }

    private void add(JsonObject event) {
        String kind = event.text("kind").orElse("");
        String service = event.text("service").orElse("");
        if (kind.equals(REPORTED)) {
            OpenIncident report = new OpenIncident(service);
            report.events.add(event);
            report.ended = true;
            all.add(report);
            return;
        }
        Optional<OpenIncident> current = all.reversed().stream()
                .filter(incident -> !incident.ended)
                .filter(incident -> incident.service.equals(service) || service.isEmpty() || incident.service.isEmpty())
                .filter(incident -> incident.lastTime().plus(MAX_EVENT_GAP).isAfter(time(event)))
                .findFirst();
        if (START_KINDS.contains(kind)) {
            OpenIncident incident = current.orElseGet(() -> {
                OpenIncident created = new OpenIncident(service);
                all.add(created);
                return created;
            });
            incident.events.add(event);
        } else {
            current.ifPresent(incident -> {
                incident.events.add(event);
                incident.ended = END_KINDS.contains(kind);
            });
        }
    }

    private JsonObject toJson(OpenIncident incident) {
        Instant from = time(incident.events.getFirst());
        Json.ObjectBuilder json = Json.object()
                .put("service", incident.service.isEmpty() ? "device" : incident.service)
                .put("from", from.toString())
                .put("title", title(incident))
                .put("events", incident.events);
        if (incident.ended) {
            json.put("until", incident.lastTime().toString());
        }
        Instant earliest = from.minus(EVIDENCE_BEFORE);
        Instant latest = incident.lastTime().plus(EVIDENCE_AFTER);
        return json.put(
                        "evidence",
                        folders.stream()
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

    private static String title(OpenIncident incident) {
        Set<String> kinds = new java.util.HashSet<>();
        incident.events.forEach(event -> event.text("kind").ifPresent(kinds::add));
        if (kinds.contains(REPORTED)) {
            return "Reported";
        }
        String title = kinds.contains("gave_up")
                ? "Could not be recovered"
                : kinds.contains("reboot") || kinds.contains("forced_reboot")
                        ? "Rebooted"
                        : kinds.contains("stale")
                                ? "Froze"
                                : kinds.contains("error_state") && !kinds.contains("restart")
                                        ? "Could not work"
                                        : "Ended unexpectedly";
        if (incident.events.getFirst().text("reason").orElse("").contains("asked for by")) {
            title = kinds.contains("reboot") ? "Rebooted on request" : "Restarted on request";
        }
        return title;
    }

    private static Instant time(JsonObject event) {
        try {
            return Instant.parse(event.text("time").orElse(""));
        } catch (DateTimeParseException noTime) {
            return Instant.EPOCH;
        }
    }
}
