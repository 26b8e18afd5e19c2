// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.watchdog.policy.PolicyScenario.BEAT;
import static peaceofmind.watchdog.policy.PolicyScenario.NO_BEAT;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.EventKind;

/** Silence is counted from the last beat, whatever was done since. */
final class SilenceTest {

    private final PolicyScenario scenario = PolicyScenario.beating();

    @Test
    void restartsAndRetriesDoNotShortenIt() {
        scenario.history(History.lost("boot-1", scenario.poweredOn())).advance(5);
        Duration lastBeat = scenario.poweredOn();
        scenario.failedRestarts(3).advance(7000);
        scenario.orderFinished("recorder", true).advance(2000);
        assertThat(scenario.kinds()).contains(EventKind.GAVE_UP);
        assertThat(scenario.silence())
                .isEqualTo(scenario.poweredOn().minus(lastBeat))
                .isGreaterThan(Duration.ofHours(2));
        scenario.withHeartbeat(BEAT).tick();
        assertThat(scenario.silence()).isZero();
    }

    @Test
    void neitherARestartOfTheWatchdogNorARebootShortensIt() {
        Duration lastBeat = scenario.poweredOn();
        scenario.withHeartbeat(NO_BEAT).advance(40);
        scenario.watchdogRestarted().advance(10);
        assertThat(scenario.silence()).isEqualTo(Duration.ofSeconds(50));
        scenario.rebooted("boot-2").advance(10);
        assertThat(scenario.silence()).isEqualTo(scenario.poweredOn().minus(lastBeat));
        scenario.withHeartbeat(BEAT).advance(2);
        assertThat(scenario.history().service("recorder")).isEqualTo(ServiceHistory.EMPTY);
    }

    @Test
    void aHoldOrAnOperatorsRequestDoesNotShortenIt() {
        scenario.withHeartbeat(NO_BEAT).advance(20);
        scenario.hold(Optional.empty(), Duration.ofMinutes(5));
        scenario.advance(400);
        scenario.release();
        assertThat(scenario.silence()).isEqualTo(Duration.ofSeconds(422));
    }

    @Test
    void atFirstSightItIsAsLongAsTheFileIsOld() {
        PolicyScenario initial = new PolicyScenario(PolicyScenario.defaultPolicy()).withHeartbeat(NO_BEAT);
        initial.withHeartbeatAge(Duration.ofMinutes(10)).advance(3);
        assertThat(initial.silence()).isEqualTo(Duration.ofSeconds(602));
        assertThat(initial.secondsUntilOrder(100))
                .as("it may just have been started")
                .isEqualTo(57);
        assertThat(initial.lastOrder().reason()).contains("since its start, for 60 s", "for 659 s in all");
    }

    @Test
    void aBeatThatNoWatchdogObservedEndsARememberedSilence() {
        scenario.withHeartbeat(NO_BEAT).advance(40);
        scenario.watchdogRestarted().withHeartbeatAge(Duration.ofSeconds(7)).tick();
        assertThat(scenario.silence()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aRememberedBeatOfTheFutureIsNotBelieved() {
        ServiceHistory future = ServiceHistory.EMPTY.withLastBeat(
                Optional.of(scenario.poweredOn().plusDays(1)));
        scenario.history(scenario.history().withService("recorder", future))
                .withHeartbeat(NO_BEAT)
                .advance(5);
        assertThat(scenario.silence()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void beatsChangeNothingThatHasToBeSaved() {
        History before = scenario.history();
        scenario.advance(1000);
        assertThat(scenario.history()).isEqualTo(before);
    }
}
