// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import peaceofmind.shipping.http.Backoff;

/**
 * When which ping is due. A change is reported at once, a failure after the grace; in between nothing is sent: a service that misses a
 * ping raises the alarm, and one that gets a false one does not. Failed attempts are repeated, with jitter, within the interval. All times are of
 * the monotonic clock. Not thread-safe.
 */
final class PingSchedule {

    private static final Duration MAX_INITIAL_BACKOFF = Duration.ofSeconds(15);

    private final Duration every;
    private final Duration grace;
    private final Backoff backoff;
    private Optional<PingSignal> last = Optional.empty();
    private long lastNanos;
    private Optional<Long> failingSinceNanos = Optional.empty();
    private Optional<Long> retryAtNanos = Optional.empty();

    PingSchedule(Duration every, Duration grace, RandomGenerator random) {
        this.every = every;
        this.grace = grace;
        Duration quarter = every.dividedBy(4);
        this.backoff = new Backoff(
                quarter.compareTo(MAX_INITIAL_BACKOFF) < 0 ? quarter : MAX_INITIAL_BACKOFF, every.dividedBy(2), random);
    }

    /** The ping to send now; empty when none is due. */
    Optional<PingSignal> due(boolean failing, long nowNanos) {
        if (!failing) {
            failingSinceNanos = Optional.empty();
        } else if (failingSinceNanos.isEmpty()) {
            failingSinceNanos = Optional.of(nowNanos);
        }
        if (retryAtNanos.isPresent() && nowNanos - retryAtNanos.get() < 0) {
            return Optional.empty();
        } else if (last.isEmpty()) {
            return Optional.of(PingSignal.START);
        } else if (failing && nowNanos - failingSinceNanos.orElse(nowNanos) < grace.toNanos()) {
            return Optional.empty();
        }
        PingSignal wanted = failing ? PingSignal.FAIL : PingSignal.OK;
        boolean isChange = last.get() != wanted;
        return isChange || nowNanos - lastNanos >= every.toNanos() ? Optional.of(wanted) : Optional.empty();
    }

    /** The service accepted it, or has no such signal. */
    void sent(PingSignal signal, long nowNanos) {
        last = Optional.of(signal);
        lastNanos = nowNanos;
        retryAtNanos = Optional.empty();
        backoff.reset();
    }

    /** @param retryAfter what the service asked for */
    void failed(PingSignal signal, Optional<Duration> retryAfter, long nowNanos) {
        if (signal == PingSignal.START) {
            // Only informs: the next ping is the one that matters.
            last = Optional.of(signal);
        }
        retryAtNanos = Optional.of(nowNanos + backoff.nextDelay(retryAfter).toNanos());
    }
}
