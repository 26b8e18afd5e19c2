// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.EventKind;

/** Another process that writes a service's heartbeat. */
class SecondInstanceTest {

    private static final HeartbeatObservation OWN = new HeartbeatObservation.Beat(false);
    private static final HeartbeatObservation FOREIGN = new HeartbeatObservation.Foreign("process 4711 (python3)");

    private final PolicyScenario scenario = PolicyScenario.beating();

    @Test
    void itsBeatsAreNoSignOfLife() {
        assertThat(scenario.withHeartbeat(FOREIGN).secondsUntilOrder(60)).isEqualTo(30);
        assertThat(scenario.lastOrder()).isInstanceOf(Order.Restart.class);
        assertThat(scenario.lastReason(EventKind.STALE)).contains("process 4711 (python3)");
    }

    @Test
    void itsBeatsVerifyNoRestart() {
        scenario.withHeartbeat(FOREIGN).secondsUntilOrder(60);
        scenario.orderFinished("recorder", true).advance(40);
        assertThat(scenario.kinds()).contains(EventKind.RESTART_FAILED).doesNotContain(EventKind.RESTART_VERIFIED);
    }

    @Test
    void itIsReportedOnceWhileBothWriteAndNothingIsRestarted() {
        for (int second = 0; second < 3600; second++) {
            scenario.withHeartbeat(second % 2 == 0 ? FOREIGN : OWN).tick();
        }
        assertThat(scenario.orders()).isEmpty();
        assertThat(scenario.kinds()).containsOnlyOnce(EventKind.SECOND_INSTANCE);
        assertThat(reported()).contains("process 4711 (python3)");
    }

    @Test
    void theReportEndsWhenItHasBeenGoneForTheWindow() {
        for (int second = 0; second < 10; second++) {
            scenario.withHeartbeat(second % 2 == 0 ? FOREIGN : OWN).tick();
        }
        scenario.withHeartbeat(OWN).advance(590);
        assertThat(reported()).isPresent();
        scenario.advance(20);
        assertThat(reported()).isEmpty();
        assertThat(scenario.lastReason(EventKind.SERVICE_STATE)).contains("no other process");
    }

    @Test
    void theLastWordOfAProcessThatWasReplacedIsNotReported() {
        scenario.withHeartbeat(FOREIGN).tick();
        scenario.withHeartbeat(OWN).advance(3600);
        assertThat(scenario.kinds()).doesNotContain(EventKind.SECOND_INSTANCE);
    }

    private java.util.Optional<String> reported() {
        return scenario.state()
                .service("recorder")
                .orElseThrow()
                .secondInstance()
                .reported();
    }
}
