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

/** Requests, holds and stops by operators. */
final class OperatorRulesTest {

    private final PolicyScenario scenario = PolicyScenario.beating();

    @Test
    void aServiceStoppedByAnOperatorIsLeftAloneWhileItsManagerDoesNotAnswer() {
        scenario.stop();
        scenario.orderFinished("recorder", true)
                .withUnit(UnitState.STOPPED)
                .withHeartbeat(NO_BEAT)
                .advance(5);
        scenario.watchdogRestarted().withUnit(UnitState.UNKNOWN).advance(600);
        assertThat(scenario.orders()).singleElement().isInstanceOf(Order.Stop.class);
        scenario.withUnit(UnitState.ACTIVE).withHeartbeat(BEAT).advance(2);
        assertThat(scenario.lastReason(EventKind.OPERATOR_STARTED)).contains("watched again");
    }

    @Test
    void aHeldServiceIsLeftAloneAndTheFullLimitCountsAfterwards() {
        scenario.hold(Optional.of("recorder"), Duration.ofMinutes(10));
        scenario.withHeartbeat(NO_BEAT).advance(599);
        assertThat(scenario.orders()).isEmpty();
        assertThat(scenario.lastReason(EventKind.STALE)).contains("left alone because of a hold");
        scenario.tick();
        assertThat(scenario.lastReason(EventKind.HOLD_ENDED)).contains("its time is over");
        assertThat(scenario.secondsUntilOrder(60)).isEqualTo(30);
    }

    @Test
    void aFailedServiceTooGetsItsTimeAfterAHold() {
        scenario.hold(Optional.empty(), Duration.ofMinutes(10));
        scenario.withHeartbeat(NO_BEAT).withUnit(UnitState.FAILED).advance(600);
        assertThat(scenario.secondsUntilOrder(60)).isEqualTo(5);
    }

    @Test
    void aReleasedHoldEndsAtOnce() {
        scenario.hold(Optional.empty(), Duration.ofHours(10));
        scenario.withHeartbeat(NO_BEAT).advance(100);
        assertThat(scenario.release().accepted()).isTrue();
        assertThat(scenario.secondsUntilOrder(60)).isEqualTo(30);
        assertThat(scenario.release().accepted()).isFalse();
    }

    @Test
    void aHoldLastsAtMostADay() {
        assertThat(scenario.hold(Optional.empty(), Duration.ofHours(25)).accepted())
                .isFalse();
        assertThat(scenario.hold(Optional.empty(), Duration.ZERO).accepted()).isFalse();
        assertThat(scenario.hold(Optional.empty(), Duration.ofHours(24)).accepted())
                .isTrue();
    }

    @Test
    void aHoldThatOnlyALostClockCanExplainEnds() {
        Hold old = new Hold(Optional.empty(), scenario.poweredOn().plusDays(400), "pat", "");
        scenario.history(History.initial("boot-1").withHolds(List.of(old))).tick();
        assertThat(scenario.history().holds()).isEmpty();
        assertThat(scenario.lastReason(EventKind.HOLD_ENDED)).contains("longer than a hold may");
    }

    @Test
    void aHoldOnOneServiceBlocksTheRebootForAnother() {
        PolicyScenario two = new PolicyScenario(PolicyScenario.defaultPolicy("agent"));
        two.advance(5);
        two.hold(Optional.of("agent"), Duration.ofHours(1));
        two.failedRestarts(3).advance(300);
        assertThat(two.orders()).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(two.lastReason(EventKind.GAVE_UP)).contains("somebody holds agent");
    }

    @Test
    void aServiceThatAnOperatorStoppedIsLeftAloneUntilItRunsAgain() {
        scenario.withHeartbeat(NO_BEAT).withUnit(UnitState.STOPPED).advance(5000);
        assertThat(scenario.orders()).isEmpty();
        scenario.withUnit(UnitState.ACTIVE).restartedExternally();
        assertThat(scenario.secondsUntilOrder(100)).isEqualTo(61);
        assertThat(scenario.kinds()).contains(EventKind.OPERATOR_STOPPED, EventKind.OPERATOR_STARTED);
    }

    @Test
    void aStopThroughTheWatchdogHoldsEvenWhenTheProcessEndsBadlyAndTheWatchdogIsKilled() {
        assertThat(scenario.stop().accepted()).isTrue();
        scenario.orderFinished("recorder", true)
                .withHeartbeat(NO_BEAT)
                .withUnit(UnitState.FAILED)
                .tick();
        scenario.watchdogRestarted().advance(500);
        assertThat(scenario.orders()).singleElement().isInstanceOf(Order.Stop.class);
    }

    @Test
    void aServiceStartedWhileTheWatchdogWasDownIsNotTakenForStopped() {
        scenario.stop();
        scenario.orderFinished("recorder", true)
                .withHeartbeat(NO_BEAT)
                .withUnit(UnitState.STOPPED)
                .tick();
        scenario.watchdogRestarted()
                .withHeartbeat(BEAT)
                .withUnit(UnitState.ACTIVE)
                .advance(5);
        assertThat(scenario.withHeartbeat(NO_BEAT).withUnit(UnitState.FAILED).secondsUntilOrder(60))
                .isEqualTo(5);
    }

    @Test
    void aStartThroughTheWatchdogGivesTheGrace() {
        scenario.withHeartbeat(NO_BEAT).withUnit(UnitState.STOPPED).advance(5);
        assertThat(scenario.start().accepted()).isTrue();
        scenario.orderFinished("recorder", true).withUnit(UnitState.ACTIVE);
        assertThat(scenario.secondsUntilOrder(100)).isEqualTo(61);
    }

    @Test
    void anOperatorsRestartIsNotCounted() {
        assertThat(scenario.restart("recorder").accepted()).isTrue();
        assertThat(scenario.lastOrder()).isInstanceOfSatisfying(Order.Restart.class, restart -> {
            assertThat(restart.kill()).isFalse();
            assertThat(restart.reason()).isEqualTo("asked for by pat");
        });
        assertThat(scenario.history().service("recorder").restarts()).isEmpty();
    }

    @Test
    void anOperatorsRestartOfASilentServiceDoesNotWaitForItsReaction() {
        scenario.hold(Optional.empty(), Duration.ofHours(1));
        scenario.withHeartbeat(NO_BEAT).advance(40);
        scenario.restart("recorder");
        assertThat(scenario.lastOrder())
                .isInstanceOfSatisfying(
                        Order.Restart.class,
                        restart -> assertThat(restart.kill()).isTrue());
    }

    @Test
    void aSecondRequestWhileOneIsExecutingIsRefused() {
        scenario.restart("recorder");
        assertThat(scenario.stop().message()).contains("try again");
    }

    @Test
    void aServiceThatIsNotWatchedIsRefusedAndTheWatchedOnesAreNamed() {
        OperatorReply reply = scenario.restart("camera");
        assertThat(reply.accepted()).isFalse();
        assertThat(reply.message()).contains("camera", "recorder");
    }

    @Test
    void aFailedStopIsReported() {
        scenario.stop();
        scenario.orderFinished("recorder", false).tick();
        assertThat(scenario.lastReason(EventKind.REFUSED)).contains("stop failed: timed out");
    }
}
