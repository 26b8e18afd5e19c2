// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.evidence.EvidenceCollector;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.OrderResult;
import peaceofmind.watchdog.policy.UnitState;

/** Executes orders with an actuator that only records its calls. */
class ActionRunnerTest {

    @TempDir
    private Path folder;

    private final FakeActuator actuator = new FakeActuator();
    private ActionRunner runner;
    private WatchedService service;

    @BeforeEach
    void setUp() {
        runner = new ActionRunner(EvidenceCollector.withAllSources(folder.resolve("evidence"), Clock.system()));
        service = FakeActuator.service("recorder", folder, actuator);
        await().until(() -> service.observe().unit() == UnitState.ACTIVE);
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aServiceJustStoppedByAnOperatorIsNotStartedAgain() {
        for (UnitState stopping : new UnitState[] {UnitState.STOPPED, UnitState.DEACTIVATING}) {
            actuator.state(stopping);
            OrderResult result = execute(new Order.Restart("recorder", true, "no heartbeat"));
            assertThat(result.done()).isFalse();
            assertThat(result.detail()).contains("stopped on purpose");
        }
        assertThat(actuator.calls()).isEmpty();
    }

    @Test
    void anOperatorsRestartStartsAStoppedService() {
        actuator.state(UnitState.STOPPED);
        assertThat(execute(new Order.Restart("recorder", false, true, "asked for"))
                        .done())
                .isTrue();
        assertThat(actuator.calls()).containsExactly("GRACEFUL 30");
        assertThat(folder.resolve("evidence")).doesNotExist();
    }

    @Test
    void aServiceThatHangsWhileStoppingIsRestarted() {
        actuator.state(UnitState.DEACTIVATING);
        await().until(() -> service.observe().unit() == UnitState.DEACTIVATING);
        assertThat(execute(new Order.Restart("recorder", true, "no heartbeat")).done())
                .isTrue();
    }

    @Test
    void aSilentServiceHasUntilItsFirstBeatIsDueToStart() {
        execute(new Order.Restart("recorder", true, "no heartbeat"));
        assertThat(actuator.calls()).containsExactly("KILL 20");
    }

    @Test
    void evidenceIsAlsoSavedWhenTheHeartbeatReportedError() throws Exception {
        OrderResult result = execute(new Order.Restart("recorder", false, "its heartbeat says error"));
        assertThat(result.detail()).contains("evidence: " + folder);
        try (var saved = Files.list(folder.resolve("evidence"))) {
            assertThat(saved).hasSize(1);
        }
        assertThat(actuator.calls()).containsExactly("GRACEFUL 30");
    }

    private OrderResult execute(Order.Restart order) {
        runner.start(service, order);
        List<OrderResult> results = new ArrayList<>();
        await().until(() -> {
            results.addAll(runner.drainResults());
            return !results.isEmpty();
        });
        return results.getFirst();
    }
}
