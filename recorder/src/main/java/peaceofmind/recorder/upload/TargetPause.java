// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;

/** Until when a target is left alone: longer and longer while it is away, or until the time that it named. One thread writes, any reads. */
final class TargetPause {

    private static final Duration MIN_PAUSE = Duration.ofSeconds(30);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(15);
    private static final Duration MAX_NAMED_PAUSE = Duration.ofHours(25);
    private static final int MAX_DOUBLINGS = 5;

    private final Clock clock;
    private int count;
    private long untilNanos;
    private volatile Optional<String> reason = Optional.empty();
    private volatile Optional<Instant> namedTime = Optional.empty();

    TargetPause(Clock clock) {
        this.clock = clock;
    }

    /** Why the target is left alone; empty when it works. */
    Optional<String> reason() {
        return reason;
    }

    /** The time that the target named. */
    Optional<Instant> namedTime() {
        return namedTime;
    }

    boolean isActive() {
        return count > 0 && clock.nanoTime() - untilNanos < 0;
    }

    boolean hasFailed() {
        return count > 0;
    }

    Duration remaining() {
        return Duration.ofNanos(untilNanos - clock.nanoTime());
    }

    /** The target is away; returns whether that, or the reason, is new. */
    boolean extend(String newReason) {
        Duration doubled = MIN_PAUSE.multipliedBy(1L << Math.min(count, MAX_DOUBLINGS));
        return start(newReason, doubled.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : doubled, Optional.empty());
    }

    /** The target takes nothing until a time, of the wall clock; that of the device can be wrong. */
    boolean until(String newReason, Instant time) {
        Duration wait = Duration.between(clock.now(), time);
        Duration min = wait.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : wait;
        return start(newReason, min.compareTo(MAX_NAMED_PAUSE) > 0 ? MAX_NAMED_PAUSE : min, Optional.of(time));
    }

    private boolean start(String newReason, Duration pause, Optional<Instant> time) {
        boolean isNew = !reason.equals(Optional.of(newReason));
        reason = Optional.of(newReason);
        namedTime = time;
        untilNanos = clock.nanoTime() + pause.toNanos();
        count++;
        return isNew;
    }

    /** What was wrong has been corrected, as far as that is known without an upload. A time that the target has named still counts. */
    void skip() {
        if (namedTime.isEmpty()) {
            untilNanos = clock.nanoTime();
        }
    }

    /** The target works; returns whether it did not before. */
    boolean clear() {
        boolean wasAway = count > 0;
        count = 0;
        reason = Optional.empty();
        namedTime = Optional.empty();
        return wasAway;
    }
}
