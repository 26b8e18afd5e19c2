// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The two clocks of a device. The wall clock is for people and may jump by years (a Raspberry Pi has no battery-backed clock); the
 * monotonic clock never jumps and is used for every age, timeout and wait.
 */
public interface Clock {

    /** The wall clock. */
    Instant now();

    /** Monotonic nanoseconds from an arbitrary start; only differences are meaningful. */
    long nanoTime();

    /** Waits on the monotonic clock. */
    void sleep(Duration duration) throws InterruptedException;

    /** The machine's own clocks. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
