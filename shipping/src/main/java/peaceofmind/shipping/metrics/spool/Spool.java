package peaceofmind.shipping.metrics.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * Blocks on the disk, oldest first, in files of half a megabyte or an eighth of the bound. When the bound is reached the oldest file goes. A torn tail is cut off;
 * of a damaged file every whole record is sent, then it is moved aside instead of removed. What has arrived is remembered by sequence,
 * so that a restart does not send it again. Not thread-safe.
 */
public final class Spool {

    private static final int SEGMENT_BYTES = 512 * 1024;
    private static final String ACKNOWLEDGED = "acknowledged";

    private final SpoolFiles files;
    private final long maxBytes;
    private final long segmentBytes;
    private final ObjLongConsumer<String> dropped;
    private final Consumer<String> say;
    private final Deque<Segment> segments = new ArrayDeque<>();
    private long acknowledged;
    private long bytes;
    private String cachedName = "";
    private byte[] cached = new byte[0];

    /**
     * Opens what an earlier run left; what can't be read is told and left where it is.
     *
     * @param maxBytes bound of all files together
     * @param dropped told the reason and the number of points that had to go
     */
    public Spool(SpoolFiles files, long maxBytes, ObjLongConsumer<String> dropped, Consumer<String> say) {
        this.files = files;
        this.maxBytes = maxBytes;
        // At the bound a whole file goes: it must be a small part.
        this.segmentBytes = Math.min(SEGMENT_BYTES, maxBytes / 8);
        this.dropped = dropped;
        this.say = say;
        try {
            String last = new String(files.read(ACKNOWLEDGED), StandardCharsets.UTF_8).strip();
            acknowledged = last.matches("\\d{1,18}") ? Long.parseLong(last) : 0;
            for (String name : files.list()) {
                if (name.endsWith(Segment.SUFFIX)) {
                    open(name);
                }
            }
            removeSent();
        } catch (IOException unreadable) {
            say.accept("the spool cannot be read: " + unreadable);
        }
    }

    private void open(String name) {
        Segment segment = Segment.scan(name, contentOf(name));
        segment.unsent().removeIf(entry -> entry.sequence() <= acknowledged);
        if (segment.isDamaged()) {
            say.accept("the spool file " + name + " is damaged: what can be read of it is still sent");
        }
        segments.add(segment);
        bytes += segment.end();
    }

    private byte[] contentOf(String name) {
        try {
            return files.read(name);
        } catch (IOException badSector) {
            say.accept("the spool file " + name + " cannot be read (" + badSector + "): it is passed over");
            return new byte[0];
        }
    }

    /** Greater than every sequence that was ever kept here. */
    public long nextSequence() {
        return 1
                + segments.stream()
                        .flatMap(segment -> segment.unsent().stream())
                        .mapToLong(Segment.Entry::sequence)
                        .reduce(acknowledged, Math::max);
    }

    public boolean isEmpty() {
        return segments.stream().allMatch(segment -> segment.unsent().isEmpty());
    }

    public long bytes() {
        return bytes;
    }

    public long points() {
        return segments.stream().mapToLong(Segment::points).sum();
    }

    /**
     * Appends a block; it survives a power cut when this returns.
     *
     * @throws IOException when the disk does not take it: the block is not kept, the spool is as before
     */
    public void append(Block block) throws IOException {
        byte[] record = BlockCodec.encode(block);
        if (record.length > maxBytes) {
            dropped.accept("spool_full", block.points().size());
            return;
        }
        while (bytes + record.length > maxBytes && !segments.isEmpty()) {
            dropOldest();
        }
        Segment active = segments.peekLast();
        if (active == null || active.isDamaged() || active.end() + record.length > segmentBytes) {
            active = Segment.begin(block.sequence());
            files.write(active.name(), 0, record);
            segments.add(active);
        } else {
            files.write(active.name(), active.end(), record);
        }
        active.appended(
                new Segment.Entry(
                        block.sequence(), block.timeMillis(), block.points().size(), active.end()),
                record.length);
        bytes += record.length;
        cachedName = "";
    }

    private void dropOldest() throws IOException {
        Segment oldest = segments.getFirst();
        files.delete(oldest.name());
        segments.removeFirst();
        bytes -= oldest.end();
        dropped.accept("spool_full", oldest.points());
    }

    /** The oldest blocks, as many as fit into that number of points; at least one unless there is none. */
    public List<Block> peek(int maxPoints) {
        List<Block> blocks = new ArrayList<>();
        int points = 0;
        for (Segment segment : List.copyOf(segments)) {
            for (Segment.Entry entry : List.copyOf(segment.unsent())) {
                if (!blocks.isEmpty() && points + entry.points() > maxPoints) {
                    return blocks;
                }
                byte[] content = content(segment);
                if (entry.offset() < content.length && BlockCodec.isWhole(content, entry.offset())) {
                    blocks.add(BlockCodec.decode(content, entry.offset()));
                    points += entry.points();
                } else {
                    segment.unsent().remove(entry);
                    dropped.accept("spool_damaged", entry.points());
                }
            }
        }
        return blocks;
    }

    private byte[] content(Segment segment) {
        if (!cachedName.equals(segment.name())) {
            cached = contentOf(segment.name());
            cachedName = segment.name();
        }
        return cached;
    }

    /** Everything up to that sequence is done with, whether it arrived or was refused. */
    public void acknowledge(long sequence) throws IOException {
        if (segments.isEmpty()) {
            return;
        }
        acknowledged = Math.max(acknowledged, sequence);
        segments.forEach(segment -> segment.unsent().removeIf(entry -> entry.sequence() <= acknowledged));
        if (isEmpty()) {
            removeSent();
        } else {
            files.replace(ACKNOWLEDGED, Long.toString(acknowledged).getBytes(StandardCharsets.UTF_8));
            removeSent();
        }
    }

    /** Whether a block of that sequence and time is too old. */
    @FunctionalInterface
    public interface Age {
        boolean isTooOld(long sequence, long timeMillis);
    }

    /** Drops, from the front, what is too old. */
    public void dropWhile(Age age) throws IOException {
        while (!segments.isEmpty()
                && !segments.getFirst().unsent().isEmpty()
                && isTooOld(segments.getFirst().unsent().getFirst(), age)) {
            dropped.accept("too_old", segments.getFirst().unsent().removeFirst().points());
            removeSent();
        }
    }

    private static boolean isTooOld(Segment.Entry entry, Age age) {
        return age.isTooOld(entry.sequence(), entry.timeMillis());
    }

    private void removeSent() throws IOException {
        while (!segments.isEmpty() && segments.getFirst().unsent().isEmpty()) {
            Segment sent = segments.getFirst();
            if (sent.isDamaged()) {
                say.accept("the damaged spool file is kept as " + files.moveAside(sent.name()));
            } else {
                files.delete(sent.name());
            }
            segments.removeFirst();
            bytes -= sent.end();
            if (cachedName.equals(sent.name())) {
                cachedName = "";
                cached = new byte[0];
            }
        }
    }
}
