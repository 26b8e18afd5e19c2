// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import peaceofmind.dashboard.history.Row.Cell;

/**
 * The binary format of a block, big-endian: a header with a checksum over everything after it up to the columns, the times and counts of
 * the rows, the series with a checksum of each one's column, then the columns. One series can be read without the others, and a torn
 * write fails its checksum. See {@code docs/decisions/0009-history-format.md}.
 */
final class BlockFormat {

    private static final int MAGIC = 0x50484231;
    private static final int ROW_BYTES = 12;
    private static final int SERIES_BYTES = 12;

    /** Magic, checksum, sequence, last finer sequence, rows, series. */
    static final int FIXED_HEADER_BYTES = 4 + 4 + 8 + 8 + 4 + 4;

    /** Everything in a block before its columns; {@code ids} and {@code checksums} have the same order. */
    static final class BlockHeader {
        private final long sequence;
        private final long lastFinerSequence;
        private final long[] times;
        private final int[] counts;
        private final long[] ids;
        private final int[] checksums;

        private BlockHeader(long sequence, long lastFinerSequence, int rows, int series) {
            this.sequence = sequence;
            this.lastFinerSequence = lastFinerSequence;
            times = new long[rows];
            counts = new int[rows];
            ids = new long[series];
            checksums = new int[series];
        }

        long sequence() {
            return sequence;
        }

        long lastFinerSequence() {
            return lastFinerSequence;
        }

        int rowCount() {
            return times.length;
        }

        int seriesCount() {
            return ids.length;
        }

        long time(int row) {
            return times[row];
        }

        int count(int row) {
            return counts[row];
        }

        LongSummaryStatistics timeRange() {
            return Arrays.stream(times).summaryStatistics();
        }

        /** Index of the series' column; negative when there is none. */
        int columnIndex(long id) {
            return Arrays.binarySearch(ids, id);
        }

        int columnsOffset() {
            return FIXED_HEADER_BYTES + times.length * ROW_BYTES + ids.length * SERIES_BYTES;
        }

        int columnBytes(boolean hasMinMax) {
            return times.length * (hasMinMax ? 3 : 1) * Float.BYTES;
        }
    }

    private BlockFormat() {}

    static int blockBytes(int rows, int series, boolean hasMinMax) {
        return FIXED_HEADER_BYTES
                + rows * ROW_BYTES
                + series * (SERIES_BYTES + rows * (hasMinMax ? 3 : 1) * Float.BYTES);
    }

    static int headerBytes(int rows, int series) {
        return FIXED_HEADER_BYTES + rows * ROW_BYTES + series * SERIES_BYTES;
    }

    static ByteBuffer encode(HistoryBlock block, boolean hasMinMax) {
        TreeSet<Long> ids = new TreeSet<>();
        block.rows().forEach(row -> ids.addAll(row.cells().keySet()));
        ByteBuffer out = ByteBuffer.allocate(blockBytes(block.rows().size(), ids.size(), hasMinMax));
        out.putInt(MAGIC).putInt(0).putLong(block.sequence()).putLong(block.lastFinerSequence());
        out.putInt(block.rows().size()).putInt(ids.size());
        block.rows().forEach(row -> out.putLong(row.at()).putInt(row.count()));
        int columnsOffset = headerBytes(block.rows().size(), ids.size());
        int columnBytes = ids.isEmpty() ? 0 : (out.capacity() - columnsOffset) / ids.size();
        int column = 0;
        for (long id : ids) {
            int offset = columnsOffset + columnBytes * column++;
            putColumn(block.rows(), id, hasMinMax, out.duplicate().position(offset));
            out.putLong(id).putInt(checksum(out, offset, columnBytes));
        }
        out.putInt(4, checksum(out, 8, columnsOffset - 8));
        return out.position(0);
    }

    private static void putColumn(List<Row> rows, long id, boolean hasMinMax, ByteBuffer to) {
        Cell absent = Cell.of(Double.NaN);
        for (Row row : rows) {
            Cell cell = row.cells().getOrDefault(id, absent);
            if (hasMinMax) {
                to.putFloat(cell.min()).putFloat(cell.avg()).putFloat(cell.max());
            } else {
                to.putFloat(cell.avg());
            }
        }
    }

    /** The header of the block at the start of the bytes; empty when it is incomplete or damaged. */
    static Optional<BlockHeader> readHeader(ByteBuffer bytes, Resolution resolution) {
        if (bytes.limit() < FIXED_HEADER_BYTES || bytes.getInt(0) != MAGIC) {
            return Optional.empty();
        }
        int rows = bytes.getInt(24);
        int series = bytes.getInt(28);
        boolean plausible = rows > 0 && rows <= resolution.maxRows() && series >= 0 && series <= Resolution.MAX_SERIES;
        if (!plausible
                || bytes.limit() < headerBytes(rows, series)
                || bytes.getInt(4) != checksum(bytes, 8, headerBytes(rows, series) - 8)) {
            return Optional.empty();
        }
        BlockHeader header = new BlockHeader(bytes.getLong(8), bytes.getLong(16), rows, series);
        ByteBuffer in = bytes.duplicate().position(FIXED_HEADER_BYTES);
        for (int row = 0; row < rows; row++) {
            header.times[row] = in.getLong();
            header.counts[row] = in.getInt();
        }
        for (int column = 0; column < series; column++) {
            header.ids[column] = in.getLong();
            header.checksums[column] = in.getInt();
        }
        return Optional.of(header);
    }

    /** The cells of a column in the order of the rows; empty when the column is damaged. A row without the series has NaN. */
    static Optional<List<Cell>> readColumn(BlockHeader header, int column, ByteBuffer bytes, boolean hasMinMax) {
        int length = header.columnBytes(hasMinMax);
        if (bytes.limit() < length || checksum(bytes, 0, length) != header.checksums[column]) {
            return Optional.empty();
        }
        List<Cell> cells = new ArrayList<>();
        for (int row = 0; row < header.times.length; row++) {
            cells.add(
                    hasMinMax
                            ? new Cell(
                                    bytes.getFloat(12 * row),
                                    bytes.getFloat(12 * row + 4),
                                    bytes.getFloat(12 * row + 8))
                            : Cell.of(bytes.getFloat(4 * row)));
        }
        return Optional.of(cells);
    }

    /** The whole block; empty when any part of it is damaged. */
    static Optional<HistoryBlock> decode(ByteBuffer bytes, Resolution resolution) {
        Optional<BlockHeader> found = readHeader(bytes, resolution);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        BlockHeader header = found.get();
        List<Map<Long, Cell>> rows = new ArrayList<>();
        Arrays.stream(header.times).forEach(_ -> rows.add(new HashMap<>()));
        int length = header.columnBytes(resolution.hasMinMax());
        for (int column = 0; column < header.ids.length; column++) {
            int offset = header.columnsOffset() + column * length;
            if (offset + length > bytes.limit()) {
                return Optional.empty();
            }
            Optional<List<Cell>> cells =
                    readColumn(header, column, bytes.slice(offset, length), resolution.hasMinMax());
            if (cells.isEmpty()) {
                return Optional.empty();
            }
            for (int row = 0; row < rows.size(); row++) {
                if (!Float.isNaN(cells.get().get(row).avg())) {
                    rows.get(row).put(header.ids[column], cells.get().get(row));
                }
            }
        }
        List<Row> decoded = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            decoded.add(new Row(header.times[row], header.counts[row], rows.get(row)));
        }
        return Optional.of(new HistoryBlock(header.sequence(), header.lastFinerSequence(), decoded));
    }

    private static int checksum(ByteBuffer bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.slice(from, length));
        return (int) checksum.getValue();
    }
}
