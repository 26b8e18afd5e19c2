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
final class StatePublisher implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** A state and its number. */
    record NumberedState(long number, String json) {}

    private final Supplier<String> stateSupplier;
    private final Clock clock;
    private final Consumer<String> warn;
    private int subscribers;
    private boolean running;
    private long number;
    private boolean failing;
    private boolean closed;
    private Optional<NumberedState> latest = Optional.empty();

    StatePublisher(Supplier<String> stateSupplier, Clock clock, Consumer<String> warn) {
        this.stateSupplier = stateSupplier;
        this.clock = clock;
        this.warn = warn;
    }

    synchronized void subscribe() {
        subscribers++;
        if (!running) {
            running = true;
            // What is left of the last look may be hours old.
            latest = Optional.empty();
            Thread.ofVirtual().name("dashboard-state").start(this::run);
        }
    }

    synchronized void unsubscribe() {
        subscribers--;
        notifyAll();
    }

    /** Waits until there is a state after that number, or the time is over. */
    synchronized Optional<NumberedState> awaitNext(long afterNumber, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!closed && latest.filter(state -> state.number() > afterNumber).isEmpty()) {
            long remainingMillis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (remainingMillis <= 0) {
                return Optional.empty();
            }
            wait(remainingMillis);
        }
        return latest.filter(state -> state.number() > afterNumber);
    }

    /** The state of this moment for somebody who doesn't stay; empty when there is none within the limit. */
    Optional<String> awaitCurrent(Duration timeout) throws InterruptedException {
        subscribe();
        try {
            return awaitNext(0, timeout).map(NumberedState::json);
        } finally {
            unsubscribe();
        }
    }

    synchronized int subscribers() {
        return subscribers;
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
            while (keepRunning()) {
                publishNext();
                clock.sleep(PERIOD);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void publishNext() {
        try {
            publish(stateSupplier.get());
            failing = false;
        } catch (RuntimeException bug) {
            // The page shows that its state gets old; the log says why, once.
            if (!failing) {
                failing = true;
                warn.accept("the dashboard could not tell the state: " + bug);
            }
        }
    }

    private synchronized boolean keepRunning() {
        running = subscribers > 0 && !closed;
        return running;
    }

    private synchronized void publish(String json) {
        number++;
        latest = Optional.of(new NumberedState(number, json));
        notifyAll();
    }
}
