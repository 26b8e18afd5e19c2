// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.testkit.Eventually;
import peaceofmind.testkit.FakeClock;

/** A clock for one thread under test, which sleeps until the test wakes it. */
public final class SteppedClock implements Clock {

    private static final long TIMEOUT_MILLIS = Eventually.STATE_TIMEOUT.toMillis();

    private final FakeClock time = new FakeClock();
    private Optional<Duration> sleeping = Optional.empty();

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public long nanoTime() {
        return time.nanoTime();
    }

    @Override
    public synchronized void sleep(Duration duration) throws InterruptedException {
        sleeping = Optional.of(duration);
        notifyAll();
        while (sleeping.isPresent()) {
            wait();
        }
    }

    /** Waits until the thread sleeps; returns the requested duration. */
    public synchronized Duration awaitSleep() throws InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000;
        while (sleeping.isEmpty() && System.nanoTime() - deadline < 0) {
            wait(TIMEOUT_MILLIS);
        }
        return sleeping.orElseThrow(() -> new AssertionError("the thread did not go to sleep"));
    }

    /** Wakes the sleeping thread. */
    public synchronized void wake() {
        sleeping = Optional.empty();
        notifyAll();
    }

    /** Lets the thread's sleep pass and waits until it sleeps again; returns how long it slept. */
    public Duration advanceToNextSleep() throws InterruptedException {
        Duration slept = awaitSleep();
        time.advance(slept);
        wake();
        awaitSleep();
        return slept;
    }

    /** Advances the time without waking the thread. */
    public void advance(Duration duration) {
        time.advance(duration);
    }
}
