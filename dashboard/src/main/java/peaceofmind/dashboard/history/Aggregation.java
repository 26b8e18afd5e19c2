// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import peaceofmind.dashboard.history.Row.Cell;

/** Downsamples rows and samples. */
final class Aggregation {

    private Aggregation() {}

    /** Merges rows into rows of one step, aligned to multiples of the step, in the order of their first parts. */
    static List<Row> downsample(List<Row> finer, Duration step) {
        List<Row> rows = new ArrayList<>();
        for (Row row : finer) {
            long at = Math.floorDiv(row.at(), step.toMillis()) * step.toMillis();
            if (!rows.isEmpty() && rows.getLast().at() == at) {
                rows.add(merge(rows.removeLast(), row));
            } else {
                rows.add(new Row(at, row.count(), row.cells()));
            }
        }
        return rows;
    }

    /** Merges two rows into one at the time of the first. */
    static Row merge(Row first, Row second) {
        Map<Long, Cell> cells = new HashMap<>(first.cells());
        second.cells()
                .forEach((id, cell) ->
                        cells.merge(id, cell, (before, after) -> before.merge(first.count(), after, second.count())));
        return new Row(first.at(), first.count() + second.count(), cells);
    }

    /** The samples of one series between two times, inclusive. */
    static List<HistorySample> samples(List<Row> rows, long id, long from, long to) {
        List<HistorySample> found = new ArrayList<>();
        for (Row row : rows) {
            Cell cell = row.cells().get(id);
            if (cell != null && row.at() >= from && row.at() <= to) {
                found.add(new HistorySample(row.at(), row.count(), cell));
            }
        }
        return found;
    }

    /** Aggregates samples into at most {@code maxPoints} buckets of equal width; a point has the time of its bucket's first sample. */
    static List<HistoryPoint> toPoints(List<HistorySample> samples, long from, long to, int maxPoints) {
        long width = Math.max(1, Math.ceilDiv(to - from + 1, maxPoints));
        TreeMap<Long, HistorySample> buckets = new TreeMap<>();
        for (HistorySample sample : samples) {
            buckets.merge(
                    (sample.at() - from) / width,
                    sample,
                    (one, other) -> new HistorySample(
                            Math.min(one.at(), other.at()),
                            one.count() + other.count(),
                            one.cell().merge(one.count(), other.cell(), other.count())));
        }
        return buckets.values().stream()
                .map(sample -> new HistoryPoint(
                        Instant.ofEpochMilli(sample.at()),
                        sample.cell().min(),
                        sample.cell().avg(),
                        sample.cell().max()))
                .toList();
    }
}
