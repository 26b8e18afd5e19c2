package peaceofmind.cli.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

class IncidentTest {

    @TempDir
    private Path folder;

    @Test
    void fromTheFirstSignToTheEndItIsOneIncident() {
        List<Incident> incidents = Incident.of(List.of(
                event(1, "00", "watchdog_started"),
                event(2, "10", "stale"),
                event(3, "11", "restart"),
                event(4, "13", "restart_verified"),
                event(5, "40", "stale")));
        assertThat(incidents).extracting(Incident::id).containsExactly(2L, 5L);
        assertThat(incidents.getFirst().duration()).contains(Duration.ofSeconds(3));
        assertThat(incidents.getFirst().events()).hasSize(3);
        assertThat(incidents.getLast().duration()).isEmpty();
    }

    @Test
    void aProcessThatEndedAndCameBackByItselfIsOneToo() {
        JsonObject event = Json.object()
                .put("sequence", 3)
                .put("time", "2026-11-25T08:00:00Z")
                .put("kind", "service_state")
                .put("service", "recorder")
                .put("reason", "it was started anew, not by the watchdog")
                .build();
        assertThat(Incident.of(List.of(event)))
                .singleElement()
                .extracting(Incident::duration)
                .isEqualTo(Optional.of(Duration.ZERO));
    }

    @Test
    void anOrdinaryStartIsNone() {
        assertThat(Incident.of(List.of(event(1, "00", "watchdog_started"), event(2, "01", "booted"))))
                .isEmpty();
    }

    @Test
    void whatTheAgentReportsIsListedByItselfAndDoesNotJoinAnother() {
        List<Incident> incidents =
                Incident.of(List.of(event(1, "00", "stale"), event(2, "05", "reported"), event(3, "10", "recovered")));
        assertThat(incidents).extracting(Incident::id).containsExactly(1L, 2L);
        assertThat(incidents.getFirst().events()).hasSize(2);
        assertThat(incidents.getLast().isReport()).isTrue();
        assertThat(incidents.getLast().duration()).contains(Duration.ZERO);
    }

    @Test
    void itsEvidenceIsWhatWasSavedMeanwhile() throws Exception {
        Incident incident = Incident.of(List.of(event(2, "10", "stale"), event(4, "13", "restart_verified")))
                .getFirst();
        Path mine = Files.createDirectory(folder.resolve("2026-11-25T08-00-11.000_recorder_restart"));
        Files.createDirectory(folder.resolve("2026-11-25T09-00-11.000_recorder_restart"));
        Files.createDirectory(folder.resolve("2026-11-25T08-00-11.000_other_restart"));
        assertThat(EvidenceFiles.of(folder, incident)).containsExactly(mine);
        assertThat(EvidenceFiles.of(folder.resolve("none"), incident)).isEmpty();
    }

    private static JsonObject event(long sequence, String second, String kind) {
        return Json.object()
                .put("sequence", sequence)
                .put("time", "2026-11-25T08:00:" + second + "Z")
                .put("kind", kind)
                .put("service", "recorder")
                .put("reason", kind)
                .build();
    }
}
