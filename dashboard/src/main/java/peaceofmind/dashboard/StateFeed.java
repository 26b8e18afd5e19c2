package peaceofmind.dashboard;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import peaceofmind.foundation.time.Clock;

/**
 * The newest state for every open page: made once a second by one thread while somebody looks, and not at all otherwise. A page that is
 * slow misses states, and nobody else anything.
 */
final class StateFeed implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** A state and its number. */
    record Numbered(long number, String json) {}

    private final Supplier<String> make;
    private final Clock clock;
    private final Consumer<String> say;
    private int watchers;
    private boolean running;
    private long number;
    private boolean troubled;
    private boolean closed;
    private Optional<Numbered> newest = Optional.empty();

    StateFeed(Supplier<String> make, Clock clock, Consumer<String> say) {
        this.make = make;
        this.clock = clock;
        this.say = say;
    }

    synchronized void enter() {
        watchers++;
        if (!running) {
            running = true;
            // What is left of the last look may be hours old.
            newest = Optional.empty();
            Thread.ofVirtual().name("dashboard-state").start(this::run);
        }
    }

    synchronized void leave() {
        watchers--;
        notifyAll();
    }

    /** Waits until there is a state after that number, or the time is over. */
    synchronized Optional<Numbered> next(long after, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!closed && newest.filter(state -> state.number() > after).isEmpty()) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
        return newest.filter(state -> state.number() > after);
    }

    /** The state of this moment for somebody who doesn't stay; empty when there is none within the limit. */
    Optional<String> soon(Duration limit) throws InterruptedException {
        enter();
        try {
            return next(0, limit).map(Numbered::json);
        } finally {
            leave();
        }
    }

    synchronized int watchers() {
        return watchers;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void run() {
        try {
            while (isWanted()) {
                makeOne();
                clock.sleep(PERIOD);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void makeOne() {
        try {
            publish(make.get());
            troubled = false;
        } catch (RuntimeException bug) {
            // The page shows that its state gets old; the log says why, once.
            if (!troubled) {
                troubled = true;
                say.accept("the dashboard could not tell the state: " + bug);
            }
        }
    }

    private synchronized boolean isWanted() {
        running = watchers > 0 && !closed;
        return running;
    }

    private synchronized void publish(String json) {
        number++;
        newest = Optional.of(new Numbered(number, json));
        notifyAll();
    }
}
