// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.config.LivenessConfig;
import peaceofmind.watchdog.config.ProbeConfig;
import peaceofmind.watchdog.config.ProbeConfig.TcpTarget;
import peaceofmind.watchdog.policy.HeartbeatObservation.Beat;
import peaceofmind.watchdog.policy.HeartbeatObservation.NoResponse;

final class LivenessTest {

    private static final Optional<String> FIRST_RUN = Optional.of("1");
    private static final Optional<String> SECOND_RUN = Optional.of("2");

    @Test
    void onlySuccessesOfTheCurrentRunAreBeats() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding("");
                Liveness liveness = start(server)) {
            await().until(() -> liveness.observe(FIRST_RUN) instanceof Beat);
            // Its manager has started it again: what was seen before says nothing about the new process.
            assertThat(liveness.observe(SECOND_RUN)).isInstanceOf(NoResponse.class);
            await().until(() -> liveness.observe(SECOND_RUN) instanceof Beat);
            liveness.setActionInProgress(true);
            assertThat(liveness.observe(SECOND_RUN)).isInstanceOf(NoResponse.class);
            liveness.setActionInProgress(false);
            await().until(() -> liveness.observe(SECOND_RUN) instanceof Beat);
            assertThat(liveness.report()).contains("tcp 127.0.0.1:" + server.port(), "alive");
            assertThat(liveness.statuses())
                    .extracting(ProbeStatus::state)
                    .containsExactly(ProbeStatus.ProbeState.ALIVE);
        }
    }

    private static Liveness start(ScriptedServer server) {
        TcpTarget target = new TcpTarget("127.0.0.1", server.port(), Optional.empty(), Optional.empty());
        ProbeConfig probe = new ProbeConfig(target, Duration.ofSeconds(1), Duration.ofSeconds(30));
        return Liveness.start(new LivenessConfig(false, List.of(probe)), Clock.system());
    }
}
