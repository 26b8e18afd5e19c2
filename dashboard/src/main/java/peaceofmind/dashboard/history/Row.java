// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.util.Map;

/**
 * The values of all series in one step of time.
 *
 * @param at milliseconds since 1970
 * @param count number of batches that it aggregates, at least 1
 * @param cells by fingerprint of the series ({@link SeriesFingerprint#of})
 */
record Row(long at, int count, Map<Long, Cell> cells) {

    /** Minimum, average and maximum, in single precision, which is enough for a chart. */
    record Cell(float min, float avg, float max) {

        static Cell of(double value) {
            float single = (float) value;
            return new Cell(single, single, single);
        }

        /** Aggregates two cells; the weights are the numbers of batches in each. */
        Cell merge(int weight, Cell other, int otherWeight) {
            double mean = ((double) avg * weight + (double) other.avg * otherWeight) / (weight + otherWeight);
            return new Cell(Math.min(min, other.min), (float) mean, Math.max(max, other.max));
        }
    }

    Row {
        cells = Map.copyOf(cells);
    }
}
