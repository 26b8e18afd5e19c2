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
import peaceofmind.metrics.Series;
import peaceofmind.foundation.time.Clock;

/**
 * Rows that are not on the disk yet: the block that is being filled, and full ones that wait for the disk. When the clock is
 * set, the rows of the unfinished block move with it: they were collected so and so long ago, whatever the clock said then. That
 * is every boot of a Raspberry Pi. Thread-safe.
 */
final class Waiting {

    /** An hour of a disk that refuses. */
    private static final int MAX_SEALED = 12;

    private static final Duration STEP = Duration.ofSeconds(5);
    private static final double EARLY = 0.9;

    private final Clock clock;
    private final Tier tier;
    private final Deque<List<Row>> sealed = new ArrayDeque<>();
    private List<Row> open = new ArrayList<>();
    private long rowBegunNanos;
    private long blockBegunNanos;
    private Optional<Instant> lastAt = Optional.empty();
    private long lastNanos;
    private long lost;

    Waiting(Clock clock, Tier tier) {
        this.clock = clock;
        this.tier = tier;
    }

    /** Adds what was collected at that moment; true when a block became full by it. */
    synchronized boolean add(Instant at, Map<Series, Double> values) {
        long nanos = clock.nanoTime();
        move(at, nanos);
        boolean full = isFull(at, nanos);
        if (full) {
            seal();
        }
        Map<Long, Cell> cells = new HashMap<>();
        values.forEach((series, value) -> cells.put(Identity.of(series), Cell.of(value)));
        Row row = new Row(at.toEpochMilli(), 1, cells);
        // A little early still is the next one: collections come every 15 s, give or take.
        if (!open.isEmpty() && nanos - rowBegunNanos < tier.step().toNanos() * EARLY) {
            open.add(Aggregation.merge(open.removeLast(), row));
        } else {
            blockBegunNanos = open.isEmpty() ? nanos : blockBegunNanos;
            rowBegunNanos = nanos;
            open.add(row);
        }
        return full;
    }

    private void move(Instant at, long nanos) {
        if (lastAt.isPresent()) {
            long passed = (nanos - lastNanos) / 1_000_000;
            long step = Duration.between(lastAt.get(), at).toMillis() - passed;
            if (Math.abs(step) > STEP.toMillis()) {
                open = new ArrayList<>(open.stream()
                        .map(row -> new Row(row.at() + step, row.count(), row.cells()))
                        .toList());
            }
        }
        lastAt = Optional.of(at);
        lastNanos = nanos;
    }

    private boolean isFull(Instant at, long nanos) {
        if (open.isEmpty()) {
            return false;
        }
        long window = tier.window().toMillis();
        return Math.floorDiv(open.getLast().at(), window) != Math.floorDiv(at.toEpochMilli(), window)
                || nanos - blockBegunNanos >= tier.window().toNanos()
                || open.size() == tier.rows();
    }

    /** Ends the block that is being filled. */
    synchronized void seal() {
        if (!open.isEmpty()) {
            sealed.addLast(List.copyOf(open));
            open = new ArrayList<>();
        }
        while (sealed.size() > MAX_SEALED) {
            lost += sealed.removeFirst().size();
        }
    }

    /** The full block that waits longest. */
    synchronized Optional<List<Row>> oldest() {
        return Optional.ofNullable(sealed.peekFirst());
    }

    /** That block is on the disk. */
    synchronized void written(List<Row> block) {
        sealed.remove(block);
    }

    /** All that waits, oldest first. */
    synchronized List<Row> rows() {
        List<Row> all = new ArrayList<>();
        sealed.forEach(all::addAll);
        all.addAll(open);
        return all;
    }

    synchronized int blocks() {
        return sealed.size();
    }

    synchronized long lost() {
        return lost;
    }
}
