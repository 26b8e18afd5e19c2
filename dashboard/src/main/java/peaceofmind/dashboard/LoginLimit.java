// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import peaceofmind.foundation.time.Clock;

/**
 * Slows down password guessing, in two ways. After {@link #FREE_ATTEMPTS} wrong passwords, a client must wait, twice as long each time.
 * And all clients that have never logged in share the account's attempts: {@link #ACCOUNT_ATTEMPTS}, then one each
 * {@link #ACCOUNT_INTERVAL}; a guesser with many addresses gains nothing. The owner is not locked out by that: clients that have logged
 * in before have attempts of their own. The number of tracked clients is bounded. Thread-safe.
 */
final class LoginLimit {

    static final int FREE_ATTEMPTS = 5;
    static final int ACCOUNT_ATTEMPTS = 20;
    static final Duration ACCOUNT_INTERVAL = Duration.ofSeconds(30);
    private static final Duration INITIAL_WAIT = Duration.ofSeconds(30);
    private static final Duration MAX_WAIT = Duration.ofMinutes(15);
    private static final int MAX_CLIENTS = 256;
    private static final int MAX_KNOWN_CLIENTS = 64;

    private record Failures(int count, long lastNanos) {}

    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>();
    private final Set<String> knownClients = new LinkedHashSet<>();

    /** What is left for clients that never logged in, in attempts, at {@link #countedNanos}. */
    private double accountAttempts = ACCOUNT_ATTEMPTS;

    private long countedNanos;

    LoginLimit(Clock clock) {
        this.clock = clock;
        this.countedNanos = clock.nanoTime();
    }

    /**
     * How long the client must wait before its next attempt; zero when it need not.
     *
     * @param loggedIn whether it has a session
     */
    synchronized Duration remainingWait(String client, boolean loggedIn) {
        Duration own = ownWait(client);
        if (loggedIn || knownClients.contains(client)) {
            return own;
        }
        refill();
        double missing = Math.max(0, 1 - accountAttempts);
        Duration account = Duration.ofMillis((long) Math.ceil(missing * ACCOUNT_INTERVAL.toMillis()));
        return account.compareTo(own) > 0 ? account : own;
    }

    private Duration ownWait(String client) {
        Failures previous = failures.get(client);
        if (previous == null || previous.count() < FREE_ATTEMPTS) {
            return Duration.ZERO;
        }
        Duration backoff = INITIAL_WAIT.multipliedBy(1L << Math.min(previous.count() - FREE_ATTEMPTS, 10));
        Duration wait = backoff.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : backoff;
        Duration remaining = wait.minusNanos(clock.nanoTime() - previous.lastNanos());
        return remaining.isNegative() ? Duration.ZERO : remaining;
    }

    private void refill() {
        long now = clock.nanoTime();
        double earned = (double) (now - countedNanos) / ACCOUNT_INTERVAL.toNanos();
        accountAttempts = Math.min(ACCOUNT_ATTEMPTS, accountAttempts + earned);
        countedNanos = now;
    }

    synchronized void recordFailure(String client, boolean loggedIn) {
        Failures previous = failures.remove(client);
        if (failures.size() >= MAX_CLIENTS) {
            failures.remove(failures.keySet().iterator().next());
        }
        failures.put(client, new Failures(previous == null ? 1 : previous.count() + 1, clock.nanoTime()));
        if (!loggedIn && !knownClients.contains(client)) {
            refill();
            accountAttempts = Math.max(0, accountAttempts - 1);
        }
    }

    synchronized void recordSuccess(String client) {
        failures.remove(client);
        knownClients.remove(client);
        if (knownClients.size() >= MAX_KNOWN_CLIENTS) {
            knownClients.remove(knownClients.iterator().next());
        }
        knownClients.add(client);
    }

    /** Forgets everything: with a new password, earlier guesses are worth nothing. */
    synchronized void reset() {
        failures.clear();
        knownClients.clear();
        accountAttempts = ACCOUNT_ATTEMPTS;
    }
}
