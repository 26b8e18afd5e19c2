package peaceofmind.recorder;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.time.Clock;
import peaceofmind.testkit.FakeClock;

/** A clock for one thread under test: who sleeps is asleep until the test lets the time pass. */
public final class PacedClock implements Clock {

    private static final long LIMIT_SECONDS = 20;

    private final FakeClock time = new FakeClock();
    private final LinkedBlockingQueue<Duration> asleep = new LinkedBlockingQueue<>();
    private final Semaphore wake = new Semaphore(0);

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public long nanoTime() {
        return time.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        asleep.add(duration);
        wake.acquire();
    }

    /** Waits until the thread sleeps; for how long it wants to. */
    public Duration awaitSleep() throws InterruptedException {
        return Objects.requireNonNull(asleep.poll(LIMIT_SECONDS, TimeUnit.SECONDS), "nobody went to sleep");
    }

    /** Wakes the thread that sleeps. */
    public void wake() {
        wake.release();
    }

    /** Time passes and nobody wakes. */
    public void advance(Duration duration) {
        time.advance(duration);
    }
}
