package peaceofmind.dashboard.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import peaceofmind.dashboard.history.Row.Cell;

/** Finer rows and samples become coarser ones. */
final class Aggregation {

    private Aggregation() {}

    /** Rows of a step each, at multiples of it on the wall clock, in the order in which their first part comes. */
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

    /** Both together, at the time of the first. */
    static Row merge(Row first, Row second) {
        Map<Long, Cell> cells = new HashMap<>(first.cells());
        second.cells()
                .forEach((id, cell) ->
                        cells.merge(id, cell, (before, after) -> before.merge(first.count(), after, second.count())));
        return new Row(first.at(), first.count() + second.count(), cells);
    }

    /** What the rows know of one series between two moments, both included. */
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

    /** Points of equal width, at most {@code maxPoints}; those of one stretch stand at its first sample's time. */
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
