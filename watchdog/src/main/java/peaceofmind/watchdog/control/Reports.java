package peaceofmind.watchdog.control;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.time.Clock;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.events.EventKind;

/**
 * What other programs of ours want to be found later in the journal. They talk to the network, and what they tell may be its words: it
 * is cleaned, shortened, and kept from filling the journal. Thread-safe.
 */
final class Reports {

    /** Of a report; a longer one loses its end. */
    static final int MAX_CHARS = 600;

    /** Reports within {@link #WINDOW}: beyond these something goes wrong again and again, which one of them tells as well. */
    static final int MAX_REPORTS = 20;

    static final Duration WINDOW = Duration.ofHours(1);

    private final EventJournal journal;
    private final Clock clock;
    private final Deque<Long> recentNanos = new ArrayDeque<>();
    private int leftOut;

    Reports(EventJournal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** Records what is told; refuses what is empty, and what is too much. */
    synchronized void record(Optional<String> service, String told) throws ControlException {
        String text = cleaned(told);
        if (text.isEmpty()) {
            throw new ControlException(Kind.REFUSED, "what is to be reported? \"text\" is missing");
        }
        long now = clock.nanoTime();
        while (!recentNanos.isEmpty() && now - recentNanos.getFirst() >= WINDOW.toNanos()) {
            recentNanos.removeFirst();
        }
        if (recentNanos.size() >= MAX_REPORTS) {
            leftOut++;
            throw new ControlException(
                    Kind.REFUSED,
                    MAX_REPORTS
                            + " reports were taken within the last hour already: what is told now is in the log only");
        }
        recentNanos.addLast(now);
        String before = leftOut == 0 ? "" : " (" + leftOut + " reports before this one were left out: too many)";
        leftOut = 0;
        journal.record(EventKind.REPORTED, service, text + before);
    }

    private static String cleaned(String told) {
        // Control characters, and those that turn the direction of writing: a terminal would obey them.
        String text = told.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
        if (text.length() <= MAX_CHARS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 2)) ? MAX_CHARS - 2 : MAX_CHARS - 1;
        return text.substring(0, end) + "…";
    }
}
