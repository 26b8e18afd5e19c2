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

    /** Of a block. */
    private static final int MAX_PLAUSIBLE_SAMPLES = 100_000;

    /** Location of a record. */
    record Entry(long sequence, long timeMillis, int samples, int offset) {}

    private final String name;
    private final boolean damaged;
    private final long lostSamples;
    private final Deque<Entry> unsent = new ArrayDeque<>();
    private int endOffset;

    private SpoolSegment(String name, boolean damaged, long lostSamples) {
        this.name = name;
        this.damaged = damaged;
        this.lostSamples = lostSamples;
    }

    static SpoolSegment create(long sequence) {
        return new SpoolSegment(String.format(Locale.ROOT, "%016x", sequence) + SUFFIX, false, 0);
    }

    /**
     * Finds the complete records of a file. Bytes after the last one are a torn tail, which the next write truncates; a gap between two
     * means that the file is damaged.
     */
    static SpoolSegment scan(String name, byte[] bytes) {
        List<Entry> entries = new ArrayList<>();
        long lost = 0;
        int endOffset = 0;
        int position = 0;
        while (position + BlockCodec.HEADER_BYTES <= bytes.length) {
            if (BlockCodec.isWhole(bytes, position)) {
                lost += position == endOffset ? 0 : samplesOfDamaged(bytes, endOffset, position);
                BlockCodec.Header header = BlockCodec.header(bytes, position);
                entries.add(new Entry(header.sequence(), header.timeMillis(), header.samples(), position));
                position += header.recordBytes();
                endOffset = position;
            } else {
                position++;
            }
        }
        if (entries.isEmpty() && bytes.length > 0) {
            lost = samplesOfDamaged(bytes, 0, bytes.length);
        }
        SpoolSegment segment = new SpoolSegment(name, lost > 0, lost);
        entries.forEach(segment.unsent::add);
        segment.endOffset = endOffset;
        return segment;
    }

    /** Samples of a damaged record, if its header is plausible; otherwise one, so that the loss can be seen. */
    private static long samplesOfDamaged(byte[] bytes, int from, int until) {
        if (from + BlockCodec.HEADER_BYTES > bytes.length) {
            return 1;
        }
        BlockCodec.Header header = BlockCodec.header(bytes, from);
        boolean plausible = from + header.recordBytes() == until
                && header.samples() > 0
                && header.samples() <= MAX_PLAUSIBLE_SAMPLES;
        return plausible ? header.samples() : 1;
    }

    /** Samples in damaged records, as far as known. */
    long lostSamples() {
        return lostSamples;
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
