package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.shipping.metrics.wire.SeriesSample;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;

/**
 * Chooses from each batch what one destination gets: every allowed series once per interval, a watched one also at once when its value
 * changes, and a stale marker when a series ends. Not thread-safe.
 */
final class SampleSelector {

    /** The rhythm of collecting trembles, on a busy device by seconds; a round must not be missed for it. */
    private static final long MIN_JITTER_MILLIS = 500;

    private static final long JITTER_DIVISOR = 8;

    private static final int MAX_LABEL_CHARS = 2048;

    /** What was chosen. Without points there is nothing to send. */
    record Selected(List<SeriesSample> samples, boolean urgent) {}

    private static final class TrackedSeries {
        private final Series series;
        private final boolean immediate;
        private Optional<SeriesSample> lastSent = Optional.empty();
        private long seenInBatch;

        TrackedSeries(Series series, boolean immediate) {
            this.series = series;
            this.immediate = immediate;
        }
    }

    private final AllowList allow;
    private final AllowList immediate = new AllowList(DefaultAllowList.IMMEDIATE);
    private final Map<String, String> externalLabels;
    private final long intervalMillis;
    private final long jitterMillis;
    private final Map<String, Boolean> allowedByName = new HashMap<>();
    private final Map<String, Map<Map<String, String>, TrackedSeries>> tracked = new HashMap<>();
    private long batchCount;
    private int seriesCount;
    private Optional<Long> lastRoundMillis = Optional.empty();

    /** @param externalLabels labels that every series gets unless it has one of that name; those without a value are left out */
    SampleSelector(List<String> allow, Duration interval, Map<String, String> externalLabels) {
        this.allow = new AllowList(allow);
        this.intervalMillis = interval.toMillis();
        this.jitterMillis = Math.max(MIN_JITTER_MILLIS, intervalMillis / JITTER_DIVISOR);
        this.externalLabels = Map.copyOf(externalLabels);
    }

    Selected select(Batch batch) {
        batchCount++;
        long now = batch.timestamp().toEpochMilli();
        boolean roundDue = startsRound(now);
        List<SeriesSample> samples = new ArrayList<>();
        boolean urgent = false;
        for (Family family : batch.families()) {
            if (!allowedByName.computeIfAbsent(family.name(), allow::allows)) {
                continue;
            }
            for (Family.Sample sample : family.samples()) {
                TrackedSeries series = track(family.name(), sample.labels());
                SeriesSample candidate = new SeriesSample(series.series, family.type(), now, SeriesSample.toBits(sample.value()));
                boolean changed = series.immediate && hasChanged(series.lastSent, candidate);
                // A series that comes twice in one batch is sent once.
                if (series.seenInBatch != batchCount && (roundDue || changed) && isWritable(series.series)) {
                    samples.add(candidate);
                    series.lastSent = Optional.of(candidate);
                    urgent |= changed;
                }
                series.seenInBatch = batchCount;
            }
        }
        urgent |= markStale(now, samples);
        seriesCount = tracked.values().stream().mapToInt(Map::size).sum();
        return new Selected(samples, urgent);
    }

    /** How many series of the last batch were allowed. */
    int seriesCount() {
        return seriesCount;
    }

    private boolean startsRound(long now) {
        // A clock that was set back begins a new round: otherwise nothing would go out until it has caught up.
        if (lastRoundMillis.isPresent()
                && now >= lastRoundMillis.get()
                && now - lastRoundMillis.get() < intervalMillis - jitterMillis) {
            return false;
        }
        lastRoundMillis = Optional.of(now);
        return true;
    }

    private static boolean hasChanged(Optional<SeriesSample> lastSent, SeriesSample now) {
        return lastSent.isEmpty() || lastSent.get().valueBits() != now.valueBits();
    }

    private static boolean isWritable(Series series) {
        return series.labels().values().stream().allMatch(value -> value.length() <= MAX_LABEL_CHARS);
    }

    private TrackedSeries track(String name, Map<String, String> labels) {
        return tracked.computeIfAbsent(name, _ -> new HashMap<>())
                .computeIfAbsent(labels, _ -> new TrackedSeries(withExternalLabels(name, labels), immediate.allows(name)));
    }

    /** The series as the outside knows it. */
    private Series withExternalLabels(String name, Map<String, String> labels) {
        TreeMap<String, String> all = new TreeMap<>(externalLabels);
        all.put("job", name.startsWith("node_") ? "node" : "recorder");
        all.putAll(labels);
        return new Series(name, all);
    }

    /** Marks the series that are gone; whether a watched one is among them. */
    private boolean markStale(long now, List<SeriesSample> samples) {
        boolean urgent = false;
        for (Map<Map<String, String>, TrackedSeries> byLabels : tracked.values()) {
            Iterator<TrackedSeries> iterator = byLabels.values().iterator();
            while (iterator.hasNext()) {
                TrackedSeries series = iterator.next();
                if (series.seenInBatch == batchCount) {
                    continue;
                }
                iterator.remove();
                if (series.lastSent.isPresent()) {
                    samples.add(new SeriesSample(series.series, series.lastSent.get().type(), now, SeriesSample.STALE_BITS));
                    urgent |= series.immediate;
                }
            }
        }
        return urgent;
    }
}
