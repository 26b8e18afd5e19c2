package peaceofmind.watchdog.control;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.events.EventJournal;

/**
 * What other programs of ours want to be found later in the journal. They talk to the network, and what they tell may be its words: it
 * is cleaned, shortened, and kept from filling the journal. Thread-safe.
 */
final class ReportRecorder {

    /** Of a report; a longer one loses its end. */
    static final int MAX_REPORT_CHARS = 600;

    /** Reports within {@link #WINDOW}: beyond these something goes wrong again and again, which one of them tells as well. */
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

    /** Records what is told; refuses what is empty, and what is too much. */
    synchronized void record(Optional<String> service, String report) throws ControlException {
        String text = sanitize(report);
        if (text.isEmpty()) {
            throw new ControlException(Kind.REFUSED, "what is to be reported? \"text\" is missing");
        }
        long now = clock.nanoTime();
        while (!recentNanos.isEmpty() && now - recentNanos.getFirst() >= RATE_LIMIT_WINDOW.toNanos()) {
            recentNanos.removeFirst();
        }
        if (recentNanos.size() >= MAX_REPORTS_PER_WINDOW) {
            dropped++;
            throw new ControlException(
                    Kind.REFUSED,
                    MAX_REPORTS_PER_WINDOW
                            + " reports were taken within the last hour already: what is told now is in the log only");
        }
        recentNanos.addLast(now);
        String droppedNote = dropped == 0 ? "" : " (" + dropped + " reports before this one were left out: too many)";
        dropped = 0;
        journal.record(EventKind.REPORTED, service, text + droppedNote);
    }

    private static String sanitize(String report) {
        // Control characters, and those that turn the direction of writing: a terminal would obey them.
        String text = report.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
        if (text.length() <= MAX_REPORT_CHARS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_REPORT_CHARS - 2)) ? MAX_REPORT_CHARS - 2 : MAX_REPORT_CHARS - 1;
        return text.substring(0, end) + "…";
    }
}
