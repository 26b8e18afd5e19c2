package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.watchdog.policy.Scene.BEAT;
import static peaceofmind.watchdog.policy.Scene.ERROR;
import static peaceofmind.watchdog.policy.Scene.NOTHING;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.watchdog.events.EventKind;

/** When one service is restarted, and when not. */
final class RestartRulesTest {

    private final Scene scene = Scene.beating();

    @Test
    void aServiceWithoutABeatForThirtySecondsIsRestartedAtOnce() {
        assertThat(scene.shows(NOTHING).untilOrder(60)).isEqualTo(30);
        assertThat(scene.lastOrder()).isInstanceOfSatisfying(Order.Restart.class, restart -> {
            assertThat(restart.kill()).isTrue();
            assertThat(restart.reason()).contains("no heartbeat for 30 s (limit 30 s)");
        });
        assertThat(scene.kinds()).contains(EventKind.STALE, EventKind.RESTART);
    }

    @Test
    void aLookThatIsLateByMillisecondsDoesNotCostASecond() {
        scene.shows(NOTHING);
        scene.lookAfter(Duration.ofMillis(960));
        assertThat(scene.untilOrder(60)).isEqualTo(29);
        assertThat(scene.lastOrder().reason()).contains("30 s (limit 30 s)");
    }

    @Test
    void oneBeatStartsTheLimitAnew() {
        scene.shows(NOTHING).pass(29);
        scene.shows(BEAT).pass(1);
        assertThat(scene.shows(NOTHING).untilOrder(60)).isEqualTo(30);
    }

    @Test
    void anUnreadableOrMissingHeartbeatIsNoBeatAndTheReasonSaysSo() {
        scene.shows(new Pulse.Refused("it ends in the middle")).untilOrder(60);
        assertThat(scene.lastOrder().reason()).contains("it ends in the middle");
        Scene other = Scene.beating().shows(new Pulse.Missing());
        other.untilOrder(60);
        assertThat(other.lastOrder().reason()).contains("there is no heartbeat file");
    }

    @Test
    void theFirstLookGivesTheStartGrace() {
        Scene fresh = new Scene(Scene.standard()).shows(NOTHING);
        assertThat(fresh.untilOrder(100)).isEqualTo(60);
        assertThat(fresh.lastOrder().reason()).contains("since its start", "limit 60 s");
    }

    @Test
    void aStartByTheManagerItselfGetsANewGrace() {
        scene.shows(NOTHING).pass(20);
        assertThat(scene.startedAnew().untilOrder(100)).isEqualTo(61);
        assertThat(scene.kinds()).contains(EventKind.SERVICE_STATE);
    }

    @Test
    void aServiceThatOnlyEverCrashesGetsNoGraceWithoutEnd() {
        scene.shows(NOTHING);
        long seconds = 0;
        while (scene.orders().isEmpty() && seconds < 200) {
            scene.startedAnew().pass(5);
            seconds += 5;
        }
        assertThat(seconds).isBetween(60L, 70L);
    }

    @Test
    void timeInWhichTheWatchdogDidNotLookDoesNotCount() {
        scene.shows(NOTHING).pass(10);
        assertThat(scene.lookAfter(Duration.ofHours(3)).orders()).isEmpty();
        assertThat(scene.untilOrder(60)).isEqualTo(18);
    }

    @Test
    void aFailedUnitIsRestartedSoonAndTheStartLimitIsNamed() {
        assertThat(scene.shows(NOTHING).unit(UnitState.START_LIMIT_HIT).untilOrder(60))
                .isEqualTo(5);
        assertThat(scene.lastOrder().reason()).contains("refuses to start it");
        Scene failed = Scene.beating().shows(NOTHING).unit(UnitState.FAILED);
        assertThat(failed.untilOrder(60)).isEqualTo(5);
    }

    @Test
    void aStopThatDoesNotEndIsNotWaitedForWithoutLimit() {
        assertThat(scene.shows(NOTHING).unit(UnitState.DEACTIVATING).untilOrder(400))
                .isEqualTo(300);
    }

    @Test
    void aRestartIsVerifiedByABeatWithinThirtySeconds() {
        scene.shows(NOTHING).untilOrder(60);
        scene.ended("recorder", true).pass(10);
        scene.shows(BEAT).pass(1);
        assertThat(scene.lastReason(EventKind.RESTART_VERIFIED)).contains("10 s after the restart");
        assertThat(scene.kinds()).doesNotContain(EventKind.RESTART_FAILED);
    }

    @Test
    void aRestartWithoutABeatCountsAsFailedAndIsTriedAgainAfterTheGrace() {
        scene.shows(NOTHING).untilOrder(60);
        scene.ended("recorder", true).pass(1);
        scene.pass(31);
        assertThat(scene.lastReason(EventKind.RESTART_FAILED)).contains("no heartbeat within 30 s");
        assertThat(scene.untilOrder(60)).isEqualTo(29);
    }

    @Test
    void anOrderWhoseEndIsNeverToldIsNotWaitedForWithoutLimit() {
        scene.shows(NOTHING).untilOrder(60);
        scene.pass(299);
        assertThat(scene.kinds()).doesNotContain(EventKind.RESTART_FAILED);
        scene.pass(1);
        assertThat(scene.lastReason(EventKind.RESTART_FAILED)).contains("nothing was heard of it");
    }

    @Test
    void noSecondOrderIsGivenBeforeTheFirstHasEnded() {
        scene.shows(NOTHING).untilOrder(60);
        scene.pass(200);
        assertThat(scene.orders()).hasSize(1);
    }

    @Test
    void errorIsAliveAndOnlyNoted() {
        scene.shows(ERROR).pass(5000);
        assertThat(scene.orders()).isEmpty();
        assertThat(scene.kinds()).containsOnlyOnce(EventKind.ERROR_STATE);
    }

    @Test
    void errorLeadsToAPoliteRestartWhenConfigured() {
        Scene erring = restartingOnErrorAfter(Duration.ofMinutes(2));
        erring.pass(5).shows(ERROR);
        assertThat(erring.untilOrder(200)).isBetween(120L, 121L);
        assertThat(erring.lastOrder())
                .isInstanceOfSatisfying(
                        Order.Restart.class,
                        restart -> assertThat(restart.kill()).isFalse());
    }

    @Test
    void errorNeverLeadsToARebootSinceItsCauseMayBeTheNetwork() {
        Scene erring = restartingOnErrorAfter(Duration.ofMinutes(1));
        erring.uptime(Duration.ofHours(5)).pass(5).shows(ERROR);
        for (int n = 0; n < 20; n++) {
            if (erring.untilOrder(2000) < 2000) {
                erring.ended("recorder", true);
            }
        }
        assertThat(erring.orders()).hasSizeGreaterThan(5).hasOnlyElementsOfType(Order.Restart.class);
    }

    private static Scene restartingOnErrorAfter(Duration time) {
        ServicePolicy standard = ServicePolicy.standard("recorder");
        ServicePolicy strict = new ServicePolicy(
                "recorder",
                standard.staleAfter(),
                standard.startGrace(),
                standard.verifyWithin(),
                standard.maxRestarts(),
                standard.restartWindow(),
                Optional.of(time));
        return new Scene(new Policy(DevicePolicy.standard(), List.of(strict), false));
    }

    @Test
    void servicesAreRestartedEachForItself() {
        Scene two = new Scene(Scene.standard("agent"));
        two.pass(5).shows("agent", NOTHING).untilOrder(60);
        two.pass(20);
        assertThat(two.orders())
                .singleElement()
                .isInstanceOfSatisfying(
                        Order.Restart.class,
                        restart -> assertThat(restart.service()).isEqualTo("agent"));
    }
}
