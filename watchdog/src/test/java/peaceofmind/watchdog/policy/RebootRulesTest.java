package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.watchdog.policy.Scene.BEAT;
import static peaceofmind.watchdog.policy.Scene.NOTHING;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.watchdog.events.EventKind;

/** When the device is rebooted, when it is not, and what is left then. */
final class RebootRulesTest {

    private final Scene scene = Scene.beating();

    @Test
    void whatWasDoneIsCountedOverAllBootsAndAPersonsWishesAreNot() {
        scene.restart("recorder");
        scene.ended("recorder", true).shows(BEAT).pass(5);
        scene.restartsInVain(3).untilOrder(200);
        assertThat(scene.lastOrder()).isInstanceOf(Order.Reboot.class);
        scene.rebooted("boot-2").shows(BEAT).pass(5);
        scene.reboot();
        assertThat(scene.history().totals()).isEqualTo(new Totals(Map.of("recorder", 3L), 1));
    }

    @Test
    void threeFailedRestartsLeadToARebootThatIsCountedInTheSameDecision() {
        scene.restartsInVain(3);
        scene.untilOrder(200);
        assertThat(scene.lastOrder()).isInstanceOf(Order.Reboot.class);
        assertThat(scene.lastOrder().reason()).contains("3 restarts in 10 min did not help");
        assertThat(scene.history().reboots())
                .singleElement()
                .satisfies(reboot -> assertThat(reboot.at()).isEqualTo(scene.poweredOn()));
    }

    @Test
    void aSecondRebootWithinTheHourIsNotOrderedAndGivingUpIsSaidLoudly() {
        scene.history(History.fresh("boot-1").withReboot(new RebootRecord(scene.poweredOn(), "earlier")));
        scene.pass(5).restartsInVain(3).pass(200);
        assertThat(scene.orders()).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(scene.lastReason(EventKind.GAVE_UP)).startsWith("GAVE UP").contains("1 reboot(s) in the last hour");
    }

    @Test
    void aFourthRebootInADayIsNotOrdered() {
        History history = History.fresh("boot-1");
        for (int hours : new int[] {20, 10, 2}) {
            history = history.withReboot(new RebootRecord(scene.poweredOn().minusHours(hours), "earlier"));
        }
        scene.history(history).pass(5).restartsInVain(3).pass(200);
        assertThat(scene.lastReason(EventKind.GAVE_UP)).contains("3 reboot(s) in the last 24 hours");
        assertThat(scene.orders()).hasOnlyElementsOfType(Order.Restart.class);
    }

    @Test
    void thereIsNoRebootInTheFirstTenMinutesAndThereIsOneAfterThem() {
        scene.uptime(Duration.ofSeconds(100)).restartsInVain(3).pass(70);
        assertThat(scene.lastReason(EventKind.GAVE_UP)).contains("first 10 min");
        scene.untilOrder(400);
        assertThat(scene.lastOrder()).isInstanceOf(Order.Reboot.class);
    }

    @Test
    void aLostHistoryCountsAsTheWholeDaysBudget() {
        scene.history(History.lost("boot-1", scene.poweredOn())).pass(5).restartsInVain(3);
        scene.pass(7200);
        assertThat(scene.orders()).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(scene.lastReason(EventKind.GAVE_UP)).contains("the history was lost");
        DeviceTime time = new DeviceTime(Duration.ofHours(5), scene.poweredOn());
        assertThat(RebootBudget.leftToday(DevicePolicy.standard(), scene.history(), time))
                .isZero();
        DeviceTime dayLater =
                new DeviceTime(Duration.ofHours(5), scene.poweredOn().plusDays(1));
        assertThat(RebootBudget.refusal(DevicePolicy.standard(), scene.history(), dayLater))
                .isEmpty();
    }

    @Test
    void whatWasGivenUpIsTriedEveryFifteenMinutesAndNormalAfterAnHourOfHealth() {
        scene.history(History.lost("boot-1", scene.poweredOn())).pass(5).restartsInVain(3);
        scene.untilOrder(2000);
        scene.ended("recorder", true);
        assertThat(scene.untilOrder(2000)).isEqualTo(900);
        scene.ended("recorder", true).look();
        scene.shows(BEAT).pass(3590);
        assertThat(scene.kinds()).doesNotContain(EventKind.NORMAL_AGAIN);
        scene.pass(20);
        assertThat(scene.kinds()).containsOnlyOnce(EventKind.NORMAL_AGAIN);
        assertThat(scene.history().service("recorder").gaveUpAt()).isEmpty();
    }

    @Test
    void aBootGivesEveryServiceANewChanceAndTheBudgetGoesOn() {
        scene.restartsInVain(3).untilOrder(200);
        scene.rebooted("boot-2").look();
        assertThat(scene.kinds()).contains(EventKind.BOOTED);
        assertThat(scene.history().services()).isEmpty();
        assertThat(scene.history().reboots()).hasSize(1);
    }

    @Test
    void restartsAreRememberedWhenTheWatchdogIsKilled() {
        scene.restartsInVain(3).look();
        scene.watchdogKilled().untilOrder(200);
        assertThat(scene.lastOrder()).isInstanceOf(Order.Reboot.class);
    }

    @Test
    void aRebootThatDoesNotHappenIsForcedThenLeftToOthersThenAbandoned() {
        scene.restartsInVain(3).untilOrder(200);
        assertThat(scene.untilOrder(100)).isEqualTo(60);
        assertThat(scene.lastOrder()).isInstanceOf(Order.ForceReboot.class);
        assertThat(scene.untilOrder(100)).isEqualTo(60);
        assertThat(scene.lastOrder()).isInstanceOf(Order.StopFeeding.class);
        assertThat(scene.untilOrder(400)).isEqualTo(300);
        assertThat(scene.lastOrder()).isInstanceOf(Order.ResumeFeeding.class);
        assertThat(scene.kinds()).contains(EventKind.GAVE_UP);
        assertThat(scene.untilOrder(1000)).isLessThan(900);
        assertThat(scene.lastOrder()).isInstanceOf(Order.Restart.class);
    }

    @Test
    void whatIsAskedForDuringARebootIsRefused() {
        scene.reboot();
        assertThat(scene.restart("recorder").accepted()).isFalse();
        assertThat(scene.hold(Optional.empty(), Duration.ofHours(1)).message()).contains("being rebooted");
    }

    @Test
    void anOperatorsRebootNeedsNoBudgetAndTakesFromIt() {
        scene.uptime(Duration.ofSeconds(20));
        scene.history(History.lost("boot-1", scene.poweredOn())).pass(2);
        assertThat(scene.reboot().accepted()).isTrue();
        assertThat(scene.lastOrder()).isInstanceOf(Order.Reboot.class);
        assertThat(scene.history().reboots()).hasSize(2);
    }

    @Test
    void aUserOtherThanRootIsNotObeyedWithoutEnd() {
        for (int number = 0; number < RebootBudget.ASKED_PER_DAY; number++) {
            assertThat(scene.rebootAskedByAProgram().accepted()).isTrue();
            assertThat(scene.lastOrder()).isEqualTo(new Order.Reboot("asked for by agent", true));
            scene.rebooted("boot-" + (2 + number)).look();
        }
        assertThat(scene.rebootAskedByAProgram().message()).contains("for root only");
        assertThat(scene.reboot().accepted()).isTrue();
        assertThat(scene.lastOrder()).isEqualTo(new Order.Reboot("asked for by pat", false));
    }

    @Test
    void aUnitThatIsMissingIsNoReasonForARebootAndIsGivenUpLoudly() {
        scene.unit(UnitState.MISSING).shows(NOTHING).restartsInVain(3);
        scene.pass(100_000);
        assertThat(scene.orders()).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(scene.lastReason(EventKind.GAVE_UP)).startsWith("GAVE UP").contains("knows no such service");
    }

    @Test
    void theBudgetIsTheDevicesNotTheServices() {
        Scene two = new Scene(Scene.standard("agent"));
        two.history(History.fresh("boot-1").withReboot(new RebootRecord(two.poweredOn(), "for the recorder")));
        two.pass(5).shows("agent", NOTHING);
        for (int number = 0; number < 3; number++) {
            two.untilOrder(200);
            two.ended("agent", true);
        }
        two.pass(300);
        assertThat(two.orders()).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(two.kinds()).contains(EventKind.GAVE_UP);
    }
}
