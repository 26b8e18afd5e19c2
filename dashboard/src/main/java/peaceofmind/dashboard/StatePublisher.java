// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;

/**
 * Publishes the latest state to every open page. One thread computes it once a second, and only while a page is open. A slow page skips
 * states without delaying the others.
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
            // The last state may be hours old.
            latest = Optional.empty();
            Thread.ofVirtual().name("dashboard-state").start(this::run);
        }
    }

    synchronized void unsubscribe() {
        subscribers--;
        notifyAll();
    }

    /** Waits for a state with a higher number; empty after the timeout. */
    synchronized Optional<NumberedState> awaitNext(long afterNumber, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!closed && latest.filter(state -> state.number() > afterNumber).isEmpty()) {
            long remainingMillis =
                    Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (remainingMillis <= 0) {
                return Optional.empty();
            }
            wait(remainingMillis);
        }
        return latest.filter(state -> state.number() > afterNumber);
    }

    /** The current state, for a caller that does not subscribe; empty after the timeout. */
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
            while (updateRunning()) {
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
            // The page shows that its state is stale; the log says why, once.
            if (!failing) {
                failing = true;
                warn.accept("dashboard: cannot determine the state: " + ErrorText.of(bug));
            }
        }
    }

    /** Whether anybody still needs states. Decided under the lock, so that {@link #subscribe} starts a new thread if not. */
    private synchronized boolean updateRunning() {
        running = subscribers > 0 && !closed;
        return running;
    }

    private synchronized void publish(String json) {
        number++;
        latest = Optional.of(new NumberedState(number, json));
        notifyAll();
    }
}
