package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.dashboard.history.BlockFormat.BlockHeader;
import peaceofmind.dashboard.history.Row.Cell;

/**
 * The blocks of a tier. A new one takes the place of the oldest, found by its number and not by its time: a clock that jumps by
 * years destroys nothing. One thread writes; others may read meanwhile.
 */
final class RingFile implements AutoCloseable {

    /** A block that can be read: what a query needs to pass it over. */
    private record Entry(long sequence, long minAt, long maxAt, int rows, int series) {}

    private final Resolution resolution;
    private final RandomAccessStorage storage;
    private final TreeMap<Long, Entry> blocks = new TreeMap<>();
    private long damagedBlocks;
    private long nextSequence = 1;

    private RingFile(Resolution resolution, RandomAccessStorage storage) {
        this.resolution = resolution;
        this.storage = storage;
    }

    /** Finds the whole blocks. The newest is looked at thoroughly, since it alone can be torn by the last power cut. */
    static RingFile open(Resolution resolution, RandomAccessStorage storage) throws IOException {
        RingFile ring = new RingFile(resolution, storage);
        long slots = Math.min(resolution.slots(), (storage.size() + resolution.slotBytes() - 1) / resolution.slotBytes());
        for (int slot = 0; slot < slots; slot++) {
            ring.loadSlot(slot);
        }
        while (!ring.blocks.isEmpty() && ring.read(ring.blocks.lastKey()).isEmpty()) {
            ring.blocks.pollLastEntry();
        }
        ring.nextSequence = ring.blocks.isEmpty() ? 1 : ring.blocks.lastKey() + 1;
        return ring;
    }

    private void loadSlot(int slot) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BlockFormat.headerBytes(resolution.maxRows(), Resolution.MAX_SERIES));
        storage.read(bytes, (long) slot * resolution.slotBytes());
        Optional<BlockHeader> header = BlockFormat.readHeader(bytes, resolution).filter(found -> found.sequence() % resolution.slots() == slot);
        if (header.isPresent()) {
            blocks.put(header.get().sequence(), entry(header.get()));
        } else if (bytes.limit() > 0 && bytes.get(0) != 0) {
            damagedBlocks++;
        }
    }

    private static Entry entry(BlockHeader header) {
        LongSummaryStatistics span = header.timeRange();
        return new Entry(header.sequence(), span.getMin(), span.getMax(), header.rowCount(), header.seriesCount());
    }

    /** Blocks that a power cut or the disk spoiled, as far as it was noticed. */
    synchronized long damagedBlocks() {
        return damagedBlocks;
    }

    /** Writes the next block; it is on the disk when this returns. When it fails the next try takes the same slot. */
    HistoryBlock append(List<Row> rows, long lastFinerSequence) throws IOException {
        HistoryBlock block;
        synchronized (this) {
            block = new HistoryBlock(nextSequence, lastFinerSequence, rows);
            blocks.remove(nextSequence - resolution.slots());
        }
        ByteBuffer bytes = BlockFormat.encode(block, resolution.hasMinMax());
        storage.write(bytes, position(block.sequence()));
        storage.force();
        bytes.rewind();
        BlockHeader header = BlockFormat.readHeader(bytes, resolution).orElseThrow();
        synchronized (this) {
            blocks.put(block.sequence(), entry(header));
            nextSequence++;
        }
        return block;
    }

    /** Number of the newest block; 0 when there is none. */
    synchronized long newestSequence() {
        return blocks.isEmpty() ? 0 : blocks.lastKey();
    }

    /** What the newest block says is in the coarser or finer tiers up to it; 0 when there is none. */
    long lastFinerSequence() throws IOException {
        return read(newestSequence()).map(HistoryBlock::lastFinerSequence).orElse(0L);
    }

    /** Numbers of the blocks after that one, oldest first. */
    synchronized List<Long> sequencesAfter(long sequence) {
        return List.copyOf(blocks.tailMap(sequence, false).keySet());
    }

    /** A whole block; empty when it isn't there or is damaged. */
    Optional<HistoryBlock> read(long sequence) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(resolution.slotBytes());
        storage.read(bytes, position(sequence));
        return BlockFormat.decode(bytes, resolution).filter(block -> block.sequence() == sequence);
    }

    /** The rows of one series between two moments, both included, in milliseconds since 1970. */
    List<HistorySample> read(long id, long from, long to) throws IOException {
        List<Entry> overlapping;
        synchronized (this) {
            overlapping = blocks.values().stream()
                    .filter(entry -> entry.maxAt >= from && entry.minAt <= to)
                    .toList();
        }
        List<HistorySample> found = new ArrayList<>();
        for (Entry entry : overlapping) {
            ByteBuffer bytes = ByteBuffer.allocate(BlockFormat.headerBytes(entry.rows, entry.series));
            storage.read(bytes, position(entry.sequence));
            Optional<BlockHeader> header = BlockFormat.readHeader(bytes, resolution).filter(candidate -> candidate.sequence() == entry.sequence);
            if (header.isPresent() && header.get().columnIndex(id) >= 0) {
                addColumn(header.get(), header.get().columnIndex(id), from, to, found);
            }
        }
        return found;
    }

    private void addColumn(BlockHeader header, int column, long from, long to, List<HistorySample> found) throws IOException {
        int length = header.columnBytes(resolution.hasMinMax());
        ByteBuffer bytes = ByteBuffer.allocate(length);
        storage.read(bytes, position(header.sequence()) + header.columnsOffset() + (long) column * length);
        Optional<List<Cell>> cells = BlockFormat.readColumn(header, column, bytes, resolution.hasMinMax());
        if (cells.isEmpty()) {
            countDamage(header.sequence());
            return;
        }
        for (int row = 0; row < header.rowCount(); row++) {
            long at = header.time(row);
            if (at >= from && at <= to && !Float.isNaN(cells.get().get(row).avg())) {
                found.add(new HistorySample(at, header.count(row), cells.get().get(row)));
            }
        }
    }

    /** A block that is being replaced just now is no damage. */
    private synchronized void countDamage(long sequence) {
        if (blocks.containsKey(sequence)) {
            damagedBlocks++;
        }
    }

    private long position(long sequence) {
        return sequence % resolution.slots() * resolution.slotBytes();
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
