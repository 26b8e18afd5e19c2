package peaceofmind.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import peaceofmind.dashboard.EvidenceReader.IncidentFolder;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

class IncidentsTest {

    private final List<JsonObject> events = new ArrayList<>();

    @Test
    void aFreezeFromItsFirstSignToItsEndIsOneIncidentWithItsEvidence() {
        event("watchdog_started", "2026-11-25T03:00:00Z");
        event("stale", "2026-11-25T03:12:00Z");
        event("restart", "2026-11-25T03:12:01Z");
        event("restart_verified", "2026-11-25T03:12:04Z");
        IncidentFolder mine = new IncidentFolder(
                "2026-11-25T03-12-00.500_recorder_restart",
                Instant.parse("2026-11-25T03:12:00.500Z"),
                List.of("logs.txt"));
        IncidentFolder older = new IncidentFolder(
                "2026-11-24T03-12-00.500_recorder_restart", Instant.parse("2026-11-24T03:12:00.500Z"), List.of());
        List<JsonObject> incidents = Incidents.group(events, List.of(mine, older));
        assertThat(incidents).hasSize(1);
        JsonObject incident = incidents.getFirst();
        assertThat(incident.text("title")).contains("Froze");
        assertThat(incident.text("from")).contains("2026-11-25T03:12:00Z");
        assertThat(incident.text("until")).contains("2026-11-25T03:12:04Z");
        assertThat(incident.items("events")).hasSize(3);
        assertThat(incident.items("evidence")).hasSize(1);
    }

    @Test
    void anOngoingIncidentHasNoEnd() {
        event("stale", "2026-11-25T03:12:00Z");
        assertThat(Incidents.group(events, List.of()).getFirst().get("until")).isEmpty();
    }

    @Test
    void anAgentReportIsItsOwnIncident() {
        event("stale", "2026-11-25T03:12:00Z");
        event("reported", "2026-11-25T03:12:05Z");
        List<JsonObject> incidents = Incidents.group(events, List.of());
        assertThat(incidents).hasSize(2);
        assertThat(incidents.getFirst().text("title")).contains("Reported");
        assertThat(incidents.getFirst().text("until")).contains("2026-11-25T03:12:05Z");
        assertThat(incidents.getLast().get("until")).isEmpty();
    }

    @Test
    void theNextFreezeIsAnotherIncidentAndComesFirst() {
        event("stale", "2026-11-25T03:12:00Z");
        event("recovered", "2026-11-25T03:12:10Z");
        event("stale", "2026-11-25T03:20:00Z");
        List<JsonObject> incidents = Incidents.group(events, List.of());
        assertThat(incidents).hasSize(2);
        assertThat(incidents.getFirst().text("from")).contains("2026-11-25T03:20:00Z");
    }

    @Test
    void anEscalationIsNamedAfterItsWorstEvent() {
        event("stale", "2026-11-25T03:12:00Z");
        event("restart_failed", "2026-11-25T03:13:00Z");
        event("reboot", "2026-11-25T03:15:00Z");
        assertThat(Incidents.group(events, List.of()).getFirst().text("title")).contains("Rebooted");
        event("gave_up", "2026-11-25T03:25:00Z");
        assertThat(Incidents.group(events, List.of()).getFirst().text("title")).contains("Could not be recovered");
    }

    @Test
    void holdsAndStartsAreNoIncidents() {
        event("watchdog_started", "2026-11-25T03:00:00Z");
        event("hold_began", "2026-11-25T03:01:00Z");
        assertThat(Incidents.group(events, List.of())).isEmpty();
    }

    private void event(String kind, String time) {
        events.add(Json.object()
                .put("time", time)
                .put("kind", kind)
                .put("service", "recorder")
                .put("reason", kind)
                .build());
    }
}
