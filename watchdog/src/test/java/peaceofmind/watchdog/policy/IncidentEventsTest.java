// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.watchdog.policy.PolicyScenario.BEAT;
import static peaceofmind.watchdog.policy.PolicyScenario.ERROR;
import static peaceofmind.watchdog.policy.PolicyScenario.NO_BEAT;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.event.IncidentRole;

/** Each incident has an event that opens it and one that closes it, with the time since the last good beat. */
final class IncidentEventsTest {

    private final PolicyScenario scene = PolicyScenario.beating();

    @Test
    void aRestartThatHelpedClosesTheIncidentWithItsWholeLength() {
        scene.withHeartbeat(NO_BEAT).secondsUntilOrder(60);
        scene.advance(2).orderFinished("recorder", true).advance(6);
        scene.withHeartbeat(BEAT).advance(1);
        assertThat(edges()).containsExactly(EventKind.STALE, EventKind.RESTART, EventKind.RESTART_VERIFIED);
        assertThat(last().sinceGoodBeat()).contains(Duration.ofSeconds(39));
        assertThat(last().reason()).isEqualTo("beats again, 6 s after the restart and 39 s without a good beat");
        assertThat(openIncidents()).isEmpty();
    }

    @Test
    void aRebootThatHelpedClosesTheIncident() {
        scene.failedRestarts(3).secondsUntilOrder(200);
        assertThat(scene.lastOrder()).isInstanceOf(Order.Reboot.class);
        scene.rebooted("boot-2").advance(3);
        assertThat(openIncidents()).containsOnlyKeys("recorder");
        scene.withHeartbeat(BEAT).advance(1);
        assertThat(last().kind()).isEqualTo(EventKind.RECOVERED);
        assertThat(last().reason()).startsWith("it beats again after ");
        assertThat(last().sinceGoodBeat())
                .hasValueSatisfying(length -> assertThat(length).isGreaterThan(Duration.ofSeconds(90)));
        assertThat(openIncidents()).isEmpty();
    }

    @Test
    void theEndOfAnErrorStateIsReported() {
        scene.withHeartbeat(ERROR).advance(10);
        scene.withHeartbeat(BEAT).advance(3);
        assertThat(edges()).containsExactly(EventKind.ERROR_STATE, EventKind.RECOVERED);
        assertThat(last().reason()).isEqualTo("its error state is over, after 11 s");
        assertThat(last().sinceGoodBeat()).contains(Duration.ofSeconds(11));
    }

    @Test
    void anErrorThatTurnsIntoAFreezeIsOneIncidentAndCountsFromBeforeTheError() {
        scene.withHeartbeat(ERROR).advance(10);
        scene.withHeartbeat(NO_BEAT).secondsUntilOrder(60);
        scene.orderFinished("recorder", true).advance(1);
        scene.withHeartbeat(BEAT).advance(1);
        assertThat(edges())
                .containsExactly(EventKind.ERROR_STATE, EventKind.STALE, EventKind.RESTART, EventKind.RESTART_VERIFIED);
        assertThat(last().sinceGoodBeat()).contains(Duration.ofSeconds(42));
    }

    @Test
    void aFreezeAfterAnErrorThatIsOverIsAnIncidentOfItsOwn() {
        scene.withHeartbeat(ERROR).advance(10);
        scene.withHeartbeat(BEAT).advance(5);
        scene.withHeartbeat(NO_BEAT).advance(30);
        assertThat(edges().subList(0, 3)).containsExactly(EventKind.ERROR_STATE, EventKind.RECOVERED, EventKind.STALE);
        assertThat(first(EventKind.STALE).sinceGoodBeat()).contains(Duration.ofSeconds(30));
    }

    @Test
    void aWatchdogKilledDuringARestartReportsThatTheServiceRecovered() {
        scene.withHeartbeat(NO_BEAT).secondsUntilOrder(60);
        scene.advance(1).watchdogRestarted().advance(4);
        scene.withHeartbeat(BEAT).advance(1);
        assertThat(edges()).containsExactly(EventKind.STALE, EventKind.RESTART, EventKind.RECOVERED);
        assertThat(last().sinceGoodBeat()).contains(Duration.ofSeconds(36));
    }

    @Test
    void aRestartIntoTheErrorStateDoesNotCloseTheIncident() {
        scene.withHeartbeat(NO_BEAT).secondsUntilOrder(60);
        scene.orderFinished("recorder", true).advance(3);
        scene.withHeartbeat(ERROR).advance(5);
        assertThat(last().kind()).isEqualTo(EventKind.ERROR_STATE);
        assertThat(last().reason()).contains("3 s after the restart");
        assertThat(openIncidents()).containsOnlyKeys("recorder");
        scene.withHeartbeat(BEAT).advance(1);
        assertThat(last().kind()).isEqualTo(EventKind.RECOVERED);
        assertThat(openIncidents()).isEmpty();
    }

    @Test
    void anOperatorsStopClosesTheIncidentAndNoBeatIsMissedMeanwhile() {
        scene.withHeartbeat(NO_BEAT).secondsUntilOrder(60);
        scene.orderFinished("recorder", false).advance(2);
        scene.stop();
        scene.withUnit(UnitState.STOPPED).orderFinished("recorder", true).advance(500);
        assertThat(last().kind()).isEqualTo(EventKind.OPERATOR_STOPPED);
        assertThat(openIncidents()).isEmpty();
        scene.start();
        scene.withUnit(UnitState.ACTIVE).orderFinished("recorder", true).secondsUntilOrder(100);
        assertThat(first(EventKind.STALE).sinceGoodBeat()).contains(Duration.ofSeconds(30));
        List<Note> stale = scene.notes().stream()
                .filter(note -> note.kind() == EventKind.STALE)
                .toList();
        assertThat(stale.getLast().sinceGoodBeat())
                .hasValueSatisfying(length -> assertThat(length).isLessThan(Duration.ofSeconds(65)));
    }

    @Test
    void afterTheHistoryWasLostTheFirstGoodBeatClosesAnyIncident() {
        scene.history(History.lost("boot-1", scene.poweredOn())).advance(3);
        assertThat(edges()).containsExactly(EventKind.RECOVERED);
        assertThat(last().sinceGoodBeat()).isEmpty();
        scene.advance(100);
        assertThat(edges()).hasSize(1);
    }

    @Test
    void withoutAnIncidentNothingIsReportedWhenTheWatchdogStartsOrTheDeviceBoots() {
        scene.watchdogRestarted().advance(3);
        scene.rebooted("boot-2").advance(3);
        assertThat(edges()).isEmpty();
    }

    @Test
    void anErrorThatLastsIsNotedOnceWhileAHoldKeepsItFromBeingRestarted() {
        ServicePolicy impatient = new ServicePolicy(
                "recorder",
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                3,
                Duration.ofSeconds(600),
                Optional.of(Duration.ofSeconds(60)));
        PolicyScenario held =
                new PolicyScenario(new Policy(DevicePolicy.defaults(), List.of(impatient), false)).advance(5);
        held.hold(Optional.empty(), Duration.ofHours(1));
        held.withHeartbeat(ERROR).advance(300);
        assertThat(held.reasons(EventKind.ERROR_STATE))
                .hasSize(2)
                .last()
                .asString()
                .contains("because of a hold");
        assertThat(held.kinds()).doesNotContain(EventKind.STALE, EventKind.RECOVERED);
    }

    @Test
    void aRebootThatDoesNotHappenIsAbandonedWithAnEventOfItsOwn() {
        scene.reboot();
        scene.advance(3600);
        assertThat(scene.kinds())
                .contains(EventKind.REBOOT, EventKind.REBOOT_ABANDONED)
                .doesNotContain(EventKind.GAVE_UP);
    }

    private List<EventKind> edges() {
        return scene.kinds().stream()
                .filter(kind -> kind.role() == IncidentRole.OPENS || kind.role() == IncidentRole.CLOSES)
                .filter(kind -> kind != EventKind.BOOTED)
                .toList();
    }

    private Note last() {
        return scene.notes().getLast();
    }

    private Note first(EventKind kind) {
        return scene.notes().stream()
                .filter(note -> note.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private Map<String, Optional<Duration>> openIncidents() {
        return scene.history().incidents().lastGoodBeats();
    }
}
