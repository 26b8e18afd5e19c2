// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;

final class IncidentTimelineTest {

    private static final Instant START = Instant.parse("2026-11-25T08:00:00Z");

    private final List<Event> events = new ArrayList<>();

    @Test
    void fromTheLastGoodBeatToTheFirstGoodBeatItIsOneIncident() {
        event(0, EventKind.WATCHDOG_STARTED, Optional.empty());
        event(40, EventKind.STALE, 30);
        event(40, EventKind.RESTART, 30);
        event(48, EventKind.RESTART_VERIFIED, 38);
        event(90, EventKind.STALE, 30);
        List<Incident> incidents = IncidentTimeline.of(events);
        assertThat(incidents).extracting(Incident::id).containsExactly(1L, 4L);
        assertThat(incidents.getFirst().length()).contains(Duration.ofSeconds(38));
        assertThat(incidents.getFirst().start()).isEqualTo(START.plusSeconds(10));
        assertThat(incidents.getFirst().end()).contains(START.plusSeconds(48));
        assertThat(incidents.getLast().length()).isEmpty();
        assertThat(incidents.getLast().end()).isEmpty();
        assertThat(incidents.getLast().start()).isEqualTo(START.plusSeconds(60));
    }

    @Test
    void aHeartbeatThatCannotBeReadIsAnIncidentUntilItCan() {
        event(40, EventKind.HEARTBEAT_UNREADABLE, 30);
        assertThat(only().isOver()).isFalse();
        event(90, EventKind.RECOVERED, 80);
        assertThat(only().isOver()).isTrue();
        assertThat(only().title()).isEqualTo("Wrote an unreadable heartbeat, recovered on its own");
    }

    @Test
    void inAnOlderJournalItLastsFromItsFirstEventToItsLast() {
        event(40, EventKind.STALE);
        event(47, EventKind.RESTART_VERIFIED);
        assertThat(only().length()).contains(Duration.ofSeconds(7));
    }

    @Test
    void aClockThatWasSetMeanwhileChangesNothing() {
        event(40, EventKind.STALE, 30);
        event(40 + 86_400, EventKind.RECOVERED, 45);
        assertThat(only().length()).contains(Duration.ofSeconds(45));
        events.clear();
        event(4000, EventKind.STALE, 30);
        event(40, EventKind.RECOVERED, 45);
        assertThat(only().length()).contains(Duration.ofSeconds(45));
        assertThat(only().start()).isEqualTo(START.minusSeconds(5));
    }

    @Test
    void theTimeWithoutPowerCounts() {
        event(40, EventKind.STALE, 30);
        event(700, EventKind.BOOTED, Optional.empty());
        event(710, EventKind.RECOVERED, 60);
        assertThat(only().length()).contains(Duration.ofSeconds(700));
    }

    @Test
    void eventsOfTheDeviceArePartOfEveryOpenIncident() {
        event(10, EventKind.STALE);
        event(11, EventKind.STALE, Optional.of("agent"));
        event(20, EventKind.REBOOT, Optional.empty());
        event(50, EventKind.BOOTED, Optional.empty());
        event(60, EventKind.RECOVERED);
        event(61, EventKind.RECOVERED, Optional.of("agent"));
        assertThat(IncidentTimeline.of(events)).hasSize(2).allSatisfy(incident -> {
            assertThat(incident.events()).hasSize(4);
            assertThat(incident.title()).isEqualTo("Froze, recovered by a reboot");
        });
    }

    @Test
    void aRebootOfAWellDeviceIsAnIncidentOfItsOwn() {
        events.add(new Event(0, START, EventKind.REBOOT, Optional.empty(), "reboot: asked for by pat"));
        event(30, EventKind.WATCHDOG_STARTED, Optional.empty());
        event(31, EventKind.BOOTED, Optional.empty());
        assertThat(only().subject()).isEqualTo("device");
        assertThat(only().title()).isEqualTo("Reboot on request");
        assertThat(only().length()).contains(Duration.ofSeconds(30));
    }

    @Test
    void whatTheAgentReportsIsAnIncidentOfItsOwnAndJoinsNoOther() {
        event(0, EventKind.STALE);
        event(5, EventKind.REPORTED, Optional.empty());
        event(9, EventKind.RECOVERED);
        List<Incident> incidents = IncidentTimeline.of(events);
        assertThat(incidents).extracting(Incident::id).containsExactly(0L, 1L);
        assertThat(incidents.getLast().isReport()).isTrue();
        assertThat(incidents.getLast().isMoment()).isTrue();
        assertThat(incidents.getLast().length()).contains(Duration.ZERO);
    }

    @Test
    void aProcessThatWasBackBeforeAnythingHadToBeDoneIsAMomentOrPartOfWhatIsGoingOn() {
        event(0, EventKind.STARTED_BY_OTHERS);
        assertThat(only().title()).isEqualTo("Ended, started again by its manager");
        assertThat(only().isMoment()).isTrue();
        event(10, EventKind.STALE);
        event(11, EventKind.STARTED_BY_OTHERS);
        event(12, EventKind.RECOVERED);
        assertThat(IncidentTimeline.of(events)).hasSize(2);
        assertThat(IncidentTimeline.of(events).getLast().title())
                .isEqualTo("Froze, recovered when its manager had started it again");
    }

    @Test
    void anOrdinaryStartAHoldAndARestartOnRequestAreNoIncidents() {
        event(0, EventKind.WATCHDOG_STARTED, Optional.empty());
        event(1, EventKind.BOOTED, Optional.empty());
        event(2, EventKind.HOLD_BEGAN);
        event(3, EventKind.OPERATOR_REQUEST);
        event(4, EventKind.RESTART_VERIFIED);
        assertThat(IncidentTimeline.of(events)).isEmpty();
    }

    @Test
    void itIsNamedByWhatHappenedAndWhatEndedIt() {
        event(0, EventKind.ERROR_STATE);
        assertThat(only().title()).isEqualTo("Could not work");
        event(10, EventKind.STALE);
        event(11, EventKind.GAVE_UP);
        assertThat(only().title()).isEqualTo("Could not work, then froze, not recovered so far");
        event(12, EventKind.RESTART);
        event(20, EventKind.RECOVERED);
        assertThat(only().title()).isEqualTo("Could not work, then froze, recovered by a restart");
        events.clear();
        event(0, EventKind.SERVICE_FAILED);
        event(1, EventKind.OPERATOR_STOPPED);
        assertThat(only().title()).isEqualTo("Ended unexpectedly, stopped on purpose");
        events.clear();
        event(0, EventKind.ERROR_STATE);
        event(9, EventKind.RECOVERED);
        assertThat(only().title()).isEqualTo("Could not work, recovered on its own");
    }

    @Test
    void theEvidenceThatWasSavedMeanwhileIsIts() {
        event(40, EventKind.STALE, 30);
        event(48, EventKind.RESTART_VERIFIED, 38);
        assertThat(only().covers(evidence(41, "recorder"))).isTrue();
        assertThat(only().covers(evidence(41, "agent"))).isFalse();
        assertThat(only().covers(evidence(3000, "recorder"))).isFalse();
        assertThat(only().covers(evidence(-3000, "recorder"))).isFalse();
    }

    @Test
    void asJsonItHasItsLengthInSeconds() {
        event(40, EventKind.STALE, 30);
        assertThat(only().toJson().get("until")).isEmpty();
        event(48, EventKind.RESTART_VERIFIED, 38);
        assertThat(only().toJson().number("length_seconds")).contains(38.0);
        assertThat(only().toJson().text("from")).contains("2026-11-25T08:00:10Z");
        assertThat(only().toJson().items("events")).hasSize(2);
    }

    private static EvidenceName evidence(long second, String service) {
        return new EvidenceName(START.plusSeconds(second), service, "restart", 1);
    }

    private Incident only() {
        List<Incident> incidents = IncidentTimeline.of(events);
        assertThat(incidents).hasSize(1);
        return incidents.getFirst();
    }

    private void event(long second, EventKind kind) {
        event(second, kind, Optional.of("recorder"));
    }

    private void event(long second, EventKind kind, Optional<String> service) {
        events.add(new Event(events.size(), START.plusSeconds(second), kind, service, kind.word()));
    }

    private void event(long second, EventKind kind, long sinceGoodBeat) {
        events.add(new Event(
                events.size(),
                START.plusSeconds(second),
                kind,
                Optional.of("recorder"),
                kind.word(),
                Optional.of(Duration.ofSeconds(sinceGoodBeat))));
    }
}
