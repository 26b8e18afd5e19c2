// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.spool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** One file of the spool and its unsent records. */
final class SpoolSegment {

    static final String SUFFIX = ".spool";

    /** Location of a record. */
    record Entry(long sequence, long timeMillis, int samples, int offset) {}

    private final String name;
    private final boolean damaged;
    private final Deque<Entry> unsent = new ArrayDeque<>();
    private int endOffset;

    private SpoolSegment(String name, boolean damaged) {
        this.name = name;
        this.damaged = damaged;
    }

    static SpoolSegment create(long sequence) {
        return new SpoolSegment(String.format(Locale.ROOT, "%016x", sequence) + SUFFIX, false);
    }

    /**
     * Finds the complete records of a file. Bytes after the last one are a torn tail, which the next write truncates; a gap between two
     * means that the file is damaged.
     */
    static SpoolSegment scan(String name, byte[] bytes) {
        List<Entry> entries = new ArrayList<>();
        boolean gap = false;
        int endOffset = 0;
        int position = 0;
        while (position + BlockCodec.HEADER_BYTES <= bytes.length) {
            if (BlockCodec.isWhole(bytes, position)) {
                gap |= position != endOffset;
                BlockCodec.Header header = BlockCodec.header(bytes, position);
                entries.add(new Entry(header.sequence(), header.timeMillis(), header.samples(), position));
                position += header.recordBytes();
                endOffset = position;
            } else {
                position++;
            }
        }
        SpoolSegment segment = new SpoolSegment(name, gap || (entries.isEmpty() && bytes.length > 0));
        entries.forEach(segment.unsent::add);
        segment.endOffset = endOffset;
        return segment;
    }

    String name() {
        return name;
    }

    boolean isDamaged() {
        return damaged;
    }

    /** Where the next record is written. */
    int endOffset() {
        return endOffset;
    }

    Deque<Entry> unsent() {
        return unsent;
    }

    void addEntry(Entry entry, int bytes) {
        unsent.add(entry);
        endOffset += bytes;
    }

    long sampleCount() {
        return unsent.stream().mapToLong(Entry::samples).sum();
    }
}
