package peaceofmind.foundation.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The two times of a device. The wall clock is for people and may jump by years (a Raspberry Pi has no clock of its own); the
 * monotonic one never jumps and is what every age, limit and wait is counted on.
 */
public interface Clock {

    /** The wall clock. */
    Instant now();

    /** Monotonic nanoseconds from an arbitrary start; only differences mean something. */
    long nanoTime();

    /** Waits on the monotonic clock. */
    void sleep(Duration duration) throws InterruptedException;

    /** The machine's own clocks. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
