package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.shipping.metrics.wire.Point;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;

/**
 * Chooses from each batch what one destination gets: every allowed series once per interval, a watched one also at once when its value
 * changes, and a stale marker when a series ends. Not thread-safe.
 */
final class Selection {

    /** The rhythm of collecting trembles, on a busy device by seconds; a round must not be missed for it. */
    private static final long LEAST_TREMBLE_MILLIS = 500;

    private static final long INTERVAL_PER_TREMBLE = 8;

    private static final int MAX_LABEL_CHARS = 2048;

    /** What was chosen. Without points there is nothing to send. */
    record Chosen(List<Point> points, boolean urgent) {}

    private static final class Known {
        private final Series series;
        private final boolean watched;
        private Optional<Point> sent = Optional.empty();
        private long seenInBatch;

        Known(Series series, boolean watched) {
            this.series = series;
            this.watched = watched;
        }
    }

    private final AllowList allow;
    private final AllowList watched = new AllowList(DefaultAllowList.WATCHED);
    private final Map<String, String> external;
    private final long intervalMillis;
    private final long trembleMillis;
    private final Map<String, Boolean> allowed = new HashMap<>();
    private final Map<String, Map<Map<String, String>, Known>> known = new HashMap<>();
    private long batches;
    private int series;
    private Optional<Long> roundMillis = Optional.empty();

    /** @param external labels that every series gets unless it has one of that name; those without a value are left out */
    Selection(List<String> allow, Duration interval, Map<String, String> external) {
        this.allow = new AllowList(allow);
        this.intervalMillis = interval.toMillis();
        this.trembleMillis = Math.max(LEAST_TREMBLE_MILLIS, intervalMillis / INTERVAL_PER_TREMBLE);
        this.external = Map.copyOf(external);
    }

    Chosen choose(Batch batch) {
        batches++;
        long now = batch.timestamp().toEpochMilli();
        boolean round = isRound(now);
        List<Point> points = new ArrayList<>();
        boolean urgent = false;
        for (Family family : batch.families()) {
            if (!allowed.computeIfAbsent(family.name(), allow::allows)) {
                continue;
            }
            for (Family.Sample sample : family.samples()) {
                Known series = known(family.name(), sample.labels());
                Point point = new Point(series.series, family.type(), now, Point.bits(sample.value()));
                boolean changed = series.watched && changed(series.sent, point);
                // A series that comes twice in one batch is sent once.
                if (series.seenInBatch != batches && (round || changed) && isWritable(series.series)) {
                    points.add(point);
                    series.sent = Optional.of(point);
                    urgent |= changed;
                }
                series.seenInBatch = batches;
            }
        }
        urgent |= end(now, points);
        series = known.values().stream().mapToInt(Map::size).sum();
        return new Chosen(points, urgent);
    }

    /** How many series of the last batch were allowed. */
    int series() {
        return series;
    }

    private boolean isRound(long now) {
        // A clock that was set back begins a new round: otherwise nothing would go out until it has caught up.
        if (roundMillis.isPresent()
                && now >= roundMillis.get()
                && now - roundMillis.get() < intervalMillis - trembleMillis) {
            return false;
        }
        roundMillis = Optional.of(now);
        return true;
    }

    private static boolean changed(Optional<Point> sent, Point now) {
        return sent.isEmpty() || sent.get().valueBits() != now.valueBits();
    }

    private static boolean isWritable(Series series) {
        return series.labels().values().stream().allMatch(value -> value.length() <= MAX_LABEL_CHARS);
    }

    private Known known(String name, Map<String, String> labels) {
        return known.computeIfAbsent(name, _ -> new HashMap<>())
                .computeIfAbsent(labels, _ -> new Known(outside(name, labels), watched.allows(name)));
    }

    /** The series as the outside knows it. */
    private Series outside(String name, Map<String, String> labels) {
        TreeMap<String, String> all = new TreeMap<>(external);
        all.put("job", name.startsWith("node_") ? "node" : "recorder");
        all.putAll(labels);
        return new Series(name, all);
    }

    /** Marks the series that are gone; whether a watched one is among them. */
    private boolean end(long now, List<Point> points) {
        boolean urgent = false;
        for (Map<Map<String, String>, Known> ofName : known.values()) {
            Iterator<Known> each = ofName.values().iterator();
            while (each.hasNext()) {
                Known series = each.next();
                if (series.seenInBatch == batches) {
                    continue;
                }
                each.remove();
                if (series.sent.isPresent()) {
                    points.add(new Point(series.series, series.sent.get().type(), now, Point.STALE));
                    urgent |= series.watched;
                }
            }
        }
        return urgent;
    }
}
