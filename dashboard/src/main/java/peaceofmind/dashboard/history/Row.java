package peaceofmind.dashboard.history;

import java.util.Map;

/**
 * The values of all series in one stretch of time.
 *
 * @param at milliseconds since 1970
 * @param count how many batches went into it, at least 1
 * @param cells by the series' identity ({@link SeriesFingerprint#of})
 */
record Row(long at, int count, Map<Long, Cell> cells) {

    /** Smallest, mean and largest value; single precision, which a chart can't tell from double. */
    record Cell(float min, float avg, float max) {

        static Cell of(double value) {
            float single = (float) value;
            return new Cell(single, single, single);
        }

        /** Of both stretches together; weights are the batches in each. */
        Cell merge(int weight, Cell other, int otherWeight) {
            double mean = ((double) avg * weight + (double) other.avg * otherWeight) / (weight + otherWeight);
            return new Cell(Math.min(min, other.min), (float) mean, Math.max(max, other.max));
        }
    }

    Row {
        cells = Map.copyOf(cells);
    }
}
