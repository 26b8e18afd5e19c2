// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.recorder.service.SessionStore.SavedSession;

/** The time of one recording, on the monotonic clock. Not thread-safe. */
final class Session {

    /** Remaining times at which a warning is logged. */
    private static final List<Duration> WARNING_TIMES =
            List.of(Duration.ofSeconds(120), Duration.ofSeconds(60), Duration.ofSeconds(30));

    private final long startedAt;
    private final boolean requested;
    private Optional<Instant> endsAt;
    private Duration length;
    private Duration remainingAtLastCheck;

    private Session(long startedAt, Duration length, Duration remaining, boolean requested, Optional<Instant> endsAt) {
        this.startedAt = startedAt;
        this.length = length;
        this.remainingAtLastCheck = remaining;
        this.requested = requested;
        this.endsAt = endsAt;
    }

    /** A session that starts now because {@code auto_start} says so. */
    static Session automatic(long nanoTime, Duration length) {
        return new Session(nanoTime, length, length, false, Optional.empty());
    }

    /** A session that starts now because somebody requested it: it is continued after a crash or a reboot. */
    static Session requested(long nanoTime, Duration length) {
        return new Session(nanoTime, length, length, true, Optional.empty());
    }

    /** A session that a crash or a reboot has interrupted. */
    static Session resumed(long nanoTime, SavedSession saved) {
        long startedAt = nanoTime - saved.length().minus(saved.remaining()).toNanos();
        return new Session(startedAt, saved.length(), saved.remaining(), true, saved.endsAt());
    }

    /** The same session, which starts now. */
    Session startingAt(long nanoTime) {
        return new Session(nanoTime, length, length, requested, endsAt);
    }

    /** Whether somebody requested it. */
    boolean isRequested() {
        return requested;
    }

    /** Whether the wall clock shows that the time of an interrupted session was over before it was continued. */
    boolean isOver(Instant now) {
        return endsAt.filter(end -> !now.isBefore(end)).isPresent();
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
        Duration added = next.minus(length);
        remainingAtLastCheck = remainingAtLastCheck.plus(added);
        endsAt = endsAt.map(end -> end.plus(added));
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
