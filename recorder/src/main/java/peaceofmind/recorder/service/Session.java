package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The time of one recording, on the monotonic clock. Not thread-safe: the main loop's. */
final class Session {

    /** Left time at which people are warned. */
    private static final List<Duration> WARNINGS =
            List.of(Duration.ofSeconds(120), Duration.ofSeconds(60), Duration.ofSeconds(30));

    private final long startedAt;
    private Duration length;
    private Duration warnedAt;

    Session(long nanoTime, Duration length) {
        this.startedAt = nanoTime;
        this.length = length;
        this.warnedAt = length;
    }

    /** Never negative. */
    Duration left(long nanoTime) {
        Duration left = length.minusNanos(nanoTime - startedAt);
        return left.isNegative() ? Duration.ZERO : left;
    }

    Duration elapsed(long nanoTime) {
        return Duration.ofNanos(nanoTime - startedAt);
    }

    Duration length() {
        return length;
    }

    /** Makes it longer; empty when it has its greatest length already. */
    Optional<Duration> extend(SessionLengths lengths) {
        Duration longer = length.plus(lengths.extension());
        Duration next = longer.compareTo(lengths.longest()) > 0 ? lengths.longest() : longer;
        if (next.compareTo(length) <= 0) {
            return Optional.empty();
        }
        warnedAt = warnedAt.plus(next.minus(length));
        length = next;
        return Optional.of(next);
    }

    /** The warning that has become due since the last call: how much time is left. */
    Optional<Duration> dueWarning(long nanoTime) {
        Duration left = left(nanoTime);
        Optional<Duration> due = WARNINGS.stream()
                .filter(warning -> left.compareTo(warning) <= 0 && warnedAt.compareTo(warning) > 0)
                .reduce((_, nearest) -> nearest);
        warnedAt = left;
        return due;
    }
}
