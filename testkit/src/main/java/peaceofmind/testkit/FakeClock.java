// SPDX-License-Identifier: Apache-2.0
package peaceofmind.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import peaceofmind.foundation.time.Clock;

/** A clock that a test controls: {@link #advance} moves both clocks, {@link #stepWall} only the wall clock. */
public final class FakeClock implements Clock {
    private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-11-24T08:00:00Z"));
    private final AtomicLong nanos = new AtomicLong(1_000_000_000L);

    @Override
    public Instant now() {
        return wall.get();
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    /** Returns at once, with the time advanced. */
    @Override
    public void sleep(Duration duration) {
        advance(duration);
    }

    public void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
        stepWall(duration);
    }

    /** Like a step by NTP, or a boot without a battery-backed clock: the monotonic clock is unaffected. */
    public void stepWall(Duration step) {
        wall.updateAndGet(now -> now.plus(step));
    }
}
