// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A timeout that is forgotten would leave a thread waiting for a client for ever. */
final class TimeoutTimerTest {

    private static final Duration NEVER = Duration.ofHours(1);

    private final TimeoutTimer timer = new TimeoutTimer("test-limits");
    private final List<String> overdue = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        timer.close();
    }

    @Test
    void anEarlierTimeoutThatStartsLaterIsNotLate() throws InterruptedException {
        timer.start(NEVER, () -> overdue.add("late"));
        await(Duration.ofMillis(5));
        assertThat(overdue).isEmpty();
    }

    @Test
    void aTimeoutThatWasCancelledNeverRuns() throws InterruptedException {
        timer.start(Duration.ofSeconds(1), () -> overdue.add("cancelled")).cancel();
        await(Duration.ofMillis(1100));
        assertThat(overdue).isEmpty();
    }

    @Test
    void timeoutsRunInTheOrderOfTheirDeadlines() throws InterruptedException {
        timer.start(Duration.ofSeconds(2), () -> overdue.add("third"));
        timer.start(Duration.ofMillis(20), () -> overdue.add("first"));
        timer.start(Duration.ofSeconds(1), () -> overdue.add("second"));
        await(Duration.ofSeconds(3));
        assertThat(overdue).containsExactly("first", "second", "third");
    }

    @Test
    void aTaskThatFailsCostsNoOtherOne() throws InterruptedException {
        timer.start(Duration.ZERO, () -> {
            // While this one runs, the next two become overdue together.
            timer.start(Duration.ZERO, () -> {
                throw new IllegalStateException("fails");
            });
            timer.start(Duration.ZERO, () -> overdue.add("other"));
        });
        await(Duration.ofMillis(5));
        assertThat(overdue).containsExactly("other");
    }

    @Test
    void timeoutsRunAfterManyThatWereCancelled() throws InterruptedException {
        for (int exchange = 0; exchange < 10_000; exchange++) {
            timer.start(exchange % 2 == 0 ? NEVER : Duration.ofMillis(1), () -> {})
                    .cancel();
        }
        await(Duration.ofMillis(5));
    }

    /** Returns when a timeout of this length has run; its own time limit is the test's. */
    private void await(Duration timeout) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        timer.start(timeout, reached::countDown);
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
