// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peaceofmind.foundation.time.Clock;

@Timeout(240)
final class ProbeRunnerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Real time for the runner's own waits, and the test's time for what it measures. */
    private final AtomicLong extraNanos = new AtomicLong();

    private final Clock clock = new Clock() {
        @Override
        public Instant now() {
            return Clock.system().now();
        }

        @Override
        public long nanoTime() {
            return Clock.system().nanoTime() + extraNanos.get();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Clock.system().sleep(Duration.ofMillis(1));
        }
    };

    @Test
    void aProbeThatHangsIsUnknownAndCostsItsThreadAlone() {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        Probe hangs = () -> {
            if (runs.incrementAndGet() == 1) {
                end.await();
            }
            return new ProbeResult.Alive();
        };
        try (ProbeRunner runner = ProbeRunner.start("http x", hangs, SECOND, SECOND, clock)) {
            await().until(() -> runs.get() == 1);
            assertThat(runner.results().latest()).isEmpty();
            extraNanos.addAndGet(Duration.ofSeconds(4).toNanos());
            assertThat(runner.results().latest())
                    .get()
                    .isInstanceOfSatisfying(
                            ProbeResult.Inconclusive.class,
                            unknown -> assertThat(unknown.reason()).startsWith("http x cannot be probed"));
            extraNanos.addAndGet(Duration.ofMinutes(4).toNanos());
            assertThat(runs).hasValue(1);
            end.countDown();
            await().until(() -> runner.results().latest().equals(Optional.of(new ProbeResult.Alive())));
        }
    }

    @Test
    void whateverIsThrownIsThisMachinesFailureAndProbingContinues() {
        AtomicInteger runs = new AtomicInteger();
        Probe fails = () -> {
            return switch (runs.incrementAndGet()) {
                case 1 -> throw new IOException("Too many open files");
                case 2 -> throw new OutOfMemoryError("unable to create native thread");
                case 3 -> throw new IllegalStateException();
                default -> new ProbeResult.Alive();
            };
        };
        try (ProbeRunner runner = ProbeRunner.start("tcp x", fails, SECOND, SECOND, clock)) {
            await().until(() -> {
                extraNanos.addAndGet(SECOND.toNanos());
                return runner.recent().size() >= 4;
            });
            assertThat(runner.recent().getFirst())
                    .endsWith("unknown: tcp x cannot be probed from this machine: Too many open files");
            assertThat(runner.recent().get(3)).endsWith("alive");
        }
    }

    /** Or the last response of the old process would verify the restart. */
    @Test
    void aProbeThatStartedBeforeAResetDoesNotCount() {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        AtomicInteger resets = new AtomicInteger();
        Probe slow = new Probe() {
            @Override
            public void reset() {
                resets.incrementAndGet();
            }

            @Override
            public ProbeResult run() throws InterruptedException {
                if (runs.incrementAndGet() == 1) {
                    end.await();
                    return new ProbeResult.Alive();
                }
                return new ProbeResult.Silent("of the new run");
            }
        };
        try (ProbeRunner runner = ProbeRunner.start("http x", slow, SECOND, Duration.ofMinutes(1), clock)) {
            await().until(() -> runs.get() == 1);
            runner.reset();
            end.countDown();
            await().until(() -> runner.results().latest().isPresent());
            assertThat(runner.results().latest()).contains(new ProbeResult.Silent("of the new run"));
            assertThat(runner.results().aliveNanos()).isEmpty();
            assertThat(resets).hasValue(2);
        }
    }

    @Test
    void nothingIsProbedDuringAnAction() {
        AtomicInteger runs = new AtomicInteger();
        Probe counts = () -> {
            runs.incrementAndGet();
            return new ProbeResult.Alive();
        };
        try (ProbeRunner runner = ProbeRunner.start("tcp x", counts, SECOND, SECOND, clock)) {
            await().until(() -> runner.results().latest().isPresent());
            runner.setPaused(true);
            runner.reset();
            int before = runs.get();
            extraNanos.addAndGet(Duration.ofMinutes(1).toNanos());
            await().during(Duration.ofMillis(200)).until(() -> runs.get() <= before + 1);
            assertThat(runner.results().latest()).isEmpty();
            runner.reset();
            runner.setPaused(false);
            await().until(() -> runner.results().latest().isPresent());
        }
    }
}
