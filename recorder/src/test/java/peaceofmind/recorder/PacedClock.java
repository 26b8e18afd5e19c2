package peaceofmind.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.testkit.FakeClock;

/** A clock for one thread under test: who sleeps is asleep until the test wakes it. */
public final class PacedClock implements Clock {

    private static final long LIMIT_MILLIS = 20_000;

    private final FakeClock time = new FakeClock();
    private Optional<Duration> asleep = Optional.empty();

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
        asleep = Optional.of(duration);
        notifyAll();
        while (asleep.isPresent()) {
            wait();
        }
    }

    /** Waits until the thread sleeps; for how long it wants to. */
    public synchronized Duration awaitSleep() throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT_MILLIS * 1_000_000;
        while (asleep.isEmpty() && System.nanoTime() - deadline < 0) {
            wait(LIMIT_MILLIS);
        }
        return asleep.orElseThrow(() -> new AssertionError("nobody went to sleep"));
    }

    /** Wakes the thread that sleeps. */
    public synchronized void wake() {
        asleep = Optional.empty();
        notifyAll();
    }

    /** Lets the thread's sleep pass and waits until it has done its turn; how long it slept. */
    public Duration turn() throws InterruptedException {
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
