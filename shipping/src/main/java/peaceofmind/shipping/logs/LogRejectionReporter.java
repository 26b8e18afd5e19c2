// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Reports rejected lines and their number: at once, then at most every ten minutes. Not thread-safe. */
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

    /** Reports lines that are still unreported, if it is time. Call regularly. */
    void reportIfDue(long nowNanos) {
        boolean due = reportedNanos.isEmpty() || nowNanos - reportedNanos.get() >= REPORT_INTERVAL.toNanos();
        if (unreportedLines > 0 && due) {
            reportEvent.accept(String.format(
                    Locale.ROOT,
                    "logs to %s: the receiver rejected %,d lines, dropped: %s",
                    destination,
                    unreportedLines,
                    lastReason));
            unreportedLines = 0;
            reportedNanos = Optional.of(nowNanos);
        }
    }
}
