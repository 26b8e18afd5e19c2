// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.http;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff after consecutive failures: the delay doubles up to a cap, with jitter to keep a fleet from reconnecting all at
 * once. A delay that the receiver asks for is honoured, up to an hour.
 */
public final class Backoff {

    private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

    private final Duration first;
    private final Duration cap;
    private final RandomGenerator random;
    private int failures;

    public Backoff(Duration first, Duration cap, RandomGenerator random) {
        this.first = first;
        this.cap = cap;
        this.random = random;
    }

    /** Call after a success. */
    public void reset() {
        failures = 0;
    }

    /** Counts one more failure; returns a random delay between half and all of the doubled delay. */
    public Duration nextDelay(Optional<Duration> retryAfter) {
        double doubled = Math.min((double) cap.toMillis(), first.toMillis() * Math.pow(2, Math.min(failures, 30)));
        failures++;
        Duration delay = Duration.ofMillis((long) (doubled * (0.5 + random.nextDouble() / 2)));
        Duration requested = retryAfter.filter(time -> !time.isNegative()).orElse(Duration.ZERO);
        Duration capped = requested.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : requested;
        return capped.compareTo(delay) > 0 ? capped : delay;
    }
}
