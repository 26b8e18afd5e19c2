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
 * A block in bytes, big-endian: a header with a checksum over all that follows it up to the columns, the rows' times and counts, the
 * series with a checksum of each one's column, then the columns. One series is read without the others, and whatever a
 * torn write left half done doesn't match its checksum. See {@code docs/decisions/0009-history-format.md}.
 */
final class BlockFormat {

    private static final int MAGIC = 0x50484231;
    private static final int ROW_BYTES = 12;
    private static final int SERIES_BYTES = 12;

    /** Magic, checksum, sequence, through, rows, series. */
    static final int HEADER = 4 + 4 + 8 + 8 + 4 + 4;

    /** What a block says of itself before its columns; {@code ids} and {@code checksums} go together. */
    static final class Head {
        private final long sequence;
        private final long through;
        private final long[] times;
        private final int[] counts;
        private final long[] ids;
        private final int[] checksums;

        private Head(long sequence, long through, int rows, int series) {
            this.sequence = sequence;
            this.through = through;
            times = new long[rows];
            counts = new int[rows];
            ids = new long[series];
            checksums = new int[series];
        }

        long sequence() {
            return sequence;
        }

        long through() {
            return through;
        }

        int rows() {
            return times.length;
        }

        int series() {
            return ids.length;
        }

        long time(int row) {
            return times[row];
        }

        int count(int row) {
            return counts[row];
        }

        LongSummaryStatistics span() {
            return Arrays.stream(times).summaryStatistics();
        }

        /** Number of the series' column, negative when it has none. */
        int column(long id) {
            return Arrays.binarySearch(ids, id);
        }

        int columnsAt() {
            return HEADER + times.length * ROW_BYTES + ids.length * SERIES_BYTES;
        }

        int columnBytes(boolean spread) {
            return times.length * (spread ? 3 : 1) * Float.BYTES;
        }
    }

    private BlockFormat() {}

    static int bytes(int rows, int series, boolean spread) {
        return HEADER + rows * ROW_BYTES + series * (SERIES_BYTES + rows * (spread ? 3 : 1) * Float.BYTES);
    }

    static int headBytes(int rows, int series) {
        return HEADER + rows * ROW_BYTES + series * SERIES_BYTES;
    }

    static ByteBuffer encode(Block block, boolean spread) {
        TreeSet<Long> ids = new TreeSet<>();
        block.rows().forEach(row -> ids.addAll(row.cells().keySet()));
        ByteBuffer out = ByteBuffer.allocate(bytes(block.rows().size(), ids.size(), spread));
        out.putInt(MAGIC).putInt(0).putLong(block.sequence()).putLong(block.through());
        out.putInt(block.rows().size()).putInt(ids.size());
        block.rows().forEach(row -> out.putLong(row.at()).putInt(row.count()));
        int columnsAt = headBytes(block.rows().size(), ids.size());
        int columnBytes = ids.isEmpty() ? 0 : (out.capacity() - columnsAt) / ids.size();
        int column = 0;
        for (long id : ids) {
            int at = columnsAt + columnBytes * column++;
            putColumn(block.rows(), id, spread, out.duplicate().position(at));
            out.putLong(id).putInt(checksum(out, at, columnBytes));
        }
        out.putInt(4, checksum(out, 8, columnsAt - 8));
        return out.position(0);
    }

    private static void putColumn(List<Row> rows, long id, boolean spread, ByteBuffer to) {
        Cell none = Cell.of(Double.NaN);
        for (Row row : rows) {
            Cell cell = row.cells().getOrDefault(id, none);
            if (spread) {
                to.putFloat(cell.min()).putFloat(cell.avg()).putFloat(cell.max());
            } else {
                to.putFloat(cell.avg());
            }
        }
    }

    /** The head of the block that the bytes begin with; empty when it isn't whole. */
    static Optional<Head> head(ByteBuffer bytes, Tier tier) {
        if (bytes.limit() < HEADER || bytes.getInt(0) != MAGIC) {
            return Optional.empty();
        }
        int rows = bytes.getInt(24);
        int series = bytes.getInt(28);
        boolean possible = rows > 0 && rows <= tier.rows() && series >= 0 && series <= Tier.MAX_SERIES;
        if (!possible
                || bytes.limit() < headBytes(rows, series)
                || bytes.getInt(4) != checksum(bytes, 8, headBytes(rows, series) - 8)) {
            return Optional.empty();
        }
        Head head = new Head(bytes.getLong(8), bytes.getLong(16), rows, series);
        ByteBuffer in = bytes.duplicate().position(HEADER);
        for (int row = 0; row < rows; row++) {
            head.times[row] = in.getLong();
            head.counts[row] = in.getInt();
        }
        for (int column = 0; column < series; column++) {
            head.ids[column] = in.getLong();
            head.checksums[column] = in.getInt();
        }
        return Optional.of(head);
    }

    /** The cells of a column in the order of the rows; empty when it is damaged. A row without that series has NaN. */
    static Optional<List<Cell>> column(Head head, int column, ByteBuffer bytes, boolean spread) {
        int length = head.columnBytes(spread);
        if (bytes.limit() < length || checksum(bytes, 0, length) != head.checksums[column]) {
            return Optional.empty();
        }
        List<Cell> cells = new ArrayList<>();
        for (int row = 0; row < head.times.length; row++) {
            cells.add(
                    spread
                            ? new Cell(
                                    bytes.getFloat(12 * row),
                                    bytes.getFloat(12 * row + 4),
                                    bytes.getFloat(12 * row + 8))
                            : Cell.of(bytes.getFloat(4 * row)));
        }
        return Optional.of(cells);
    }

    /** The whole block; empty when any part of it is damaged. */
    static Optional<Block> decode(ByteBuffer bytes, Tier tier) {
        Optional<Head> found = head(bytes, tier);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Head head = found.get();
        List<Map<Long, Cell>> rows = new ArrayList<>();
        Arrays.stream(head.times).forEach(_ -> rows.add(new HashMap<>()));
        int length = head.columnBytes(tier.spread());
        for (int column = 0; column < head.ids.length; column++) {
            int at = head.columnsAt() + column * length;
            if (at + length > bytes.limit()) {
                return Optional.empty();
            }
            Optional<List<Cell>> cells = column(head, column, bytes.slice(at, length), tier.spread());
            if (cells.isEmpty()) {
                return Optional.empty();
            }
            for (int row = 0; row < rows.size(); row++) {
                if (!Float.isNaN(cells.get().get(row).avg())) {
                    rows.get(row).put(head.ids[column], cells.get().get(row));
                }
            }
        }
        List<Row> whole = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            whole.add(new Row(head.times[row], head.counts[row], rows.get(row)));
        }
        return Optional.of(new Block(head.sequence(), head.through(), whole));
    }

    private static int checksum(ByteBuffer bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.slice(from, length));
        return (int) checksum.getValue();
    }
}
