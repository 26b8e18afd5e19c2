package peaceofmind.shipping.metrics.spool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** One file of the spool and which of its records are still to be sent. */
final class Segment {

    static final String SUFFIX = ".spool";

    /** Where a record lies. */
    record Entry(long sequence, long timeMillis, int points, int offset) {}

    private final String name;
    private final boolean damaged;
    private final Deque<Entry> unsent = new ArrayDeque<>();
    private int end;

    private Segment(String name, boolean damaged) {
        this.name = name;
        this.damaged = damaged;
    }

    static Segment begin(long sequence) {
        return new Segment(String.format(Locale.ROOT, "%016x", sequence) + SUFFIX, false);
    }

    /**
     * Finds the whole records in a file. What lies behind the last of them is a torn tail, which the next write cuts off; a gap between
     * two means that the file was damaged.
     */
    static Segment scan(String name, byte[] bytes) {
        List<Entry> entries = new ArrayList<>();
        boolean gap = false;
        int end = 0;
        int at = 0;
        while (at + BlockCodec.HEADER_BYTES <= bytes.length) {
            if (BlockCodec.isWhole(bytes, at)) {
                gap |= at != end;
                BlockCodec.Header header = BlockCodec.header(bytes, at);
                entries.add(new Entry(header.sequence(), header.timeMillis(), header.points(), at));
                at += header.recordBytes();
                end = at;
            } else {
                at++;
            }
        }
        Segment segment = new Segment(name, gap || (entries.isEmpty() && bytes.length > 0));
        entries.forEach(segment.unsent::add);
        segment.end = end;
        return segment;
    }

    String name() {
        return name;
    }

    boolean isDamaged() {
        return damaged;
    }

    /** Where the next record is written. */
    int end() {
        return end;
    }

    Deque<Entry> unsent() {
        return unsent;
    }

    void appended(Entry entry, int bytes) {
        unsent.add(entry);
        end += bytes;
    }

    long points() {
        return unsent.stream().mapToLong(Entry::points).sum();
    }
}
