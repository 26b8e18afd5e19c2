package peaceofmind.watchdog.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.act.Actuator;
import peaceofmind.watchdog.act.ServiceLook;
import peaceofmind.watchdog.policy.UnitState;

/**
 * Keeps looking at a service in a thread of its own: each second when something is going on, more rarely when all is calm, since a
 * look may cost a process. The loop takes the newest look and never waits.
 */
final class UnitObserver implements AutoCloseable {

    private static final Duration CALM = Duration.ofSeconds(5);
    private static final Duration EAGER = Duration.ofSeconds(1);

    /** An older look says nothing any more: the manager hangs. */
    private static final Duration OUTDATED = Duration.ofSeconds(20);

    private final Actuator actuator;
    private final Clock clock;
    private final Thread thread;
    private final Object looking = new Object();
    private volatile ServiceLook last =
            new ServiceLook(UnitState.UNKNOWN, OptionalLong.empty(), Optional.empty(), "not looked at yet");
    private volatile long lookedAt;
    private volatile boolean eager = true;
    private volatile boolean acting;

    UnitObserver(String name, Actuator actuator, Clock clock) {
        this.actuator = actuator;
        this.clock = clock;
        this.lookedAt = clock.nanoTime();
        this.thread = Thread.ofPlatform().daemon().name("look-" + name).start(this::run);
    }

    ServiceLook last() {
        if (clock.nanoTime() - lookedAt > OUTDATED.toNanos()) {
            return new ServiceLook(
                    UnitState.UNKNOWN,
                    last.mainPid(),
                    last.run(),
                    "its manager gave no answer for " + OUTDATED.toSeconds() + " s");
        }
        return last;
    }

    /** Whether something is going on. */
    void eager(boolean value) {
        eager = value;
    }

    /** Whether somebody else looks meanwhile, since an order is being carried out: a second pair of eyes would only cost. */
    void acting(boolean value) {
        acting = value;
    }

    /** Looks now. When this returns, no older look can come after it. */
    void lookNow() throws InterruptedException {
        synchronized (looking) {
            ServiceLook look = actuator.look();
            last = look;
            lookedAt = clock.nanoTime();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                lookNow();
                long looked = clock.nanoTime();
                do {
                    clock.sleep(EAGER);
                } while ((!eager || acting) && clock.nanoTime() - looked < CALM.toNanos());
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
