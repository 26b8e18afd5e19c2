// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.act.Actuator;
import peaceofmind.watchdog.act.ServiceStatus;
import peaceofmind.watchdog.policy.UnitState;

/**
 * Polls a service's status in a thread of its own: every second while something is happening, less often otherwise, since a poll may
 * start a process. The loop uses the newest status and never waits.
 */
final class UnitObserver implements AutoCloseable {

    private static final Duration SLOW_POLL_INTERVAL = Duration.ofSeconds(5);
    private static final Duration FAST_POLL_INTERVAL = Duration.ofSeconds(1);

    /** An older status is useless: the manager hangs. */
    private static final Duration MAX_STATUS_AGE = Duration.ofSeconds(20);

    private interface StatusSource {
        ServiceStatus read() throws InterruptedException;
    }

    private final Actuator actuator;
    private final Clock clock;
    private final Thread thread;
    private final Object pollLock = new Object();
    private volatile ServiceStatus lastStatus =
            new ServiceStatus(UnitState.UNKNOWN, OptionalLong.empty(), Optional.empty(), "not checked yet");
    private volatile long polledAtNanos;
    private volatile boolean fastPolling = true;
    private volatile boolean actionInProgress;

    private UnitObserver(String name, Actuator actuator, Clock clock) {
        this.actuator = actuator;
        this.clock = clock;
        this.polledAtNanos = clock.nanoTime();
        this.thread = Thread.ofPlatform().daemon().name("poll-" + name).unstarted(this::run);
    }

    static UnitObserver start(String name, Actuator actuator, Clock clock) {
        UnitObserver observer = new UnitObserver(name, actuator, clock);
        observer.thread.start();
        return observer;
    }

    ServiceStatus currentStatus() {
        if (clock.nanoTime() - polledAtNanos > MAX_STATUS_AGE.toNanos()) {
            return new ServiceStatus(
                    UnitState.UNKNOWN,
                    lastStatus.mainPid(),
                    lastStatus.runId(),
                    "its service manager has not responded for " + MAX_STATUS_AGE.toSeconds() + " s");
        }
        return lastStatus;
    }

    /** Whether to poll every second. */
    void setFastPolling(boolean value) {
        fastPolling = value;
    }

    /** Whether an order is being executed, which polls the status itself: polling here would be redundant. */
    void setActionInProgress(boolean value) {
        actionInProgress = value;
    }

    /** Polls now. Once this returns, no older status can replace the new one. */
    void pollNow() throws InterruptedException {
        poll(actuator::readStatus);
    }

    private void poll(StatusSource source) throws InterruptedException {
        synchronized (pollLock) {
            lastStatus = readStatus(source);
            polledAtNanos = clock.nanoTime();
        }
    }

    /** Whatever is thrown, such as a refused thread, is a status: polling continues. */
    private ServiceStatus readStatus(StatusSource source) throws InterruptedException {
        try {
            return source.read();
        } catch (RuntimeException | Error failure) {
            return new ServiceStatus(
                    UnitState.UNKNOWN,
                    lastStatus.mainPid(),
                    lastStatus.runId(),
                    "its state cannot be read: " + ErrorText.of(failure));
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                poll(actuator::readRecentStatus);
                long lastPoll = clock.nanoTime();
                do {
                    clock.sleep(FAST_POLL_INTERVAL);
                } while ((!fastPolling || actionInProgress)
                        && clock.nanoTime() - lastPoll < SLOW_POLL_INTERVAL.toNanos());
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
