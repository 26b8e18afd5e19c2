package peaceofmind.agent.ship.logs;

import java.util.ArrayList;
import java.util.List;

/** Lines that go out together, within bounds of memory. */
final class LogBatch {

    static final int MAX_LINES = 5_000;
    static final int MAX_CHARS = 1024 * 1024;

    private final List<LogEntry> entries = new ArrayList<>();
    private long chars;

    void add(LogEntry entry) {
        entries.add(entry);
        chars += entry.text().length() + 30;
    }

    List<LogEntry> entries() {
        return entries;
    }

    boolean isFull() {
        return entries.size() >= MAX_LINES || chars >= MAX_CHARS;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Leaves out what is older; tells how many that were. */
    int removeOlderThan(long nanos) {
        int before = entries.size();
        entries.removeIf(entry -> entry.nanos() < nanos);
        return before - entries.size();
    }
}
