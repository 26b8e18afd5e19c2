// SPDX-License-Identifier: Apache-2.0
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
 * The ring of blocks of one resolution. A new block overwrites the one with the lowest sequence number, not the one with the oldest
 * time, so a clock that jumps by years destroys nothing. One thread writes; others may read concurrently.
 */
final class RingFile implements AutoCloseable {

    /** Index entry of a readable block: what a query needs to skip it. */
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

    /** Finds the readable blocks. Only the newest is verified completely, because only it can be torn by the last power cut. */
    static RingFile open(Resolution resolution, RandomAccessStorage storage) throws IOException {
        RingFile ring = new RingFile(resolution, storage);
        long slots =
                Math.min(resolution.slots(), (storage.size() + resolution.slotBytes() - 1) / resolution.slotBytes());
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
        Optional<BlockHeader> header = BlockFormat.readHeader(bytes, resolution)
                .filter(found -> found.sequence() % resolution.slots() == slot);
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

    /** Number of damaged blocks that were noticed. */
    synchronized long damagedBlocks() {
        return damagedBlocks;
    }

    /** Writes the next block; it is on disk when this returns. After a failure, the next attempt uses the same slot. */
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

    /** Sequence number of the newest block; 0 when there is none. */
    synchronized long newestSequence() {
        return blocks.isEmpty() ? 0 : blocks.lastKey();
    }

    /** Sequence of the last block of the next finer resolution that is in the newest block; 0 when there is none. */
    long lastFinerSequence() throws IOException {
        return read(newestSequence()).map(HistoryBlock::lastFinerSequence).orElse(0L);
    }

    /** Sequence numbers of the blocks after that one, oldest first. */
    synchronized List<Long> sequencesAfter(long sequence) {
        return List.copyOf(blocks.tailMap(sequence, false).keySet());
    }

    /** A whole block; empty when it is missing or damaged. */
    Optional<HistoryBlock> read(long sequence) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(resolution.slotBytes());
        storage.read(bytes, position(sequence));
        return BlockFormat.decode(bytes, resolution).filter(block -> block.sequence() == sequence);
    }

    /** The samples of one series between two times in milliseconds since 1970, inclusive. */
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
            Optional<BlockHeader> header = BlockFormat.readHeader(bytes, resolution)
                    .filter(candidate -> candidate.sequence() == entry.sequence);
            if (header.isPresent() && header.get().columnIndex(id) >= 0) {
                addColumn(header.get(), header.get().columnIndex(id), from, to, found);
            }
        }
        return found;
    }

    private void addColumn(BlockHeader header, int column, long from, long to, List<HistorySample> found)
            throws IOException {
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

    /** A block that is being replaced at the moment does not count as damaged. */
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
