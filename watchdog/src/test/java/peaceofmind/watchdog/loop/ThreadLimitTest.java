// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.evidence.EvidenceCollector;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.OrderResult;
import peaceofmind.watchdog.policy.UnitState;

/** What happens when the kernel allows no further thread, as under the TasksMax of the unit: each order is executed all the same. */
class ThreadLimitTest {

    private static final int SERVICES = 8;
    private static final Duration PLENTY = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final List<FakeActuator> actuators =
            IntStream.range(0, SERVICES).mapToObj(_ -> new FakeActuator()).toList();
    private List<WatchedService> services = List.of();

    @AfterEach
    void close() {
        services.forEach(WatchedService::close);
    }

    @Test
    void eightServicesThatFallSilentTogetherAreAllRestartedThoughEveryThreadForEvidenceIsRefused() {
        ThreadFactory none = _ -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        List<OrderResult> results = restartAll(_ -> none);
        assertThat(results).allMatch(OrderResult::done).hasSize(SERVICES);
        assertThat(results.getFirst().detail()).contains("no further thread is allowed");
        assertThat(actuators).allMatch(actuator -> actuator.calls().size() == 1);
    }

    @Test
    void theEvidenceOfEightServicesTakesNoMoreThreadsThanThatOfOne() throws Exception {
        AtomicInteger alive = new AtomicInteger();
        AtomicInteger peak = new AtomicInteger();
        ThreadFactory counting = work -> Thread.ofPlatform().daemon().unstarted(() -> {
            peak.accumulateAndGet(alive.incrementAndGet(), Math::max);
            try {
                work.run();
            } finally {
                alive.decrementAndGet();
            }
        });
        assertThat(restartAll(_ -> counting)).allMatch(OrderResult::done).hasSize(SERVICES);
        assertThat(peak.get()).as("nine sources and the writer").isLessThanOrEqualTo(10);
        try (Stream<Path> saved = Files.list(folder.resolve("evidence"))) {
            assertThat(saved).isNotEmpty();
        }
    }

    @Test
    void anErrorInAnActionIsItsResultAndTheNextActionRuns() {
        startServices();
        ActionRunner runner =
                new ActionRunner(EvidenceCollector.withAllSources(folder.resolve("evidence"), Clock.system()));
        actuators.getFirst().error(Optional.of(new OutOfMemoryError("unable to create native thread")));
        runner.start(services.getFirst(), new Order.Restart(name(0), false, true, "asked for"));
        OrderResult failed = awaitResults(runner, 1).getFirst();
        assertThat(failed.done()).isFalse();
        assertThat(failed.detail()).contains("no further thread is allowed");
        actuators.getFirst().error(Optional.empty());
        runner.start(services.getFirst(), new Order.Restart(name(0), false, true, "asked for"));
        assertThat(awaitResults(runner, 1).getFirst().done()).isTrue();
    }

    @Test
    void aStatusThatCannotBeReadIsUnknownAndPolledAgain() {
        startServices();
        WatchedService service = services.getFirst();
        await().atMost(PLENTY).until(() -> service.observe().unit() == UnitState.ACTIVE);
        actuators.getFirst().error(Optional.of(new StackOverflowError()));
        await().atMost(PLENTY).until(() -> service.observe().unit() == UnitState.UNKNOWN);
        assertThat(service.unit().currentStatus().detail()).contains("stack overflow");
        actuators.getFirst().error(Optional.empty());
        await().atMost(PLENTY).until(() -> service.observe().unit() == UnitState.ACTIVE);
    }

    private List<OrderResult> restartAll(Function<String, ThreadFactory> threads) {
        startServices();
        ActionRunner runner =
                new ActionRunner(EvidenceCollector.withAllSources(folder.resolve("evidence"), Clock.system(), threads));
        for (int n = 0; n < SERVICES; n++) {
            runner.start(services.get(n), new Order.Restart(name(n), true, "no heartbeat"));
        }
        return awaitResults(runner, SERVICES);
    }

    private void startServices() {
        services = IntStream.range(0, SERVICES)
                .mapToObj(n -> FakeActuator.service(name(n), folder, actuators.get(n)))
                .toList();
    }

    private static List<OrderResult> awaitResults(ActionRunner runner, int count) {
        List<OrderResult> results = new ArrayList<>();
        await().atMost(PLENTY).until(() -> {
            results.addAll(runner.drainResults());
            return results.size() >= count;
        });
        return results;
    }

    private static String name(int n) {
        return "app" + n;
    }
}
