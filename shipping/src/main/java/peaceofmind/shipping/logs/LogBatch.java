// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines to send together, bounded in memory; sent in parts where the receiver finds the request too large. It is refilled only when
 * all of it is done: the sources' positions advance by whole batches.
 */
final class LogBatch {

    static final int MAX_LINES = 5_000;
    static final int MAX_CHARS = 1024 * 1024;
    private static final int OVERHEAD_CHARS = 30;

    private final List<LogEntry> entries = new ArrayList<>();
    private long chars;
    private boolean partlySent;

    void add(LogEntry entry) {
        entries.add(entry);
        chars += size(entry);
    }

    /** The first lines that fit into {@code maxChars}; at least one unless the batch is empty. */
    List<LogEntry> head(long maxChars) {
        int count = 0;
        long size = 0;
        while (count < entries.size() && (count == 0 || size + size(entries.get(count)) <= maxChars)) {
            size += size(entries.get(count));
            count++;
        }
        return List.copyOf(entries.subList(0, count));
    }

    /** Removes lines that were sent or dropped. */
    void removeFirst(int lines) {
        entries.subList(0, lines).clear();
        partlySent = true;
    }

    static long size(List<LogEntry> part) {
        return part.stream().mapToLong(LogBatch::size).sum();
    }

    private static long size(LogEntry entry) {
        return (long) entry.text().length() + OVERHEAD_CHARS;
    }

    /** Whether nothing more can be added. */
    boolean isFull() {
        return partlySent || entries.size() >= MAX_LINES || chars >= MAX_CHARS;
    }

    int size() {
        return entries.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Returns how many lines it removed. */
    int removeOlderThan(long nanos) {
        int before = entries.size();
        entries.removeIf(entry -> entry.nanos() < nanos);
        return before - entries.size();
    }
}
