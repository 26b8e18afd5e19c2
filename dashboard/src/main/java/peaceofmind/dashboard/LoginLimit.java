// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import peaceofmind.foundation.time.Clock;

/**
 * Slows down password guessing: after {@link #FREE_ATTEMPTS} wrong passwords, an address must wait, twice as long each time. The number
 * of tracked addresses is bounded; the one with the oldest failure is dropped.
 */
final class LoginLimit {

    static final int FREE_ATTEMPTS = 5;
    private static final Duration INITIAL_WAIT = Duration.ofSeconds(30);
    private static final Duration MAX_WAIT = Duration.ofMinutes(15);
    private static final int MAX_ADDRESSES = 256;

    private record Failures(int count, long lastNanos) {}

    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>();

    LoginLimit(Clock clock) {
        this.clock = clock;
    }

    /** How long the address must wait before its next attempt; zero when it need not. */
    synchronized Duration remainingWait(String address) {
        Failures previous = failures.get(address);
        if (previous == null || previous.count() < FREE_ATTEMPTS) {
            return Duration.ZERO;
        }
        Duration backoff = INITIAL_WAIT.multipliedBy(1L << Math.min(previous.count() - FREE_ATTEMPTS, 10));
        Duration wait = backoff.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : backoff;
        Duration remaining = wait.minusNanos(clock.nanoTime() - previous.lastNanos());
        return remaining.isNegative() ? Duration.ZERO : remaining;
    }

    synchronized void recordFailure(String address) {
        Failures previous = failures.remove(address);
        if (failures.size() >= MAX_ADDRESSES) {
            failures.remove(failures.keySet().iterator().next());
        }
        failures.put(address, new Failures(previous == null ? 1 : previous.count() + 1, clock.nanoTime()));
    }

    synchronized void recordSuccess(String address) {
        failures.remove(address);
    }
}
