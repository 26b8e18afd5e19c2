package peaceofmind.shipping.logs;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines that go out together, within bounds of memory; in parts where the receiver finds them too large a request. It is filled again
 * only when all of it is done with: the sources' positions move by whole batches.
 */
final class LogBatch {

    static final int MAX_LINES = 5_000;
    static final int MAX_CHARS = 1024 * 1024;
    private static final int CHARS_BESIDE_TEXT = 30;

    private final List<LogEntry> entries = new ArrayList<>();
    private long chars;
    private boolean begun;

    void add(LogEntry entry) {
        entries.add(entry);
        chars += size(entry);
    }

    /** Its first lines, as many as fit into that many characters; at least one unless it is empty. */
    List<LogEntry> part(long maxChars) {
        int count = 0;
        long size = 0;
        while (count < entries.size() && (count == 0 || size + size(entries.get(count)) <= maxChars)) {
            size += size(entries.get(count));
            count++;
        }
        return List.copyOf(entries.subList(0, count));
    }

    /** That many of the first lines are done with. */
    void done(int lines) {
        entries.subList(0, lines).clear();
        begun = true;
    }

    static long size(List<LogEntry> some) {
        return some.stream().mapToLong(LogBatch::size).sum();
    }

    private static long size(LogEntry entry) {
        return (long) entry.text().length() + CHARS_BESIDE_TEXT;
    }

    /** Whether nothing more may be added. */
    boolean isFull() {
        return begun || entries.size() >= MAX_LINES || chars >= MAX_CHARS;
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
