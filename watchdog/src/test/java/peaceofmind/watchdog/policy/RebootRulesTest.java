// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.watchdog.policy.PolicyScenario.BEAT;
import static peaceofmind.watchdog.policy.PolicyScenario.NO_BEAT;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.EventKind;

/** When the device is rebooted, when it is not, and what happens then. */
final class RebootRulesTest {

    private final PolicyScenario scenario = PolicyScenario.beating();

    @Test
    void automaticActionsAreCountedAcrossBootsAndOperatorsRequestsAreNot() {
        scenario.restart("recorder");
        scenario.orderFinished("recorder", true).withHeartbeat(BEAT).advance(5);
        scenario.failedRestarts(3).secondsUntilOrder(200);
        assertThat(scenario.lastOrder()).isInstanceOf(Order.Reboot.class);
        scenario.rebooted("boot-2").withHeartbeat(BEAT).advance(5);
        scenario.reboot();
        assertThat(scenario.history().totals()).isEqualTo(new Totals(Map.of("recorder", 3L), 1));
    }

    @Test
    void threeFailedRestartsLeadToARebootThatIsCountedInTheSameDecision() {
        scenario.failedRestarts(3);
        scenario.secondsUntilOrder(200);
        assertThat(scenario.lastOrder()).isInstanceOf(Order.Reboot.class);
        assertThat(scenario.lastOrder().reason()).contains("3 restarts in 10 min did not help");
        assertThat(scenario.history().reboots())
                .singleElement()
                .satisfies(reboot -> assertThat(reboot.at()).isEqualTo(scenario.poweredOn()));
    }

    @Test
    void aSecondRebootWithinTheHourIsNotOrderedAndGivingUpIsJournaled() {
        scenario.history(History.initial("boot-1").withReboot(new RebootRecord(scenario.poweredOn(), "earlier")));
        scenario.advance(5).failedRestarts(3).advance(200);
        assertThat(scenario.orders()).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(scenario.lastReason(EventKind.GAVE_UP))
                .startsWith("GAVE UP")
                .contains("1 reboot(s) in the last hour");
    }

    @Test
    void aFourthRebootInADayIsNotOrdered() {
        History history = History.initial("boot-1");
        for (int hours : new int[] {20, 10, 2}) {
            history = history.withReboot(new RebootRecord(scenario.poweredOn().minusHours(hours), "earlier"));
        }
        scenario.history(history).advance(5).failedRestarts(3).advance(200);
        assertThat(scenario.lastReason(EventKind.GAVE_UP)).contains("3 reboot(s) in the last 24 hours");
        assertThat(scenario.orders()).hasOnlyElementsOfType(Order.Restart.class);
    }

    @Test
    void thereIsNoRebootInTheFirstTenMinutesAndThereIsOneAfterThem() {
        scenario.withUptime(Duration.ofSeconds(100)).failedRestarts(3).advance(70);
        assertThat(scenario.lastReason(EventKind.GAVE_UP)).contains("first 10 min");
        scenario.secondsUntilOrder(400);
        assertThat(scenario.lastOrder()).isInstanceOf(Order.Reboot.class);
    }

    @Test
    void aLostHistoryCountsAsTheWholeDaysBudget() {
        scenario.history(History.lost("boot-1", scenario.poweredOn()))
                .advance(5)
                .failedRestarts(3);
        scenario.advance(7200);
        assertThat(scenario.orders()).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(scenario.lastReason(EventKind.GAVE_UP)).contains("the history was lost");
        DeviceTime time = new DeviceTime(Duration.ofHours(5), scenario.poweredOn());
        assertThat(RebootBudget.leftToday(DevicePolicy.defaults(), scenario.history(), time))
                .isZero();
        DeviceTime dayLater =
                new DeviceTime(Duration.ofHours(5), scenario.poweredOn().plusDays(1));
        assertThat(RebootBudget.refusal(DevicePolicy.defaults(), scenario.history(), dayLater))
                .isEmpty();
    }

    @Test
    void aServiceGivenUpIsRetriedEveryFifteenMinutesAndNormalAfterAnHourOfHealth() {
        scenario.history(History.lost("boot-1", scenario.poweredOn()))
                .advance(5)
                .failedRestarts(3);
        scenario.secondsUntilOrder(2000);
        scenario.orderFinished("recorder", true);
        assertThat(scenario.secondsUntilOrder(2000)).isEqualTo(900);
        scenario.orderFinished("recorder", true).tick();
        scenario.withHeartbeat(BEAT).advance(3590);
        assertThat(scenario.kinds()).doesNotContain(EventKind.NORMAL_AGAIN);
        scenario.advance(20);
        assertThat(scenario.kinds()).containsOnlyOnce(EventKind.NORMAL_AGAIN);
        assertThat(scenario.history().service("recorder").gaveUpAt()).isEmpty();
    }

    @Test
    void aBootResetsEveryServiceAndKeepsTheBudget() {
        scenario.failedRestarts(3).secondsUntilOrder(200);
        scenario.rebooted("boot-2").tick();
        assertThat(scenario.kinds()).contains(EventKind.BOOTED);
        ServiceHistory service = scenario.history().service("recorder");
        assertThat(service).isEqualTo(ServiceHistory.EMPTY.withLastBeat(service.lastBeat()));
        assertThat(scenario.history().reboots()).hasSize(1);
    }

    @Test
    void restartsAreRetainedWhenTheWatchdogIsKilled() {
        scenario.failedRestarts(3).tick();
        scenario.watchdogRestarted().secondsUntilOrder(200);
        assertThat(scenario.lastOrder()).isInstanceOf(Order.Reboot.class);
    }

    @Test
    void aRebootThatDoesNotHappenIsForcedThenLeftToSystemdThenAbandoned() {
        scenario.failedRestarts(3).secondsUntilOrder(200);
        assertThat(scenario.secondsUntilOrder(100)).isEqualTo(60);
        assertThat(scenario.lastOrder()).isInstanceOf(Order.ForceReboot.class);
        assertThat(scenario.secondsUntilOrder(100)).isEqualTo(60);
        assertThat(scenario.lastOrder()).isInstanceOf(Order.LeaveToSystemd.class);
        assertThat(scenario.secondsUntilOrder(400)).isEqualTo(300);
        assertThat(scenario.lastOrder()).isInstanceOf(Order.ResumeKeepAlive.class);
        assertThat(scenario.kinds()).contains(EventKind.REBOOT_ABANDONED);
        assertThat(scenario.secondsUntilOrder(1000)).isLessThan(900);
        assertThat(scenario.lastOrder()).isInstanceOf(Order.Restart.class);
    }

    @Test
    void aRebootThatCannotBeCountedIsRefusedAndTheReasonIsReported() {
        scenario.withReadOnlyDisk().failedRestarts(3).advance(4 * 3600);
        assertThat(scenario.orders()).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(scenario.kinds()).containsOnlyOnce(EventKind.GAVE_UP);
        assertThat(scenario.lastReason(EventKind.GAVE_UP)).contains("cannot be saved", "Read-only file system");
    }

    @Test
    void afterADayOfUptimeARebootIsAllowedWithoutACount() {
        scenario.withUptime(Duration.ofHours(24))
                .withReadOnlyDisk()
                .failedRestarts(3)
                .secondsUntilOrder(200);
        assertThat(scenario.lastOrder())
                .isInstanceOfSatisfying(
                        Order.Reboot.class,
                        reboot -> assertThat(reboot.mustBeCounted()).isFalse());
        scenario.rebooted("boot-2").withReadOnlyDisk().failedRestarts(3).advance(20 * 3600);
        assertThat(scenario.orders().stream().filter(Order.Reboot.class::isInstance))
                .as("no loop: the next one is a day away")
                .hasSize(1);
    }

    @Test
    void requestsDuringARebootAreRefused() {
        scenario.reboot();
        assertThat(scenario.restart("recorder").accepted()).isFalse();
        assertThat(scenario.hold(Optional.empty(), Duration.ofHours(1)).message())
                .contains("being rebooted");
    }

    @Test
    void anOperatorsRebootNeedsNoBudgetAndTakesFromIt() {
        scenario.withUptime(Duration.ofSeconds(20));
        scenario.history(History.lost("boot-1", scenario.poweredOn())).advance(2);
        assertThat(scenario.reboot().accepted()).isTrue();
        assertThat(scenario.lastOrder()).isInstanceOf(Order.Reboot.class);
        assertThat(scenario.history().reboots()).hasSize(2);
    }

    @Test
    void rebootsRequestedByOthersThanRootAreLimited() {
        for (int number = 0; number < RebootBudget.MAX_REQUESTED_PER_DAY; number++) {
            assertThat(scenario.rebootRequestedByProgram().accepted()).isTrue();
            assertThat(scenario.lastOrder()).isEqualTo(new Order.Reboot("asked for by agent", true));
            scenario.rebooted("boot-" + (2 + number)).tick();
        }
        assertThat(scenario.rebootRequestedByProgram().message()).contains("for root only");
        assertThat(scenario.reboot().accepted()).isTrue();
        assertThat(scenario.lastOrder()).isEqualTo(new Order.Reboot("asked for by pat", false));
    }

    @Test
    void aMissingUnitIsNoReasonForARebootAndIsGivenUp() {
        scenario.withUnit(UnitState.MISSING).withHeartbeat(NO_BEAT).failedRestarts(3);
        scenario.advance(100_000);
        assertThat(scenario.orders()).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(scenario.lastReason(EventKind.GAVE_UP)).startsWith("GAVE UP").contains("does not know it");
    }

    @Test
    void theBudgetIsTheDevicesNotTheServices() {
        PolicyScenario two = new PolicyScenario(PolicyScenario.defaultPolicy("agent"));
        two.history(History.initial("boot-1").withReboot(new RebootRecord(two.poweredOn(), "for the recorder")));
        two.advance(5).withHeartbeat("agent", NO_BEAT);
        for (int number = 0; number < 3; number++) {
            two.secondsUntilOrder(200);
            two.orderFinished("agent", true);
        }
        two.advance(300);
        assertThat(two.orders()).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(two.kinds()).contains(EventKind.GAVE_UP);
    }
}
