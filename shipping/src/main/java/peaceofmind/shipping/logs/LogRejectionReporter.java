package peaceofmind.shipping.logs;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Lines that the receiver does not want: told at once, then at most every ten minutes, with how many it were. Not thread-safe. */
final class LogRejectionReporter {

    static final Duration REPORT_INTERVAL = Duration.ofMinutes(10);

    private final String destination;
    private final Consumer<String> reportEvent;
    private Optional<Long> reportedNanos = Optional.empty();
    private long unreportedLines;
    private String lastReason = "";

    LogRejectionReporter(String destination, Consumer<String> reportEvent) {
        this.destination = destination;
        this.reportEvent = reportEvent;
    }

    void add(int lines, String reason, long nowNanos) {
        unreportedLines += lines;
        lastReason = reason;
        reportIfDue(nowNanos);
    }

    /** To be called now and then: tells what was not told yet when it is time to. */
    void reportIfDue(long nowNanos) {
        boolean due = reportedNanos.isEmpty() || nowNanos - reportedNanos.get() >= REPORT_INTERVAL.toNanos();
        if (unreportedLines > 0 && due) {
            reportEvent.accept(String.format(
                    Locale.ROOT,
                    "logs to %s: %,d lines were refused and are not sent again: %s",
                    destination,
                    unreportedLines,
                    lastReason));
            unreportedLines = 0;
            reportedNanos = Optional.of(nowNanos);
        }
    }
}
