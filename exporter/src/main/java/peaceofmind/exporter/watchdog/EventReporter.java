// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.watchdog;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;

/**
 * Logs messages that people should find later, and sends them to the watchdog's journal, which {@code peace incidents} shows, by the
 * command {@code report} of {@code docs/control-socket.md}. Never blocks; while the watchdog is not running, the newest {@link
 * #MAX_PENDING_REPORTS} reports are buffered in memory.
 */
public final class EventReporter implements Consumer<String>, AutoCloseable {

    static final int MAX_PENDING_REPORTS = 20;

    /** Of an exchange with the watchdog. */
    public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(30);

    private final WatchdogClient watchdog;
    private final Clock clock;
    private final Log log;
    private final LinkedBlockingQueue<String> pending = new LinkedBlockingQueue<>();
    private Optional<String> lastWarning = Optional.empty();
    private Optional<Thread> thread = Optional.empty();

    EventReporter(WatchdogClient watchdog, Clock clock, Log log) {
        this.watchdog = watchdog;
        this.clock = clock;
        this.log = log;
    }

    /** Starts a thread that sends reports. */
    public static EventReporter start(WatchdogClient watchdog, Clock clock, Log log) {
        EventReporter reporter = new EventReporter(watchdog, clock, log);
        reporter.thread = Optional.of(Thread.ofVirtual().name("event-reports").start(reporter::run));
        return reporter;
    }

    /** What is still pending stands in the log only. */
    @Override
    public void close() {
        thread.ifPresent(Thread::interrupt);
    }

    @Override
    public void accept(String message) {
        log.error(message);
        if (pending.size() >= MAX_PENDING_REPORTS) {
            pending.poll();
        }
        pending.add(message);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                String next = pending.take();
                while (!report(next)) {
                    clock.sleep(RETRY_INTERVAL);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends a report; false when it must be retried. */
    private boolean report(String message) {
        try {
            watchdog.request(Json.object().put("command", "report").put("text", message));
            lastWarning = Optional.empty();
            return true;
        } catch (ControlException failure) {
            return switch (failure.kind()) {
                case NOT_RUNNING, NO_ANSWER -> {
                    warnOnce(failure);
                    yield false;
                }
                case NOT_ALLOWED, REFUSED -> {
                    warnOnce(failure);
                    yield true;
                }
            };
        }
    }

    private void warnOnce(ControlException failure) {
        String reason = String.valueOf(failure.getMessage());
        if (!lastWarning.equals(Optional.of(reason))) {
            log.warn("this is only in the log, cannot send it to the watchdog's journal: " + reason);
        }
        lastWarning = Optional.of(reason);
    }
}
