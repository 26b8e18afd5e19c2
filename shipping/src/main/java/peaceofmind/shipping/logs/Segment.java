package peaceofmind.shipping.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * One file with lines to send: the log itself, or an older one that was renamed. It stays open, so that a rename or a removal takes
 * nothing away. Holds the parts that were seen and are not acknowledged, never the lines.
 */
final class Segment implements AutoCloseable {

    /** A line without an end that has not grown for so long counts as a whole one. */
    private static final Duration PARTIAL_AFTER = Duration.ofSeconds(30);

    /** More parts than this are made fewer: time stamps become coarser, and nothing is lost. */
    static final int MAX_MARKS = 500;

    private static final int BLOCK_BYTES = 64 * 1024;

    /** Of a raw line: what is longer than Loki takes is cut later, with a mark. */
    private static final int MAX_LINE_BYTES = LokiLimits.LINE_BYTES + BLOCK_BYTES;

    private final FileChannel file;
    private final long inode;
    private Fingerprint fingerprint;
    private final List<Mark> marks = new ArrayList<>();
    private long acknowledged;
    private long taken;
    private long seenSize = -1;
    private Instant seenGrowth = Instant.EPOCH;
    private byte[] block = new byte[0];
    private long blockStart;

    private Segment(FileChannel file, long inode, Fingerprint fingerprint, long offset) {
        this.file = file;
        this.inode = inode;
        this.fingerprint = fingerprint;
        this.acknowledged = offset;
        this.taken = offset;
    }

    static Segment open(Path path, long inode, boolean atEnd) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        return new Segment(file, inode, Fingerprint.of(file), atEnd ? endOfLastLine(file, 0, file.size()) : 0);
    }

    /** Goes on where an earlier run, or the file that this one is a copy of, stood. */
    static Segment resume(Path path, long inode, JsonObject saved) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        Segment segment = new Segment(
                file, inode, Fingerprint.of(file), saved.integer("offset").orElse(0L));
        saved.items("marks").forEach(json -> Mark.fromJson(json).ifPresent(segment.marks::add));
        segment.marks.removeIf(mark -> mark.end() <= segment.acknowledged);
        return segment;
    }

    /** Whether a saved segment is this file, by its first bytes. */
    static boolean matches(Path path, JsonObject saved) throws IOException {
        Optional<Long> bytes = saved.integer("first_bytes");
        Optional<Long> crc = saved.integer("first_crc");
        if (bytes.isEmpty() || crc.isEmpty() || bytes.get() > Fingerprint.MAX_BYTES) {
            return false;
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            return file.size() >= saved.integer("offset").orElse(0L)
                    && new Fingerprint(bytes.get().intValue(), crc.get()).matches(file);
        }
    }

    long inode() {
        return inode;
    }

    /** Whether the file was emptied, or written anew, under its name (copytruncate). */
    boolean isTruncated() throws IOException {
        return file.size() < end() || !fingerprint.matches(file);
    }

    /** Marks what is new, up to the end of its last line. */
    void look(Instant now, long nanos) throws IOException {
        long size = file.size();
        if (size != seenSize) {
            seenSize = size;
            seenGrowth = now;
            if (fingerprint.bytes() < Fingerprint.MAX_BYTES) {
                fingerprint = Fingerprint.of(file);
            }
        }
        long start = end();
        if (size <= start) {
            return;
        }
        long whole = endOfLastLine(file, start, size);
        boolean still = Duration.between(seenGrowth, now).abs().compareTo(PARTIAL_AFTER) >= 0;
        if (whole == start && (still || size - start > MAX_LINE_BYTES)) {
            whole = size;
        }
        if (whole > start) {
            add(new Mark(start, whole, nanos));
        }
    }

    private void add(Mark mark) {
        if (marks.size() >= MAX_MARKS) {
            // Not the first ones: they may be on their way.
            for (int i = MAX_MARKS / 2; i + 1 < marks.size(); i++) {
                Mark one = marks.get(i);
                marks.set(i, new Mark(one.start(), marks.remove(i + 1).end(), one.nanos()));
            }
        }
        marks.add(mark);
    }

    /** Where the parts that were seen end. */
    private long end() {
        return marks.isEmpty() ? acknowledged : marks.getLast().end();
    }

    /** The next line and its time stamp; empty when all that was seen is taken. */
    Optional<LogEntry> next() throws IOException {
        while (true) {
            Optional<Mark> mark = untaken();
            if (mark.isEmpty()) {
                return Optional.empty();
            }
            long start = taken;
            String text = line(mark.get().end());
            if (!text.isEmpty()) {
                return Optional.of(new LogEntry(Map.of(), mark.get().nanosAt(start), text));
            }
        }
    }

    private Optional<Mark> untaken() {
        for (Mark mark : marks) {
            if (mark.end() > taken) {
                return Optional.of(mark);
            }
        }
        return Optional.empty();
    }

    /** Takes one line that ends before the limit at the latest. */
    private String line(long limit) throws IOException {
        int length = (int) Math.min(limit - taken, MAX_LINE_BYTES);
        int end = lineEnd(length);
        if (end < 0) {
            load(Math.min(length, BLOCK_BYTES));
            end = lineEnd(length);
        }
        if (end < 0 && length > BLOCK_BYTES) {
            load(length);
            end = lineEnd(length);
        }
        int from = (int) (taken - blockStart);
        if (end >= 0) {
            taken += end + 1;
        } else {
            end = Math.min(length, block.length - from);
            taken = end < length ? limit : skipLine(taken + end, limit);
        }
        return clean(new String(block, from, end, StandardCharsets.UTF_8));
    }

    /** Length of the next line, as far as it is in memory; -1 when its end is not. */
    private int lineEnd(int length) {
        long from = taken - blockStart;
        if (from < 0 || from >= block.length) {
            return -1;
        }
        int to = (int) Math.min(block.length, from + length);
        for (int i = (int) from; i < to; i++) {
            if (block[i] == '\n') {
                return i - (int) from;
            }
        }
        return -1;
    }

    private void load(int wanted) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.max(wanted, BLOCK_BYTES));
        while (bytes.hasRemaining() && file.read(bytes, taken + bytes.position()) > 0) {
            // until it is full or the file ends
        }
        block = Arrays.copyOf(bytes.array(), bytes.position());
        blockStart = taken;
    }

    /** The end of an overlong line. */
    private long skipLine(long from, long limit) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK_BYTES);
        for (long at = from; at < limit; at += bytes.capacity()) {
            int read = file.read(bytes.clear(), at);
            for (int i = 0; i < read && at + i < limit; i++) {
                if (bytes.get(i) == '\n') {
                    return at + i + 1;
                }
            }
        }
        return limit;
    }

    /** Without a carriage return, and without the zeros that a power cut leaves where data never reached the disk. */
    private static String clean(String line) {
        String text = line.indexOf('\0') < 0 ? line : line.replace("\0", "");
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Returns whether anything had been taken. */
    boolean acknowledge() {
        boolean moved = acknowledged != taken;
        acknowledged = taken;
        marks.removeIf(mark -> mark.end() <= acknowledged);
        return moved;
    }

    /** How many parts wait. */
    int marks() {
        return marks.size();
    }

    boolean isDone() {
        return acknowledged >= end() && seenSize <= acknowledged;
    }

    Optional<Mark> oldest() {
        return marks.isEmpty() ? Optional.empty() : Optional.of(marks.getFirst());
    }

    /** Parts that were seen while the clock was ahead of itself get a time that can be. */
    void notAfter(long limitNanos, long nanos) {
        marks.replaceAll(mark -> mark.nanos() > limitNanos ? new Mark(mark.start(), mark.end(), nanos) : mark);
    }

    JsonObject save() {
        return Json.object()
                .put("inode", inode)
                .put("first_bytes", fingerprint.bytes())
                .put("first_crc", fingerprint.crc())
                .put("offset", acknowledged)
                .put("marks", marks.stream().map(Mark::toJson).toList())
                .build();
    }

    private static long endOfLastLine(FileChannel file, long start, long size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 * 1024);
        for (long end = size; end > start; ) {
            long from = Math.max(start, end - bytes.capacity());
            bytes.clear().limit((int) (end - from));
            int read = file.read(bytes, from);
            for (int i = read - 1; i >= 0; i--) {
                if (bytes.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            end = from;
        }
        return start;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException ignored) {
            seenSize = -1;
        }
    }
}
