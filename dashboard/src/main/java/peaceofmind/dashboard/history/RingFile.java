package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.dashboard.history.BlockFormat.Head;
import peaceofmind.dashboard.history.Row.Cell;

/**
 * The blocks of a tier. A new one takes the place of the oldest, found by its number and not by its time: a clock that jumps by
 * years destroys nothing. One thread writes; others may read meanwhile.
 */
final class RingFile implements AutoCloseable {

    /** A block that can be read: what a query needs to pass it over. */
    private record Entry(long sequence, long minAt, long maxAt, int rows, int series) {}

    private final Tier tier;
    private final Disk disk;
    private final TreeMap<Long, Entry> blocks = new TreeMap<>();
    private long damaged;
    private long next = 1;

    private RingFile(Tier tier, Disk disk) {
        this.tier = tier;
        this.disk = disk;
    }

    /** Finds the whole blocks. The newest is looked at thoroughly, since it alone can be torn by the last power cut. */
    static RingFile open(Tier tier, Disk disk) throws IOException {
        RingFile ring = new RingFile(tier, disk);
        long slots = Math.min(tier.slots(), (disk.size() + tier.slotBytes() - 1) / tier.slotBytes());
        for (int slot = 0; slot < slots; slot++) {
            ring.find(slot);
        }
        while (!ring.blocks.isEmpty() && ring.read(ring.blocks.lastKey()).isEmpty()) {
            ring.blocks.pollLastEntry();
        }
        ring.next = ring.blocks.isEmpty() ? 1 : ring.blocks.lastKey() + 1;
        return ring;
    }

    private void find(int slot) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BlockFormat.headBytes(tier.rows(), Tier.MAX_SERIES));
        disk.read(bytes, (long) slot * tier.slotBytes());
        Optional<Head> head = BlockFormat.head(bytes, tier).filter(found -> found.sequence() % tier.slots() == slot);
        if (head.isPresent()) {
            blocks.put(head.get().sequence(), entry(head.get()));
        } else if (bytes.limit() > 0 && bytes.get(0) != 0) {
            damaged++;
        }
    }

    private static Entry entry(Head head) {
        LongSummaryStatistics span = head.span();
        return new Entry(head.sequence(), span.getMin(), span.getMax(), head.rows(), head.series());
    }

    /** Blocks that a power cut or the disk spoiled, as far as it was noticed. */
    synchronized long damaged() {
        return damaged;
    }

    /** Writes the next block; it is on the disk when this returns. When it fails the next try takes the same slot. */
    Block append(List<Row> rows, long through) throws IOException {
        Block block;
        synchronized (this) {
            block = new Block(next, through, rows);
            blocks.remove(next - tier.slots());
        }
        ByteBuffer bytes = BlockFormat.encode(block, tier.spread());
        disk.write(bytes, position(block.sequence()));
        disk.force();
        bytes.rewind();
        Head head = BlockFormat.head(bytes, tier).orElseThrow();
        synchronized (this) {
            blocks.put(block.sequence(), entry(head));
            next++;
        }
        return block;
    }

    /** Number of the newest block; 0 when there is none. */
    synchronized long newest() {
        return blocks.isEmpty() ? 0 : blocks.lastKey();
    }

    /** What the newest block says is in the coarser or finer tiers up to it; 0 when there is none. */
    long through() throws IOException {
        return read(newest()).map(Block::through).orElse(0L);
    }

    /** Numbers of the blocks after that one, oldest first. */
    synchronized List<Long> after(long sequence) {
        return List.copyOf(blocks.tailMap(sequence, false).keySet());
    }

    /** A whole block; empty when it isn't there or is damaged. */
    Optional<Block> read(long sequence) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(tier.slotBytes());
        disk.read(bytes, position(sequence));
        return BlockFormat.decode(bytes, tier).filter(block -> block.sequence() == sequence);
    }

    /** The rows of one series between two moments, both included, in milliseconds since 1970. */
    List<Sample> read(long id, long from, long to) throws IOException {
        List<Entry> wanted;
        synchronized (this) {
            wanted = blocks.values().stream()
                    .filter(entry -> entry.maxAt >= from && entry.minAt <= to)
                    .toList();
        }
        List<Sample> found = new ArrayList<>();
        for (Entry entry : wanted) {
            ByteBuffer bytes = ByteBuffer.allocate(BlockFormat.headBytes(entry.rows, entry.series));
            disk.read(bytes, position(entry.sequence));
            Optional<Head> head = BlockFormat.head(bytes, tier).filter(same -> same.sequence() == entry.sequence);
            if (head.isPresent() && head.get().column(id) >= 0) {
                addColumn(head.get(), head.get().column(id), from, to, found);
            }
        }
        return found;
    }

    private void addColumn(Head head, int column, long from, long to, List<Sample> found) throws IOException {
        int length = head.columnBytes(tier.spread());
        ByteBuffer bytes = ByteBuffer.allocate(length);
        disk.read(bytes, position(head.sequence()) + head.columnsAt() + (long) column * length);
        Optional<List<Cell>> cells = BlockFormat.column(head, column, bytes, tier.spread());
        if (cells.isEmpty()) {
            noteDamage(head.sequence());
            return;
        }
        for (int row = 0; row < head.rows(); row++) {
            long at = head.time(row);
            if (at >= from && at <= to && !Float.isNaN(cells.get().get(row).avg())) {
                found.add(new Sample(at, head.count(row), cells.get().get(row)));
            }
        }
    }

    /** A block that is being replaced just now is no damage. */
    private synchronized void noteDamage(long sequence) {
        if (blocks.containsKey(sequence)) {
            damaged++;
        }
    }

    private long position(long sequence) {
        return sequence % tier.slots() * tier.slotBytes();
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
