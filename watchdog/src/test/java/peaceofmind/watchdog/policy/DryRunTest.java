// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.watchdog.policy.PolicyScenario.BEAT;
import static peaceofmind.watchdog.policy.PolicyScenario.NO_BEAT;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.EventKind;

/** A dry run reports what it would do, never that it was done, and saves nothing. */
final class DryRunTest {

    private final PolicyScenario scenario = new PolicyScenario(new Policy(
                    DevicePolicy.defaults(), PolicyScenario.defaultPolicy().services(), true))
            .advance(5);

    @Test
    void itJournalsAndDoesNothing() {
        scenario.withHeartbeat(NO_BEAT).advance(3600);
        assertThat(scenario.orders()).isEmpty();
        assertThat(scenario.kinds()).contains(EventKind.DRY_RUN);
        assertThat(scenario.lastReason(EventKind.DRY_RUN)).startsWith("would ");
        assertThat(scenario.restart("recorder").accepted()).isFalse();
    }

    @Test
    void aReturningBeatIsNotReportedAsAVerifiedRestart() {
        scenario.withHeartbeat(NO_BEAT).advance(40);
        scenario.withHeartbeat(BEAT).advance(5);
        assertThat(scenario.kinds()).doesNotContain(EventKind.RESTART_VERIFIED);
        assertThat(scenario.lastReason(EventKind.RECOVERED)).contains("on its own", "would have been restarted");
    }

    @Test
    void hoursOfSilenceAreNotReportedAsFailedRestartsOrGivingUp() {
        scenario.withHeartbeat(NO_BEAT).advance(7200);
        scenario.withHeartbeat(BEAT).advance(7200);
        assertThat(scenario.kinds())
                .containsOnlyOnce(EventKind.STALE)
                .doesNotContain(
                        EventKind.RESTART,
                        EventKind.RESTART_FAILED,
                        EventKind.REBOOT,
                        EventKind.GAVE_UP,
                        EventKind.NORMAL_AGAIN);
    }

    @Test
    void itGoesThroughTheWholeEscalationWithinItsDryRunBudget() {
        scenario.withHeartbeat(NO_BEAT).advance(7200);
        assertThat(scenario.reasons(EventKind.DRY_RUN).stream().filter(reason -> reason.startsWith("would reboot")))
                .hasSize(2);
        assertThat(scenario.reasons(EventKind.DRY_RUN)).anyMatch(reason -> reason.startsWith("would restart"));
    }

    @Test
    void whatItWouldHaveDoneIsNotSavedAndTakesNothingFromTheBudget() {
        scenario.withHeartbeat(NO_BEAT).advance(7200);
        assertThat(scenario.history().reboots()).isEmpty();
        assertThat(scenario.history().totals()).isEqualTo(Totals.NONE);
        ServiceHistory saved = scenario.history().service("recorder");
        assertThat(saved).isEqualTo(ServiceHistory.EMPTY.withLastBeat(saved.lastBeat()));
        assertThat(RebootBudget.refusal(
                        DevicePolicy.defaults(),
                        scenario.history(),
                        new DeviceTime(Duration.ofHours(4), scenario.poweredOn())))
                .isEmpty();
    }

    @Test
    void aHoldPlacedDuringADryRunIsSaved() {
        assertThat(scenario.hold(Optional.empty(), Duration.ofHours(2)).accepted())
                .isTrue();
        assertThat(scenario.history().holds()).hasSize(1);
        scenario.withHeartbeat(NO_BEAT).advance(3600);
        assertThat(scenario.kinds()).doesNotContain(EventKind.DRY_RUN);
        assertThat(scenario.release().accepted()).isTrue();
        assertThat(scenario.history().holds()).isEqualTo(List.of());
    }
}
