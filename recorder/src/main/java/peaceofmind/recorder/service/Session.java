// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The time of one recording, on the monotonic clock. Not thread-safe. */
final class Session {

    /** Remaining times at which a warning is logged. */
    private static final List<Duration> WARNING_TIMES =
            List.of(Duration.ofSeconds(120), Duration.ofSeconds(60), Duration.ofSeconds(30));

    private final long startedAt;
    private Duration length;
    private Duration remainingAtLastCheck;

    Session(long nanoTime, Duration length) {
        this.startedAt = nanoTime;
        this.length = length;
        this.remainingAtLastCheck = length;
    }

    /** Never negative. */
    Duration remaining(long nanoTime) {
        Duration remaining = length.minusNanos(nanoTime - startedAt);
        return remaining.isNegative() ? Duration.ZERO : remaining;
    }

    Duration elapsed(long nanoTime) {
        return Duration.ofNanos(nanoTime - startedAt);
    }

    Duration length() {
        return length;
    }

    /** Extends the session and returns its new length; empty when it already has the maximum length. */
    Optional<Duration> extend(SessionLengths lengths) {
        Duration extended = length.plus(lengths.extension());
        Duration next = extended.compareTo(lengths.maxLength()) > 0 ? lengths.maxLength() : extended;
        if (next.compareTo(length) <= 0) {
            return Optional.empty();
        }
        remainingAtLastCheck = remainingAtLastCheck.plus(next.minus(length));
        length = next;
        return Optional.of(next);
    }

    /** The remaining time to warn about, if a warning has become due since the last call. */
    Optional<Duration> dueWarning(long nanoTime) {
        Duration remaining = remaining(nanoTime);
        Optional<Duration> due = WARNING_TIMES.stream()
                .filter(warning -> remaining.compareTo(warning) <= 0 && remainingAtLastCheck.compareTo(warning) > 0)
                .reduce((_, nearest) -> nearest);
        remainingAtLastCheck = remaining;
        return due;
    }
}
