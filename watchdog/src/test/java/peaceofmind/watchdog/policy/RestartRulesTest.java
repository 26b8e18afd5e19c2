// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.watchdog.policy.PolicyScenario.BEAT;
import static peaceofmind.watchdog.policy.PolicyScenario.ERROR;
import static peaceofmind.watchdog.policy.PolicyScenario.NO_BEAT;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.EventKind;

/** When a service is restarted, and when it is not. */
final class RestartRulesTest {

    private final PolicyScenario scenario = PolicyScenario.beating();

    @Test
    void aServiceWithoutABeatForThirtySecondsIsRestartedAtOnce() {
        assertThat(scenario.withHeartbeat(NO_BEAT).secondsUntilOrder(60)).isEqualTo(30);
        assertThat(scenario.lastOrder()).isInstanceOfSatisfying(Order.Restart.class, restart -> {
            assertThat(restart.kill()).isTrue();
            assertThat(restart.reason()).contains("no heartbeat for 30 s (limit 30 s)");
        });
        assertThat(scenario.kinds()).contains(EventKind.STALE, EventKind.RESTART);
    }

    @Test
    void aTickThatIsLateByMillisecondsDoesNotCostASecond() {
        scenario.withHeartbeat(NO_BEAT);
        scenario.tickAfter(Duration.ofMillis(960));
        assertThat(scenario.secondsUntilOrder(60)).isEqualTo(29);
        assertThat(scenario.lastOrder().reason()).contains("30 s (limit 30 s)");
    }

    @Test
    void oneBeatResetsTheLimit() {
        scenario.withHeartbeat(NO_BEAT).advance(29);
        scenario.withHeartbeat(BEAT).advance(1);
        assertThat(scenario.withHeartbeat(NO_BEAT).secondsUntilOrder(60)).isEqualTo(30);
    }

    @Test
    void aSilentServicesUnreadableOrMissingHeartbeatIsStatedInTheReason() {
        scenario.withHeartbeat(unreadable(false)).secondsUntilOrder(60);
        assertThat(scenario.lastOrder().reason()).contains("it ends in the middle");
        PolicyScenario other = PolicyScenario.beating().withHeartbeat(new HeartbeatObservation.Missing());
        other.secondsUntilOrder(60);
        assertThat(other.lastOrder().reason()).contains("there is no heartbeat file");
    }

    @Test
    void aHeartbeatThatChangesAndCannotBeReadIsReportedOnceAndNeverCausesARestart() {
        scenario.withHeartbeat(unreadable(true)).advance(29);
        assertThat(scenario.kinds()).doesNotContain(EventKind.HEARTBEAT_UNREADABLE);
        scenario.advance(5000);
        assertThat(scenario.orders()).isEmpty();
        assertThat(scenario.kinds()).containsOnlyOnce(EventKind.HEARTBEAT_UNREADABLE);
        assertThat(scenario.lastReason(EventKind.HEARTBEAT_UNREADABLE))
                .contains("alive", "30 s", "it ends in the middle");
        scenario.withHeartbeat(BEAT).advance(2);
        assertThat(scenario.lastReason(EventKind.RECOVERED)).contains("can be read again");
    }

    @Test
    void aWriterThatIsOftenCaughtHalfWayIsNoEventAtAll() {
        for (int second = 0; second < 2000; second++) {
            scenario.withHeartbeat(second % 20 == 0 ? BEAT : unreadable(true)).tick();
        }
        assertThat(scenario.notes()).isEmpty();
        assertThat(scenario.orders()).isEmpty();
    }

    @Test
    void anUnreadableHeartbeatThatChangesVerifiesARestart() {
        scenario.withHeartbeat(NO_BEAT).secondsUntilOrder(60);
        scenario.orderFinished("recorder", true).advance(5);
        scenario.withHeartbeat(unreadable(true)).advance(300);
        assertThat(scenario.orders()).hasSize(1);
        assertThat(scenario.kinds())
                .containsSubsequence(EventKind.RESTART_VERIFIED, EventKind.HEARTBEAT_UNREADABLE)
                .doesNotContain(EventKind.RESTART_FAILED);
    }

    @Test
    void anErrorThatIsNoLongerReportedCausesNoRestartWhateverElseTheFileHolds() {
        PolicyScenario strictScenario = restartingOnErrorAfter(Duration.ofMinutes(2));
        strictScenario.advance(5).withHeartbeat(ERROR).advance(60);
        strictScenario.withHeartbeat(unreadable(true)).advance(5000);
        assertThat(strictScenario.orders()).isEmpty();
    }

    @Test
    void aRefusedHeartbeatIsAnIncidentAndNoReasonForARestart() {
        scenario.withHeartbeat(new HeartbeatObservation.Refused("it belongs to user eve"))
                .advance(5000);
        assertThat(scenario.orders()).isEmpty();
        assertThat(scenario.kinds()).containsExactly(EventKind.HEARTBEAT_REFUSED);
        assertThat(scenario.lastReason(EventKind.HEARTBEAT_REFUSED)).contains("cannot be watched", "user eve");
        scenario.withHeartbeat(BEAT).advance(2);
        assertThat(scenario.kinds()).containsExactly(EventKind.HEARTBEAT_REFUSED, EventKind.RECOVERED);
    }

    @Test
    void aServiceWithARefusedHeartbeatIsRestartedWhenItFailsButTheDeviceIsNeverRebootedForIt() {
        scenario.withHeartbeat(new HeartbeatObservation.Refused("it belongs to user eve"))
                .withUnit(UnitState.FAILED);
        for (int restart = 0; restart < 10; restart++) {
            scenario.secondsUntilOrder(2000);
            scenario.orderFinished("recorder", true);
        }
        assertThat(scenario.orders()).hasSizeGreaterThan(3).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(scenario.lastReason(EventKind.GAVE_UP)).contains("heartbeat file is refused");
    }

    @Test
    void aProbeWithoutResponseIsSilenceWithItsReason() {
        scenario.withHeartbeat(new HeartbeatObservation.NoResponse("HTTP 500 from http://127.0.0.1/ for 29 s"));
        assertThat(scenario.secondsUntilOrder(100)).isEqualTo(30);
        assertThat(scenario.lastOrder().reason())
                .contains("no heartbeat for 30 s (limit 30 s); HTTP 500 from http://127.0.0.1/ for 29 s");
    }

    @Test
    void probesThatThisMachineKeepsFromWorkingAreReportedAndNoReasonForARestart() {
        scenario.withHeartbeat(new HeartbeatObservation.Unknown("there is no free socket"))
                .advance(5000);
        assertThat(scenario.orders()).isEmpty();
        assertThat(scenario.kinds()).containsExactly(EventKind.LIVENESS_UNKNOWN);
        assertThat(scenario.lastReason(EventKind.LIVENESS_UNKNOWN))
                .contains("cannot be watched, and is not restarted", "for 30 s: there is no free socket");
        scenario.withHeartbeat(BEAT).advance(2);
        assertThat(scenario.kinds()).containsExactly(EventKind.LIVENESS_UNKNOWN, EventKind.RECOVERED);
        assertThat(scenario.lastReason(EventKind.RECOVERED)).contains("its probes work again");
    }

    /** What is unknown for a moment postpones a restart, and does not prevent it. */
    @Test
    void silenceCountsFromWhenTheProbesWorkAgain() {
        HeartbeatObservation failed = new HeartbeatObservation.NoResponse("HTTP 500");
        scenario.withHeartbeat(failed).advance(20);
        scenario.withHeartbeat(new HeartbeatObservation.Unknown("no name server"))
                .advance(5);
        scenario.withHeartbeat(failed);
        assertThat(scenario.secondsUntilOrder(100)).isEqualTo(30);
    }

    private static HeartbeatObservation unreadable(boolean changed) {
        return new HeartbeatObservation.Unreadable("it ends in the middle", changed);
    }

    @Test
    void theFirstTickGivesTheStartGrace() {
        PolicyScenario initial = new PolicyScenario(PolicyScenario.defaultPolicy()).withHeartbeat(NO_BEAT);
        assertThat(initial.secondsUntilOrder(100)).isEqualTo(60);
        assertThat(initial.lastOrder().reason()).contains("since its start", "limit 60 s");
    }

    @Test
    void aStartByTheManagerItselfGetsANewGrace() {
        scenario.withHeartbeat(NO_BEAT).advance(20);
        assertThat(scenario.restartedExternally().secondsUntilOrder(100)).isEqualTo(61);
        assertThat(scenario.kinds()).contains(EventKind.STARTED_BY_OTHERS);
    }

    @Test
    void aStartThatIsNoticedAfterItsFirstBeatGetsNoGrace() {
        scenario.withHeartbeat(NO_BEAT).advance(4);
        scenario.restartedExternally().beatenInRun(true).advance(1);
        assertThat(scenario.kinds()).contains(EventKind.STARTED_BY_OTHERS);
        assertThat(scenario.secondsUntilOrder(100)).isEqualTo(25);
        assertThat(scenario.lastOrder().reason()).contains("limit 30 s").doesNotContain("since its start");
    }

    @Test
    void aServiceThatOnlyCrashesGetsNoEndlessGrace() {
        scenario.withHeartbeat(NO_BEAT);
        long seconds = 0;
        while (scenario.orders().isEmpty() && seconds < 200) {
            scenario.restartedExternally().advance(5);
            seconds += 5;
        }
        assertThat(seconds).isBetween(60L, 70L);
    }

    @Test
    void timeInWhichTheWatchdogDidNotRunDoesNotCount() {
        scenario.withHeartbeat(NO_BEAT).advance(10);
        assertThat(scenario.tickAfter(Duration.ofHours(3)).orders()).isEmpty();
        assertThat(scenario.secondsUntilOrder(60)).isEqualTo(18);
    }

    @Test
    void aFailedUnitIsRestartedSoonAndTheStartLimitIsNamed() {
        assertThat(scenario.withHeartbeat(NO_BEAT)
                        .withUnit(UnitState.START_LIMIT_HIT)
                        .secondsUntilOrder(60))
                .isEqualTo(5);
        assertThat(scenario.lastOrder().reason()).contains("refuses to start it");
        PolicyScenario failing = PolicyScenario.beating().withHeartbeat(NO_BEAT).withUnit(UnitState.FAILED);
        assertThat(failing.secondsUntilOrder(60)).isEqualTo(5);
    }

    @Test
    void aStopThatDoesNotFinishTimesOut() {
        assertThat(scenario.withHeartbeat(NO_BEAT)
                        .withUnit(UnitState.DEACTIVATING)
                        .secondsUntilOrder(400))
                .isEqualTo(300);
    }

    @Test
    void aRestartIsVerifiedByABeatWithinThirtySeconds() {
        scenario.withHeartbeat(NO_BEAT).secondsUntilOrder(60);
        scenario.orderFinished("recorder", true).advance(10);
        scenario.withHeartbeat(BEAT).advance(1);
        assertThat(scenario.lastReason(EventKind.RESTART_VERIFIED)).contains("10 s after the restart");
        assertThat(scenario.kinds()).doesNotContain(EventKind.RESTART_FAILED);
    }

    @Test
    void aRestartWithoutABeatCountsAsFailedAndIsTriedAgainAfterTheGrace() {
        scenario.withHeartbeat(NO_BEAT).secondsUntilOrder(60);
        scenario.orderFinished("recorder", true).advance(1);
        scenario.advance(31);
        assertThat(scenario.lastReason(EventKind.RESTART_FAILED)).contains("no heartbeat within 30 s");
        assertThat(scenario.secondsUntilOrder(60)).isEqualTo(29);
    }

    @Test
    void anOrderWithoutAResultTimesOut() {
        scenario.withHeartbeat(NO_BEAT).secondsUntilOrder(60);
        scenario.advance(104);
        assertThat(scenario.kinds()).doesNotContain(EventKind.RESTART_FAILED);
        scenario.advance(1);
        assertThat(scenario.lastReason(EventKind.RESTART_FAILED)).contains("no result");
    }

    @Test
    void aRestartThatHelpsIsRepeatedAtOnceHoweverOftenItIsNeeded() {
        for (int freeze = 1; freeze <= 30; freeze++) {
            assertThat(scenario.withHeartbeat(NO_BEAT).secondsUntilOrder(60))
                    .as("freeze %d", freeze)
                    .isEqualTo(30);
            assertThat(scenario.lastOrder()).isInstanceOf(Order.Restart.class);
            scenario.orderFinished("recorder", true).advance(3);
            scenario.withHeartbeat(BEAT).advance(600);
        }
        assertThat(scenario.kinds()).doesNotContain(EventKind.GAVE_UP, EventKind.REBOOT, EventKind.UNSTABLE);
    }

    @Test
    void aServiceThatFreezesFourTimesInTenMinutesIsNotGivenUp() {
        for (int freeze = 0; freeze < 4; freeze++) {
            freezeAndHelp();
        }
        assertThat(scenario.orders()).hasSize(4).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(scenario.kinds()).doesNotContain(EventKind.GAVE_UP, EventKind.RESTART_FAILED);
    }

    @Test
    void moreThanSixRestartsThatHelpInAnHourAreReportedOnceAndEarnOneReboot() {
        for (int freeze = 0; freeze < 6; freeze++) {
            freezeAndHelp();
        }
        assertThat(scenario.kinds()).doesNotContain(EventKind.UNSTABLE);
        freezeAndHelp();
        assertThat(scenario.lastOrder()).isInstanceOf(Order.Reboot.class);
        assertThat(scenario.lastOrder().reason()).contains("6 restarts in the last hour helped, but not for long");
        scenario.rebooted("boot-2")
                .withUptime(Duration.ofHours(2))
                .withHeartbeat(BEAT)
                .advance(5);
        for (int freeze = 0; freeze < 20; freeze++) {
            freezeAndHelp();
        }
        assertThat(scenario.orders().subList(7, scenario.orders().size()))
                .hasSize(20)
                .hasOnlyElementsOfType(Order.Restart.class);
        assertThat(scenario.kinds()).containsOnlyOnce(EventKind.UNSTABLE).doesNotContain(EventKind.GAVE_UP);
        scenario.withHeartbeat(BEAT).advance(3700);
        assertThat(scenario.lastReason(EventKind.SERVICE_STATE)).contains("stable again");
        assertThat(scenario.history().service("recorder")).isEqualTo(ServiceHistory.EMPTY);
    }

    @Test
    void anUnstableServiceIsStillRestartedAtOnceWhenNoRebootIsAllowed() {
        scenario.history(History.lost("boot-1", scenario.poweredOn())).advance(5);
        for (int freeze = 0; freeze < 20; freeze++) {
            freezeAndHelp();
        }
        assertThat(scenario.orders()).hasSize(20).hasOnlyElementsOfType(Order.Restart.class);
        assertThat(scenario.kinds()).containsOnlyOnce(EventKind.UNSTABLE).doesNotContain(EventKind.GAVE_UP);
    }

    private void freezeAndHelp() {
        assertThat(scenario.withHeartbeat(NO_BEAT).secondsUntilOrder(60)).isEqualTo(30);
        if (scenario.lastOrder() instanceof Order.Restart) {
            scenario.orderFinished("recorder", true).advance(3);
            scenario.withHeartbeat(BEAT).advance(20);
        }
    }

    @Test
    void noSecondOrderIsIssuedBeforeTheFirstHasFinished() {
        scenario.withHeartbeat(NO_BEAT).secondsUntilOrder(60);
        scenario.advance(100);
        assertThat(scenario.orders()).hasSize(1);
    }

    @Test
    void errorIsAliveAndOnlyNoted() {
        scenario.withHeartbeat(ERROR).advance(5000);
        assertThat(scenario.orders()).isEmpty();
        assertThat(scenario.kinds()).containsOnlyOnce(EventKind.ERROR_STATE);
    }

    @Test
    void anErrorAtEveryOtherBeatIsOneIncidentThatEndsOnceItIsCalm() {
        for (int second = 0; second < 3600; second++) {
            scenario.withHeartbeat(second % 2 == 0 ? ERROR : BEAT).tick();
        }
        assertThat(scenario.notes()).hasSizeLessThan(12);
        assertThat(scenario.lastReason(EventKind.ERROR_STATE)).contains("again and again in 10 min");
        assertThat(scenario.history().incidents().isOpen("recorder")).isTrue();
        scenario.withHeartbeat(BEAT).advance(610);
        assertThat(scenario.notes().getLast().kind()).isEqualTo(EventKind.RECOVERED);
        assertThat(scenario.history().incidents().isOpen("recorder")).isFalse();
        scenario.withHeartbeat(ERROR).advance(2);
        assertThat(scenario.notes().getLast().kind()).isEqualTo(EventKind.ERROR_STATE);
        assertThat(scenario.orders()).isEmpty();
    }

    @Test
    void aFreezeAmongManyErrorsIsStillRecordedAndVerified() {
        for (int second = 0; second < 100; second++) {
            scenario.withHeartbeat(second % 2 == 0 ? ERROR : BEAT).tick();
        }
        scenario.withHeartbeat(NO_BEAT).secondsUntilOrder(60);
        scenario.orderFinished("recorder", true).advance(3);
        scenario.withHeartbeat(BEAT).tick();
        assertThat(scenario.kinds())
                .containsSubsequence(EventKind.STALE, EventKind.RESTART, EventKind.RESTART_VERIFIED);
    }

    @Test
    void errorLeadsToAGracefulRestartWhenConfigured() {
        PolicyScenario strictScenario = restartingOnErrorAfter(Duration.ofMinutes(2));
        strictScenario.advance(5).withHeartbeat(ERROR);
        assertThat(strictScenario.secondsUntilOrder(200)).isBetween(120L, 121L);
        assertThat(strictScenario.lastOrder())
                .isInstanceOfSatisfying(
                        Order.Restart.class,
                        restart -> assertThat(restart.kill()).isFalse());
    }

    @Test
    void errorNeverLeadsToARebootSinceItsCauseMayBeTheNetwork() {
        PolicyScenario strictScenario = restartingOnErrorAfter(Duration.ofMinutes(1));
        strictScenario.withUptime(Duration.ofHours(5)).advance(5).withHeartbeat(ERROR);
        for (int n = 0; n < 20; n++) {
            if (strictScenario.secondsUntilOrder(2000) < 2000) {
                strictScenario.orderFinished("recorder", true);
            }
        }
        assertThat(strictScenario.orders()).hasSizeGreaterThan(5).hasOnlyElementsOfType(Order.Restart.class);
    }

    private static PolicyScenario restartingOnErrorAfter(Duration time) {
        ServicePolicy standard = ServicePolicy.defaults("recorder");
        ServicePolicy strict = new ServicePolicy(
                "recorder",
                standard.staleAfter(),
                standard.startGrace(),
                standard.verifyWithin(),
                standard.maxRestarts(),
                standard.restartWindow(),
                Optional.of(time));
        return new PolicyScenario(new Policy(DevicePolicy.defaults(), List.of(strict), false));
    }

    @Test
    void servicesAreRestartedEachForItself() {
        PolicyScenario two = new PolicyScenario(PolicyScenario.defaultPolicy("agent"));
        two.advance(5).withHeartbeat("agent", NO_BEAT).secondsUntilOrder(60);
        two.advance(20);
        assertThat(two.orders())
                .singleElement()
                .isInstanceOfSatisfying(
                        Order.Restart.class,
                        restart -> assertThat(restart.service()).isEqualTo("agent"));
    }
}
