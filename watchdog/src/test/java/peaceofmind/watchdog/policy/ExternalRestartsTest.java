// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.watchdog.policy.PolicyScenario.BEAT;
import static peaceofmind.watchdog.policy.PolicyScenario.NO_BEAT;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.EventKind;

/** A service that beats for a moment, dies, and is restarted by its manager, again and again. */
final class ExternalRestartsTest {

    private final PolicyScenario scenario = PolicyScenario.beating();

    private void runBriefly(int times) {
        for (int run = 0; run < times; run++) {
            scenario.restartedExternally().withHeartbeat(NO_BEAT).advance(2);
            scenario.withHeartbeat(BEAT).advance(13);
        }
    }

    private List<String> reported() {
        return scenario.notes().stream()
                .filter(note -> note.kind() == EventKind.SERVICE_STATE || note.kind() == EventKind.STARTED_BY_OTHERS)
                .map(Note::reason)
                .toList();
    }

    @Test
    void repeatedRestartsAreReportedOnce() {
        runBriefly(240);
        assertThat(reported()).hasSize(Repetition.LIMIT);
        assertThat(reported().getLast()).contains("starts again and again: 5 times in 10 min");
        assertThat(unstable()).isTrue();
    }

    @Test
    void externalRestartsCauseNoRestartAndNoReboot() {
        runBriefly(240);
        assertThat(scenario.orders()).isEmpty();
    }

    @Test
    void theReturnToStableIsReportedOnceAndSingleRestartsAreReportedAgain() {
        runBriefly(20);
        scenario.advance(580);
        assertThat(unstable()).isTrue();
        scenario.advance(20);
        assertThat(reported().getLast()).isEqualTo("stable again: no unexpected start for 10 min");
        assertThat(unstable()).isFalse();
        runBriefly(1);
        assertThat(reported().getLast()).contains("it was started again");
    }

    @Test
    void aFewManualRestartsAreReportedOneByOne() {
        runBriefly(4);
        scenario.advance(600);
        runBriefly(4);
        assertThat(reported()).hasSize(8).allMatch(reason -> reason.startsWith("it was started again"));
    }

    @Test
    void theWatchdogsOwnRestartsDoNotCount() {
        for (int number = 0; number < 6; number++) {
            scenario.restart("recorder");
            scenario.restartedExternally().orderFinished("recorder", true).advance(20);
        }
        assertThat(Stream.concat(reported().stream(), Stream.of(""))).containsExactly("");
    }

    @Test
    void recordedRestartsAreBounded() {
        runBriefly(200);
        assertThat(scenario.state()
                        .service("recorder")
                        .orElseThrow()
                        .externalRestarts()
                        .times())
                .hasSizeLessThanOrEqualTo(50);
    }

    private boolean unstable() {
        return scenario.state()
                .service("recorder")
                .orElseThrow()
                .externalRestarts()
                .damped();
    }
}
