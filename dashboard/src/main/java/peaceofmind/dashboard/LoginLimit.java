package peaceofmind.dashboard;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import peaceofmind.foundation.time.Clock;

/**
 * Slows down guessing: after {@link #FREE_TRIES} wrong passwords from one address, it waits, twice as long each time. Addresses beyond a
 * bounded number share the fate of the oldest one, which is forgotten.
 */
final class LoginLimit {

    static final int FREE_TRIES = 5;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int MAX_ADDRESSES = 256;

    private record Failures(int count, long lastNanos) {}

    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>();

    LoginLimit(Clock clock) {
        this.clock = clock;
    }

    /** How long that address must wait before its next try; zero when it may try now. */
    synchronized Duration wait(String address) {
        Failures known = failures.get(address);
        if (known == null || known.count() < FREE_TRIES) {
            return Duration.ZERO;
        }
        Duration all = FIRST_WAIT.multipliedBy(1L << Math.min(known.count() - FREE_TRIES, 10));
        Duration limit = all.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : all;
        Duration left = limit.minusNanos(clock.nanoTime() - known.lastNanos());
        return left.isNegative() ? Duration.ZERO : left;
    }

    synchronized void failed(String address) {
        Failures known = failures.remove(address);
        if (failures.size() >= MAX_ADDRESSES) {
            failures.remove(failures.keySet().iterator().next());
        }
        failures.put(address, new Failures(known == null ? 1 : known.count() + 1, clock.nanoTime()));
    }

    synchronized void succeeded(String address) {
        failures.remove(address);
    }
}
