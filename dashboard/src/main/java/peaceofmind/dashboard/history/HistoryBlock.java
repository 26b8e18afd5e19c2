// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.util.List;

/**
 * Rows that are written together.
 *
 * @param sequence number of the block in its resolution, from 1
 * @param lastFinerSequence sequence of the last block of the next finer resolution that is in this one; 0 in the finest
 * @param rows in the order of collection, which differs from the order of their times after the clock was set back
 */
record HistoryBlock(long sequence, long lastFinerSequence, List<Row> rows) {

    HistoryBlock {
        rows = List.copyOf(rows);
    }
}
