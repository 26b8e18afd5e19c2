package peaceofmind.dashboard.history;

import java.util.List;

/**
 * Rows that are written together.
 *
 * @param sequence number of the block in its tier, from 1
 * @param lastFinerSequence sequence of the last block of the finer tier that went into this one; 0 in the finest tier
 * @param rows in the order of their collection, which is not that of their times when the clock was set back
 */
record HistoryBlock(long sequence, long lastFinerSequence, List<Row> rows) {

    HistoryBlock {
        rows = List.copyOf(rows);
    }
}
