package peaceofmind.exporter.watchdog;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;

/**
 * What a person should find later stands whole in the log at once, and as an event in the watchdog's journal, which {@code peace
 * incidents} shows: by the command {@code report} of {@code docs/control-socket.md}. Nobody waits for the watchdog; while it is not
 * there, the newest {@link #MAX_WAITING} reports wait for it in memory.
 */
public final class EventReports implements Consumer<String> {

    static final int MAX_WAITING = 20;

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final ControlClient watchdog;
    private final Clock clock;
    private final Log log;
    private final LinkedBlockingQueue<String> waiting = new LinkedBlockingQueue<>();
    private Optional<String> told = Optional.empty();

    EventReports(ControlClient watchdog, Clock clock, Log log) {
        this.watchdog = watchdog;
        this.clock = clock;
        this.log = log;
    }

    /** Begins to report, in a thread of its own. */
    public static EventReports start(ControlClient watchdog, Clock clock, Log log) {
        EventReports reports = new EventReports(watchdog, clock, log);
        Thread.ofVirtual().name("event-reports").start(reports::run);
        return reports;
    }

    @Override
    public void accept(String words) {
        log.error(words);
        if (waiting.size() >= MAX_WAITING) {
            waiting.poll();
        }
        waiting.add(words);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                String next = waiting.take();
                while (!report(next)) {
                    clock.sleep(RETRY);
                }
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells the watchdog; false when it could not hear it. */
    private boolean report(String words) {
        try {
            watchdog.send(
                    Json.object().put("command", "report").put("text", words).build(), LIMIT);
            told = Optional.empty();
            return true;
        } catch (ControlException notTaken) {
            return switch (notTaken.kind()) {
                case NOT_RUNNING, NO_ANSWER -> {
                    tellOnce(notTaken);
                    yield false;
                }
                case NOT_ALLOWED, REFUSED -> {
                    tellOnce(notTaken);
                    yield true;
                }
            };
        }
    }

    private void tellOnce(ControlException notTaken) {
        String why = String.valueOf(notTaken.getMessage());
        if (!told.equals(Optional.of(why))) {
            log.warn("this is in the log only, the watchdog's journal has not taken it: " + why);
        }
        told = Optional.of(why);
    }
}
