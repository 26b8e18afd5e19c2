// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.foundation.time.LocalTimestamp;

/**
 * Checks the device's clock against the receiver's: a Raspberry Pi has no real-time clock. Needed at the start and after every step of
 * the clock. Not thread-safe.
 */
final class RemoteClockCheck {

    /** Receivers accept samples that are at most this far ahead. */
    static final Duration MAX_SKEW = Duration.ofMinutes(10);

    private final Clock clock;
    private Optional<Long> checkedOffsetMillis = Optional.empty();
    private boolean confirmed;

    RemoteClockCheck(Clock clock) {
        this.clock = clock;
    }

    /** Whether the clock has not been checked yet, has been set since, or was found wrong. */
    boolean isNeeded() {
        return checkedOffsetMillis.isEmpty()
                || Math.abs(offsetMillis() - checkedOffsetMillis.get())
                        > MAX_SKEW.dividedBy(2).toMillis();
    }

    /**
     * Compares with the receiver's clock; a receiver that sends no time is assumed to agree.
     *
     * @return a message when the clock is wrong
     */
    Optional<String> compare(Optional<Instant> remoteTime) {
        Instant localTime = clock.now();
        boolean wrong = remoteTime.isPresent()
                && Duration.between(localTime, remoteTime.get()).abs().compareTo(MAX_SKEW) > 0;
        checkedOffsetMillis = wrong ? Optional.empty() : Optional.of(offsetMillis());
        confirmed = !wrong && remoteTime.isPresent();
        return wrong
                ? Optional.of("this device's clock is wrong: it shows " + LocalTimestamp.format(localTime)
                        + ", the receiver's shows " + LocalTimestamp.format(remoteTime.get())
                        + "; metrics are kept on the device until it is set")
                : Optional.empty();
    }

    /** The current time if the receiver has confirmed the clock. */
    Optional<Instant> trustedNow() {
        return confirmed ? Optional.of(clock.now()) : Optional.empty();
    }

    /** Of the wall clock from the monotonic one; changes only when the wall clock is set. */
    private long offsetMillis() {
        return clock.now().toEpochMilli() - Duration.ofNanos(clock.nanoTime()).toMillis();
    }
}
