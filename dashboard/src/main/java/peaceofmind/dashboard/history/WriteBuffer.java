// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.dashboard.history.Row.Cell;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Series;

/**
 * Rows that are not on disk yet: those of the open block, and full blocks that are waiting to be written. When the clock is set, the
 * rows of the open block are shifted with it, because how long ago they were collected is known better than the time. This happens at
 * every boot of a Raspberry Pi. Thread-safe.
 */
final class WriteBuffer {

    /** One hour. */
    private static final int MAX_SEALED_BLOCKS = 12;

    private static final Duration MIN_CLOCK_STEP = Duration.ofSeconds(5);
    private static final double MIN_ROW_LENGTH_RATIO = 0.9;

    private final Clock clock;
    private final Resolution resolution;
    private final Deque<List<Row>> sealedBlocks = new ArrayDeque<>();
    private List<Row> openRows = new ArrayList<>();
    private long rowStartNanos;
    private long blockStartNanos;
    private Optional<Instant> lastBatchAt = Optional.empty();
    private long lastBatchNanos;
    private long lostRows;

    WriteBuffer(Clock clock, Resolution resolution) {
        this.clock = clock;
        this.resolution = resolution;
    }

    /** Adds the values of one collection, and returns whether a block became full. */
    synchronized boolean add(Instant at, Map<Series, Double> values) {
        long nanos = clock.nanoTime();
        shiftOnClockStep(at, nanos);
        boolean full = isFull(at, nanos);
        if (full) {
            seal();
        }
        Map<Long, Cell> cells = new HashMap<>();
        values.forEach((series, value) -> cells.put(SeriesFingerprint.of(series), Cell.of(value)));
        Row row = new Row(at.toEpochMilli(), 1, cells);
        // Collections jitter: one that comes a little early still starts a new row.
        if (!openRows.isEmpty() && nanos - rowStartNanos < resolution.step().toNanos() * MIN_ROW_LENGTH_RATIO) {
            openRows.add(Aggregation.merge(openRows.removeLast(), row));
        } else {
            blockStartNanos = openRows.isEmpty() ? nanos : blockStartNanos;
            rowStartNanos = nanos;
            openRows.add(row);
        }
        return full;
    }

    private void shiftOnClockStep(Instant at, long nanos) {
        if (lastBatchAt.isPresent()) {
            long elapsedMillis = (nanos - lastBatchNanos) / 1_000_000;
            long stepMillis = Duration.between(lastBatchAt.get(), at).toMillis() - elapsedMillis;
            if (Math.abs(stepMillis) > MIN_CLOCK_STEP.toMillis()) {
                openRows = new ArrayList<>(openRows.stream()
                        .map(row -> new Row(row.at() + stepMillis, row.count(), row.cells()))
                        .toList());
            }
        }
        lastBatchAt = Optional.of(at);
        lastBatchNanos = nanos;
    }

    private boolean isFull(Instant at, long nanos) {
        if (openRows.isEmpty()) {
            return false;
        }
        long window = resolution.window().toMillis();
        return Math.floorDiv(openRows.getLast().at(), window) != Math.floorDiv(at.toEpochMilli(), window)
                || nanos - blockStartNanos >= resolution.window().toNanos()
                || openRows.size() == resolution.maxRows();
    }

    /** Closes the open block. */
    synchronized void seal() {
        if (!openRows.isEmpty()) {
            sealedBlocks.addLast(List.copyOf(openRows));
            openRows = new ArrayList<>();
        }
        while (sealedBlocks.size() > MAX_SEALED_BLOCKS) {
            lostRows += sealedBlocks.removeFirst().size();
        }
    }

    /** The full block that has been waiting longest. */
    synchronized Optional<List<Row>> oldestSealed() {
        return Optional.ofNullable(sealedBlocks.peekFirst());
    }

    /** Removes a block that is now on disk. */
    synchronized void markWritten(List<Row> block) {
        sealedBlocks.remove(block);
    }

    /** All unwritten rows, oldest first. */
    synchronized List<Row> rows() {
        List<Row> all = new ArrayList<>();
        sealedBlocks.forEach(all::addAll);
        all.addAll(openRows);
        return all;
    }

    synchronized int sealedBlocks() {
        return sealedBlocks.size();
    }

    synchronized long lostRows() {
        return lostRows;
    }
}
