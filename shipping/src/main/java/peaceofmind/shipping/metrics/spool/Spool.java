// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import peaceofmind.foundation.log.ErrorText;

/**
 * Blocks on disk, oldest first, in files of half a megabyte or an eighth of the limit. When the limit is reached, the oldest file is
 * deleted. A torn tail is truncated; a damaged file's intact records are sent, then it is moved aside instead of deleted. The last
 * acknowledged sequence is saved, and nothing up to it is sent again after a restart. Not thread-safe.
 */
public final class Spool {

    private static final int MAX_SEGMENT_BYTES = 512 * 1024;
    private static final String ACKNOWLEDGED_FILE = "acknowledged";

    private final SpoolFiles files;
    private final long maxBytes;
    private final long segmentBytes;
    private final ObjLongConsumer<String> onDropped;
    private final Consumer<String> warn;
    private final Deque<SpoolSegment> segments = new ArrayDeque<>();
    private long acknowledged;
    private long bytes;
    private String cachedSegment = "";
    private byte[] cachedContent = new byte[0];

    /**
     * Opens what an earlier run left. Files that cannot be read are logged, counted and moved aside.
     *
     * @param maxBytes limit of all files together
     * @param onDropped receives the reason and the number of dropped samples, which for damaged files is an estimate
     */
    public Spool(SpoolFiles files, long maxBytes, ObjLongConsumer<String> onDropped, Consumer<String> warn) {
        this.files = files;
        this.maxBytes = maxBytes;
        // At the limit a whole file is deleted: it must be a small part.
        this.segmentBytes = Math.min(MAX_SEGMENT_BYTES, maxBytes / 8);
        this.onDropped = onDropped;
        this.warn = warn;
        try {
            String saved = new String(files.read(ACKNOWLEDGED_FILE), StandardCharsets.UTF_8).strip();
            acknowledged = saved.matches("\\d{1,18}") ? Long.parseLong(saved) : 0;
            for (String name : files.list()) {
                if (name.endsWith(SpoolSegment.SUFFIX)) {
                    openSegment(name);
                }
            }
            removeSent();
        } catch (IOException unreadable) {
            warn.accept("cannot read the spool: " + ErrorText.of(unreadable));
        }
    }

    private void openSegment(String name) {
        byte[] content;
        try {
            content = files.read(name);
        } catch (IOException unreadable) {
            setAside(name, unreadable);
            return;
        }
        SpoolSegment segment = SpoolSegment.scan(name, content);
        segment.unsent().removeIf(entry -> entry.sequence() <= acknowledged);
        if (segment.isDamaged()) {
            warn.accept("spool file " + name + " is damaged: sending its intact records");
            onDropped.accept("spool_damaged", segment.lostSamples());
        }
        segments.add(segment);
        bytes += segment.endOffset();
    }

    /** It is unknown how many samples it has: counts one, so that the loss can be seen. */
    private void setAside(String name, IOException unreadable) {
        onDropped.accept("spool_damaged", 1);
        String where;
        try {
            where = files.moveAside(name);
        } catch (IOException cannotMove) {
            where = name;
        }
        warn.accept("cannot read spool file " + name + " (" + ErrorText.of(unreadable) + "), kept as " + where);
    }

    private byte[] readFile(String name) {
        try {
            return files.read(name);
        } catch (IOException failure) {
            warn.accept("cannot read spool file " + name + ", skipping it: " + ErrorText.of(failure));
            return new byte[0];
        }
    }

    /** Greater than every sequence ever stored here. */
    public long nextSequence() {
        return 1
                + segments.stream()
                        .flatMap(segment -> segment.unsent().stream())
                        .mapToLong(SpoolSegment.Entry::sequence)
                        .reduce(acknowledged, Math::max);
    }

    public boolean isEmpty() {
        return segments.stream().allMatch(segment -> segment.unsent().isEmpty());
    }

    public long bytes() {
        return bytes;
    }

    public long sampleCount() {
        return segments.stream().mapToLong(SpoolSegment::sampleCount).sum();
    }

    /**
     * Appends a block, durable when this returns.
     *
     * @throws IOException when the disk cannot be written: the block is not stored, the spool is unchanged
     */
    public void append(SpoolBlock block) throws IOException {
        byte[] record = BlockCodec.encode(block);
        if (record.length > maxBytes) {
            onDropped.accept("spool_full", block.samples().size());
            return;
        }
        while (bytes + record.length > maxBytes && !segments.isEmpty()) {
            dropOldest();
        }
        SpoolSegment active = segments.peekLast();
        if (active == null || active.isDamaged() || active.endOffset() + record.length > segmentBytes) {
            active = SpoolSegment.create(block.sequence());
            files.write(active.name(), 0, record);
            segments.add(active);
        } else {
            files.write(active.name(), active.endOffset(), record);
        }
        active.addEntry(
                new SpoolSegment.Entry(
                        block.sequence(), block.timeMillis(), block.samples().size(), active.endOffset()),
                record.length);
        bytes += record.length;
        cachedSegment = "";
    }

    private void dropOldest() throws IOException {
        SpoolSegment oldest = segments.getFirst();
        files.delete(oldest.name());
        segments.removeFirst();
        bytes -= oldest.endOffset();
        onDropped.accept("spool_full", oldest.sampleCount());
    }

    /** The oldest blocks with at most {@code maxSamples} samples together; at least one unless the spool is empty. */
    public List<SpoolBlock> peek(int maxSamples) {
        List<SpoolBlock> blocks = new ArrayList<>();
        int samples = 0;
        for (SpoolSegment segment : List.copyOf(segments)) {
            for (SpoolSegment.Entry entry : List.copyOf(segment.unsent())) {
                if (!blocks.isEmpty() && samples + entry.samples() > maxSamples) {
                    return blocks;
                }
                byte[] content = segmentContent(segment);
                if (entry.offset() < content.length && BlockCodec.isWhole(content, entry.offset())) {
                    blocks.add(BlockCodec.decode(content, entry.offset()));
                    samples += entry.samples();
                } else {
                    segment.unsent().remove(entry);
                    onDropped.accept("spool_damaged", entry.samples());
                }
            }
        }
        return blocks;
    }

    private byte[] segmentContent(SpoolSegment segment) {
        if (!cachedSegment.equals(segment.name())) {
            cachedContent = readFile(segment.name());
            cachedSegment = segment.name();
        }
        return cachedContent;
    }

    /** Everything up to this sequence is done, whether delivered or rejected. */
    public void acknowledge(long sequence) throws IOException {
        if (segments.isEmpty()) {
            return;
        }
        acknowledged = Math.max(acknowledged, sequence);
        segments.forEach(segment -> segment.unsent().removeIf(entry -> entry.sequence() <= acknowledged));
        if (isEmpty()) {
            removeSent();
        } else {
            files.replace(ACKNOWLEDGED_FILE, Long.toString(acknowledged).getBytes(StandardCharsets.UTF_8));
            removeSent();
        }
    }

    /** Whether a block with this sequence and time is too old. */
    @FunctionalInterface
    public interface AgeCheck {
        boolean isTooOld(long sequence, long timeMillis);
    }

    /** Drops the oldest blocks while they are too old. */
    public void dropWhile(AgeCheck check) throws IOException {
        while (!segments.isEmpty()
                && !segments.getFirst().unsent().isEmpty()
                && isTooOld(segments.getFirst().unsent().getFirst(), check)) {
            onDropped.accept(
                    "too_old", segments.getFirst().unsent().removeFirst().samples());
            removeSent();
        }
    }

    private static boolean isTooOld(SpoolSegment.Entry entry, AgeCheck check) {
        return check.isTooOld(entry.sequence(), entry.timeMillis());
    }

    private void removeSent() throws IOException {
        while (!segments.isEmpty() && segments.getFirst().unsent().isEmpty()) {
            SpoolSegment sent = segments.getFirst();
            if (sent.isDamaged()) {
                warn.accept("damaged spool file kept as " + files.moveAside(sent.name()));
            } else {
                files.delete(sent.name());
            }
            segments.removeFirst();
            bytes -= sent.endOffset();
            if (cachedSegment.equals(sent.name())) {
                cachedSegment = "";
                cachedContent = new byte[0];
            }
        }
    }
}
