package peaceofmind.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.testkit.FakeClock;

/** A clock for one thread under test: who sleeps is asleep until the test wakes it. */
public final class SteppedClock implements Clock {

    private static final long TIMEOUT_MILLIS = 20_000;

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

    /** Waits until the thread sleeps; for how long it wants to. */
    public synchronized Duration awaitSleep() throws InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000;
        while (sleeping.isEmpty() && System.nanoTime() - deadline < 0) {
            wait(TIMEOUT_MILLIS);
        }
        return sleeping.orElseThrow(() -> new AssertionError("nobody went to sleep"));
    }

    /** Wakes the thread that sleeps. */
    public synchronized void wake() {
        sleeping = Optional.empty();
        notifyAll();
    }

    /** Lets the thread's sleep pass and waits until it has done its turn; how long it slept. */
    public Duration advanceToNextSleep() throws InterruptedException {
        Duration slept = awaitSleep();
        time.advance(slept);
        wake();
        awaitSleep();
        return slept;
    }

    /** Time passes and nobody wakes. */
    public void advance(Duration duration) {
        time.advance(duration);
    }
}
