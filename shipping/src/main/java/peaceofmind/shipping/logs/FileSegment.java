// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
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
 * One file with lines to send: the log itself, or an older one that was rotated. It stays open to survive being renamed or removed.
 * Keeps the byte ranges that were scanned and are not acknowledged, never the lines themselves.
 */
final class FileSegment implements AutoCloseable {

    /** An unterminated line that has not grown for this long is sent as it is. */
    private static final Duration PARTIAL_LINE_TIMEOUT = Duration.ofSeconds(30);

    /** Beyond this, ranges are merged: timestamps become coarser, but nothing is lost. */
    static final int MAX_RANGES = 500;

    /** A program may write into a renamed file until it opens the new one. */
    private static final Duration ROTATED_FILE_TIMEOUT = Duration.ofMinutes(5);

    private static final int BLOCK_BYTES = 64 * 1024;

    /** Limit of a raw line. What exceeds Loki's own limit is truncated later. */
    private static final int MAX_LINE_BYTES = LokiLimits.MAX_LINE_BYTES + BLOCK_BYTES;

    private final FileChannel file;
    private final long inode;
    private Fingerprint fingerprint;
    private final List<ReadRange> ranges = new ArrayList<>();
    private long acknowledgedOffset;
    private long readOffset;
    private long lastSize = -1;
    private Instant lastGrowth = Instant.EPOCH;
    private Optional<FileTime> lastModified = Optional.empty();
    private byte[] block = new byte[0];
    private long blockStart;

    private FileSegment(FileChannel file, long inode, Fingerprint fingerprint, long offset) {
        this.file = file;
        this.inode = inode;
        this.fingerprint = fingerprint;
        this.acknowledgedOffset = offset;
        this.readOffset = offset;
    }

    static FileSegment open(Path path, long inode, boolean atEnd) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new FileSegment(file, inode, Fingerprint.of(file), atEnd ? endOfLastLine(file, 0, file.size()) : 0);
        } catch (IOException unreadable) {
            file.close();
            throw unreadable;
        }
    }

    /** Resumes at the saved position, of this file or of the one that it was copied from. */
    static FileSegment resume(Path path, long inode, JsonObject saved) throws IOException {
        FileSegment segment = open(path, inode, false);
        segment.acknowledgedOffset = Math.clamp(saved.integer("offset").orElse(0L), 0, segment.file.size());
        segment.readOffset = segment.acknowledgedOffset;
        saved.items("marks").forEach(json -> ReadRange.fromJson(json).ifPresent(segment.ranges::add));
        segment.ranges.removeIf(range -> range.end() <= segment.acknowledgedOffset);
        return segment;
    }

    /** Whether a saved segment is this file, by its first bytes. */
    static boolean matches(Path path, JsonObject saved) throws IOException {
        Optional<Long> bytes = saved.integer("first_bytes");
        Optional<Long> crc = saved.integer("first_crc");
        if (bytes.isEmpty() || crc.isEmpty() || bytes.get() < 0 || bytes.get() > Fingerprint.MAX_BYTES) {
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

    /** Whether the file was truncated or rewritten in place (copytruncate). */
    boolean isTruncated() throws IOException {
        return file.size() < scannedEnd() || !fingerprint.matches(file);
    }

    /** Whether the file was written to without growing: it may have been emptied again. */
    boolean isModifiedWithoutGrowth(FileTime modified) throws IOException {
        return lastModified.isPresent() && !lastModified.get().equals(modified) && file.size() == lastSize;
    }

    /** @param modified when the file was last written to, read before {@link #scan} */
    void setModified(FileTime modified) {
        lastModified = Optional.of(modified);
    }

    /** Whether a copy has lines that were written to this file after the last scan. */
    boolean hasMoreIn(Path copy) throws IOException {
        boolean newer = lastModified.isPresent()
                && Files.getLastModifiedTime(copy).compareTo(lastModified.get()) > 0
                && Files.size(copy) > scannedEnd();
        return newer && (fingerprint.bytes() == 0 || matches(copy, save()));
    }

    /** Records what was appended, up to the end of the last complete line, as a range with this timestamp. */
    void scan(Instant now, long nanos) throws IOException {
        long size = file.size();
        if (size != lastSize) {
            lastSize = size;
            lastGrowth = now;
            if (fingerprint.bytes() < Fingerprint.MAX_BYTES) {
                fingerprint = Fingerprint.of(file);
            }
        }
        long start = scannedEnd();
        if (size <= start) {
            return;
        }
        long wholeEnd = endOfLastLine(file, start, size);
        boolean stalled = Duration.between(lastGrowth, now).abs().compareTo(PARTIAL_LINE_TIMEOUT) >= 0;
        if (wholeEnd == start && (stalled || size - start > MAX_LINE_BYTES)) {
            wholeEnd = size;
        }
        if (wholeEnd > start) {
            addRange(new ReadRange(start, wholeEnd, nanos));
        }
    }

    private void addRange(ReadRange range) {
        if (ranges.size() >= MAX_RANGES) {
            // Not the first ones: they may be part of the current batch.
            for (int i = MAX_RANGES / 2; i + 1 < ranges.size(); i++) {
                ReadRange first = ranges.get(i);
                ranges.set(i, new ReadRange(first.start(), ranges.remove(i + 1).end(), first.nanos()));
            }
        }
        ranges.add(range);
    }

    /** End of the scanned ranges. */
    private long scannedEnd() {
        return ranges.isEmpty() ? acknowledgedOffset : ranges.getLast().end();
    }

    /** The next line and its timestamp; empty when everything scanned has been read. */
    Optional<LogEntry> next() throws IOException {
        while (true) {
            Optional<ReadRange> range = nextUnread();
            if (range.isEmpty()) {
                return Optional.empty();
            }
            long start = readOffset;
            String text = readLine(range.get().end());
            if (!text.isEmpty()) {
                return Optional.of(new LogEntry(Map.of(), range.get().nanosAt(start), text));
            }
        }
    }

    private Optional<ReadRange> nextUnread() {
        for (ReadRange range : ranges) {
            if (range.end() > readOffset) {
                return Optional.of(range);
            }
        }
        return Optional.empty();
    }

    /** Reads one line, at most up to the limit. */
    private String readLine(long limit) throws IOException {
        int length = (int) Math.min(limit - readOffset, MAX_LINE_BYTES);
        int end = lineEnd(length);
        if (end < 0) {
            loadBlock(Math.min(length, BLOCK_BYTES));
            end = lineEnd(length);
        }
        if (end < 0 && length > BLOCK_BYTES) {
            loadBlock(length);
            end = lineEnd(length);
        }
        int from = (int) (readOffset - blockStart);
        if (end >= 0) {
            readOffset += end + 1;
        } else {
            end = Math.min(length, block.length - from);
            readOffset = end < length ? limit : skipLine(readOffset + end, limit);
        }
        return cleanLine(new String(block, from, end, StandardCharsets.UTF_8));
    }

    /** Length of the next line; -1 when its end is not in the loaded block. */
    private int lineEnd(int length) {
        long from = readOffset - blockStart;
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

    private void loadBlock(int minBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.max(minBytes, BLOCK_BYTES));
        while (bytes.hasRemaining() && file.read(bytes, readOffset + bytes.position()) > 0) {
            // read until the buffer is full or the file ends
        }
        block = Arrays.copyOf(bytes.array(), bytes.position());
        blockStart = readOffset;
    }

    /** Returns where the next line starts after an overlong one. */
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

    /** Removes a carriage return, and the NULs that a power cut leaves where data never reached the disk. */
    private static String cleanLine(String line) {
        String text = line.indexOf('\0') < 0 ? line : line.replace("\0", "");
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Returns whether anything had been read since the last call. */
    boolean acknowledge() {
        boolean moved = acknowledgedOffset != readOffset;
        acknowledgedOffset = readOffset;
        ranges.removeIf(range -> range.end() <= acknowledgedOffset);
        return moved;
    }

    int rangeCount() {
        return ranges.size();
    }

    boolean isDone() {
        return acknowledgedOffset >= scannedEnd() && lastSize <= acknowledgedOffset;
    }

    /** Whether a file that was rotated has not grown for a while. */
    boolean isQuiet(Instant now) {
        return Duration.between(lastGrowth, now).abs().compareTo(ROTATED_FILE_TIMEOUT) >= 0;
    }

    Optional<ReadRange> oldestRange() {
        return ranges.isEmpty() ? Optional.empty() : Optional.of(ranges.getFirst());
    }

    /** Corrects ranges whose timestamp is beyond the limit: they were scanned while the clock was ahead. */
    void clampTimes(long limitNanos, long nanos) {
        ranges.replaceAll(
                range -> range.nanos() > limitNanos ? new ReadRange(range.start(), range.end(), nanos) : range);
    }

    JsonObject save() {
        return Json.object()
                .put("inode", inode)
                .put("first_bytes", fingerprint.bytes())
                .put("first_crc", fingerprint.crc())
                .put("offset", acknowledgedOffset)
                .put("done", isDone())
                .put("marks", ranges.stream().map(ReadRange::toJson).toList())
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
            lastSize = -1;
        }
    }
}
