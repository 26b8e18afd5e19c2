package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;

/**
 * Whether the device's clock can be right, by the receiver's: a Raspberry Pi has none that runs while it is off. Checked at the start
 * and after every step of the clock. Not thread-safe.
 */
final class RemoteClockCheck {

    /** Receivers take what is at most this far ahead. */
    static final Duration MAX_SKEW = Duration.ofMinutes(10);

    private final Clock clock;
    private Optional<Long> checkedOffsetMillis = Optional.empty();
    private boolean confirmed;

    RemoteClockCheck(Clock clock) {
        this.clock = clock;
    }

    /** Whether the clock was not checked yet, or was set since, or was found wrong. */
    boolean isNeeded() {
        return checkedOffsetMillis.isEmpty()
                || Math.abs(offsetMillis() - checkedOffsetMillis.get())
                        > MAX_SKEW.dividedBy(2).toMillis();
    }

    /**
     * Compares with the receiver's clock; one that tells no time is believed to have ours.
     *
     * @return what is wrong, in words
     */
    Optional<String> compare(Optional<Instant> remoteTime) {
        Instant localTime = clock.now().truncatedTo(ChronoUnit.SECONDS);
        boolean wrong =
                remoteTime.isPresent() && Duration.between(localTime, remoteTime.get()).abs().compareTo(MAX_SKEW) > 0;
        checkedOffsetMillis = wrong ? Optional.empty() : Optional.of(offsetMillis());
        confirmed = !wrong && remoteTime.isPresent();
        return wrong
                ? Optional.of("the clock of this device is wrong: it says " + localTime + ", the receiver's says "
                        + remoteTime.get() + ". Until it is set, metrics are kept here")
                : Optional.empty();
    }

    /** The time, if the receiver's clock has confirmed it. */
    Optional<Instant> trustedNow() {
        return confirmed ? Optional.of(clock.now()) : Optional.empty();
    }

    /** Between the two clocks; changes only when the wall clock is set. */
    private long offsetMillis() {
        return clock.now().toEpochMilli() - Duration.ofNanos(clock.nanoTime()).toMillis();
    }
}
