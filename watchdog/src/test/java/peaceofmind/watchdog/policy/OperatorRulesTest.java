package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.watchdog.policy.Scene.BEAT;
import static peaceofmind.watchdog.policy.Scene.NOTHING;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.watchdog.events.EventKind;

/** What people ask for, hold and stop. */
final class OperatorRulesTest {

    private final Scene scene = Scene.beating();

    @Test
    void aServiceThatAPersonStoppedIsLeftAloneWhileItsManagerGivesNoAnswer() {
        scene.stop();
        scene.ended("recorder", true).unit(UnitState.STOPPED).shows(NOTHING).pass(5);
        scene.watchdogKilled().unit(UnitState.UNKNOWN).pass(600);
        assertThat(scene.orders()).singleElement().isInstanceOf(Order.Stop.class);
        scene.unit(UnitState.ACTIVE).shows(BEAT).pass(2);
        assertThat(scene.lastReason(EventKind.OPERATOR_STARTED)).contains("watched again");
    }

    @Test
    void aHeldServiceIsLeftAloneAndTheFullLimitCountsAfterwards() {
        scene.hold(Optional.of("recorder"), Duration.ofMinutes(10));
        scene.shows(NOTHING).pass(599);
        assertThat(scene.orders()).isEmpty();
        assertThat(scene.lastReason(EventKind.STALE)).contains("left alone because of a hold");
        scene.look();
        assertThat(scene.lastReason(EventKind.HOLD_ENDED)).contains("its time is over");
        assertThat(scene.untilOrder(60)).isEqualTo(30);
    }

    @Test
    void aFailedServiceTooGetsItsTimeAfterAHold() {
        scene.hold(Optional.empty(), Duration.ofMinutes(10));
        scene.shows(NOTHING).unit(UnitState.FAILED).pass(600);
        assertThat(scene.untilOrder(60)).isEqualTo(5);
    }

    @Test
    void aReleasedHoldEndsAtOnce() {
        scene.hold(Optional.empty(), Duration.ofHours(10));
        scene.shows(NOTHING).pass(100);
        assertThat(scene.release().accepted()).isTrue();
        assertThat(scene.untilOrder(60)).isEqualTo(30);
        assertThat(scene.release().accepted()).isFalse();
    }

    @Test
    void aHoldLastsAtMostADay() {
        assertThat(scene.hold(Optional.empty(), Duration.ofHours(25)).accepted())
                .isFalse();
        assertThat(scene.hold(Optional.empty(), Duration.ZERO).accepted()).isFalse();
        assertThat(scene.hold(Optional.empty(), Duration.ofHours(24)).accepted())
                .isTrue();
    }

    @Test
    void aHoldThatOnlyALostClockCanExplainEnds() {
        Hold old = new Hold(Optional.empty(), scene.poweredOn().plusDays(400), "pat", "");
        scene.history(History.fresh("boot-1").withHolds(List.of(old))).look();
        assertThat(scene.history().holds()).isEmpty();
        assertThat(scene.lastReason(EventKind.HOLD_ENDED)).contains("longer than a hold may");
    }

    @Test
    void aHoldOnOneServiceBlocksTheRebootForAnother() {
        Scene two = new Scene(Scene.standard("agent"));
        two.pass(5);
        two.hold(Optional.of("agent"), Duration.ofHours(1));
        two.restartsInVain(3).pass(300);
        assertThat(two.orders()).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(two.lastReason(EventKind.GAVE_UP)).contains("somebody holds agent");
    }

    @Test
    void aServiceThatAnOperatorStoppedIsLeftAloneUntilItRunsAgain() {
        scene.shows(NOTHING).unit(UnitState.STOPPED).pass(5000);
        assertThat(scene.orders()).isEmpty();
        scene.unit(UnitState.ACTIVE).startedAnew();
        assertThat(scene.untilOrder(100)).isEqualTo(61);
        assertThat(scene.kinds()).contains(EventKind.OPERATOR_STOPPED, EventKind.OPERATOR_STARTED);
    }

    @Test
    void aStopThroughTheWatchdogHoldsEvenWhenTheProcessEndsBadlyAndTheWatchdogIsKilled() {
        assertThat(scene.stop().accepted()).isTrue();
        scene.ended("recorder", true).shows(NOTHING).unit(UnitState.FAILED).look();
        scene.watchdogKilled().pass(500);
        assertThat(scene.orders()).singleElement().isInstanceOf(Order.Stop.class);
    }

    @Test
    void whatWasStartedWhileTheWatchdogDidNotLookIsNotTakenForStopped() {
        scene.stop();
        scene.ended("recorder", true).shows(NOTHING).unit(UnitState.STOPPED).look();
        scene.watchdogKilled().shows(BEAT).unit(UnitState.ACTIVE).pass(5);
        assertThat(scene.shows(NOTHING).unit(UnitState.FAILED).untilOrder(60)).isEqualTo(5);
    }

    @Test
    void aStartThroughTheWatchdogGivesTheGrace() {
        scene.shows(NOTHING).unit(UnitState.STOPPED).pass(5);
        assertThat(scene.start().accepted()).isTrue();
        scene.ended("recorder", true).unit(UnitState.ACTIVE);
        assertThat(scene.untilOrder(100)).isEqualTo(61);
    }

    @Test
    void anOperatorsRestartIsNotCounted() {
        assertThat(scene.restart("recorder").accepted()).isTrue();
        assertThat(scene.lastOrder()).isInstanceOfSatisfying(Order.Restart.class, restart -> {
            assertThat(restart.kill()).isFalse();
            assertThat(restart.reason()).isEqualTo("asked for by pat");
        });
        assertThat(scene.history().service("recorder").restarts()).isEmpty();
    }

    @Test
    void anOperatorsRestartOfASilentServiceDoesNotWaitForItsReaction() {
        scene.hold(Optional.empty(), Duration.ofHours(1));
        scene.shows(NOTHING).pass(40);
        scene.restart("recorder");
        assertThat(scene.lastOrder())
                .isInstanceOfSatisfying(
                        Order.Restart.class,
                        restart -> assertThat(restart.kill()).isTrue());
    }

    @Test
    void aSecondRequestWhileOneIsCarriedOutIsRefused() {
        scene.restart("recorder");
        assertThat(scene.stop().message()).contains("try again");
    }

    @Test
    void aServiceThatIsNotWatchedIsRefusedAndTheWatchedOnesAreNamed() {
        Answer answer = scene.restart("camera");
        assertThat(answer.accepted()).isFalse();
        assertThat(answer.message()).contains("camera", "recorder");
    }

    @Test
    void aStopThatCouldNotBeCarriedOutIsSaid() {
        scene.stop();
        scene.ended("recorder", false).look();
        assertThat(scene.lastReason(EventKind.REFUSED)).contains("stop could not be carried out: timed out");
    }
}
