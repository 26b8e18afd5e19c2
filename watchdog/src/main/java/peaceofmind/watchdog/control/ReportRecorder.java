// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.control;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.events.EventJournal;

/**
 * Records reports of other processes, such as the agent, in the journal. They talk to the network, and their text may come from there:
 * it is sanitized, truncated and rate-limited. Thread-safe.
 */
final class ReportRecorder {

    /** Longer reports are truncated. */
    static final int MAX_REPORT_CHARS = 600;

    /** Reports within {@link #RATE_LIMIT_WINDOW}; more only repeat that something keeps failing. */
    static final int MAX_REPORTS_PER_WINDOW = 20;

    static final Duration RATE_LIMIT_WINDOW = Duration.ofHours(1);

    private final EventJournal journal;
    private final Clock clock;
    private final Deque<Long> recentNanos = new ArrayDeque<>();
    private int dropped;

    ReportRecorder(EventJournal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** Records a report; refuses an empty one, and one beyond the rate limit. */
    synchronized void record(Optional<String> service, String report) throws ControlException {
        String text = sanitize(report);
        if (text.isEmpty()) {
            throw new ControlException(Kind.REFUSED, "\"text\" is missing");
        }
        long now = clock.nanoTime();
        while (!recentNanos.isEmpty() && now - recentNanos.getFirst() >= RATE_LIMIT_WINDOW.toNanos()) {
            recentNanos.removeFirst();
        }
        if (recentNanos.size() >= MAX_REPORTS_PER_WINDOW) {
            dropped++;
            throw new ControlException(
                    Kind.REFUSED,
                    "rate limit: " + MAX_REPORTS_PER_WINDOW
                            + " reports were recorded within the last hour; this one is not");
        }
        recentNanos.addLast(now);
        String droppedNote = dropped == 0 ? "" : " (" + dropped + " reports before this one were dropped: rate limit)";
        dropped = 0;
        journal.record(EventKind.REPORTED, service, text + droppedNote);
    }

    private static String sanitize(String report) {
        String text = PlainText.of(report).strip();
        if (text.length() <= MAX_REPORT_CHARS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_REPORT_CHARS - 2))
                ? MAX_REPORT_CHARS - 2
                : MAX_REPORT_CHARS - 1;
        return text.substring(0, end) + "…";
    }
}
