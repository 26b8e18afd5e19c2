// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class PingScheduleTest {

    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final RandomGenerator random = new Random(7);
    private final PingSchedule schedule = new PingSchedule(EVERY, GRACE, random);
    private long now = 1;

    private Optional<PingSignal> due(boolean failing) {
        return schedule.due(failing, now);
    }

    private void after(Duration time) {
        now += time.toNanos();
    }

    private void sendDue(boolean failing) {
        schedule.sent(due(failing).orElseThrow(), now);
    }

    @Test
    void theStartComesFirstAndTheRestAtTheInterval() {
        assertThat(due(false)).contains(PingSignal.START);
        sendDue(false);
        assertThat(due(false)).contains(PingSignal.OK);
        sendDue(false);
        after(EVERY.minusNanos(1));
        assertThat(due(false)).isEmpty();
        after(Duration.ofNanos(1));
        assertThat(due(false)).contains(PingSignal.OK);
    }

    @Test
    void nothingIsSentWhileAFailureIsYoungerThanTheGrace() {
        sendDue(false);
        sendDue(false);
        after(EVERY);
        assertThat(due(true)).as("overdue, but the device does not work").isEmpty();
        after(GRACE.minusNanos(1));
        assertThat(due(true)).isEmpty();
        after(Duration.ofNanos(1));
        assertThat(due(true)).contains(PingSignal.FAIL);
        sendDue(true);
        after(EVERY);
        assertThat(due(true)).as("repeated").contains(PingSignal.FAIL);
        sendDue(true);
        assertThat(due(false)).as("recovered").contains(PingSignal.OK);
    }

    @Test
    void aFailureThatHealsWithinTheGraceIsNeverReported() {
        sendDue(false);
        sendDue(false);
        for (int outage = 0; outage < 5; outage++) {
            assertThat(due(true)).isEmpty();
            after(GRACE.minusNanos(1));
            assertThat(due(true)).isEmpty();
            assertThat(due(false)).isNotEqualTo(Optional.of(PingSignal.FAIL));
        }
    }

    @Test
    void failedAttemptsAreRepeatedWithinTheIntervalWithJitter() {
        sendDue(false);
        Duration[] delays = new Duration[12];
        for (int attempt = 0; attempt < delays.length; attempt++) {
            PingSignal signal = due(false).orElseThrow();
            schedule.failed(signal, Optional.empty(), now);
            long failedAt = now;
            while (due(false).isEmpty()) {
                after(Duration.ofMillis(100));
            }
            delays[attempt] = Duration.ofNanos(now - failedAt);
        }
        assertThat(delays).allMatch(delay -> delay.compareTo(EVERY.dividedBy(2).plusSeconds(1)) <= 0);
        assertThat(delays[0]).isLessThanOrEqualTo(Duration.ofSeconds(16));
        assertThat(delays[11]).isGreaterThan(Duration.ofSeconds(70));
        assertThat(delays[10]).as("jitter").isNotEqualTo(delays[11]);
    }

    @Test
    void whatTheServiceAsksForIsHonoured() {
        sendDue(false);
        schedule.failed(PingSignal.OK, Optional.of(Duration.ofSeconds(250)), now);
        after(Duration.ofSeconds(249));
        assertThat(due(false)).isEmpty();
        after(Duration.ofSeconds(1));
        assertThat(due(false)).contains(PingSignal.OK);
    }

    @Test
    void aStartThatCannotBeSentIsNotRepeated() {
        schedule.failed(due(false).orElseThrow(), Optional.empty(), now);
        after(EVERY);
        assertThat(due(false)).contains(PingSignal.OK);
    }

    @Test
    void aSmallIntervalHasSmallerPauses() {
        PingSchedule fast = new PingSchedule(Duration.ofSeconds(30), Duration.ZERO, random);
        fast.sent(PingSignal.START, now);
        fast.failed(PingSignal.OK, Optional.empty(), now);
        after(Duration.ofMillis(7_500));
        assertThat(fast.due(false, now)).contains(PingSignal.OK);
        assertThat(fast.due(true, now)).as("without a grace").contains(PingSignal.FAIL);
    }
}
