// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.contract.alert.OwnSeries;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.ScrapedFamilies;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * Selects the samples of a batch to send to one destination: every allowed series once per interval, important ones also immediately
 * when their value changes, and a stale marker when a series ends. Not thread-safe.
 */
final class SampleSelector {

    /** Collection intervals jitter, by seconds on a busy device; that must not skip a round. */
    private static final long MIN_JITTER_MILLIS = 500;

    private static final long JITTER_DIVISOR = 8;

    /** Of a value; Mimir's default limit. */
    static final int MAX_LABEL_CHARS = 2048;

    /** Receives each sample that is not sent although it is allowed. */
    interface DropListener {

        /**
         * Counts and reports it.
         *
         * @param reason as in {@code peace_ship_dropped_total}
         */
        void onDropped(String reason, Series series);
    }

    /** The selected samples, possibly none; urgent ones are sent without waiting for the next request. */
    record Selected(List<SeriesSample> samples, boolean urgent) {}

    /** Who says it: the device, or a program that it scrapes. */
    private enum Source {
        DEVICE,
        TARGET
    }

    private record FamilyKey(String name, Source source) {}

    private static final class TrackedSeries {
        private final Series series;
        private final boolean immediate;
        /** Why it cannot be sent; empty when it can. */
        private final String problem;

        private Optional<SeriesSample> lastSent = Optional.empty();
        private long seenInBatch;

        TrackedSeries(Series series, boolean immediate) {
            this.series = series;
            this.immediate = immediate;
            this.problem = problemOf(series);
        }
    }

    private final AllowList allow;
    private final AllowList immediate = new AllowList(DefaultAllowList.IMMEDIATE);
    private final Map<String, String> externalLabels;
    private final long intervalMillis;
    private final long jitterMillis;
    private final Map<String, Boolean> allowedByName = new HashMap<>();
    private final DropListener drops;
    /** By the labels before the external ones are added. */
    private final Map<FamilyKey, Map<Map<String, String>, TrackedSeries>> tracked = new HashMap<>();
    /** As receivers see them: two sources can have the same series once the external labels are added. */
    private final Map<Series, TrackedSeries> sent = new HashMap<>();

    private long batchCount;
    private Optional<Long> lastRoundMillis = Optional.empty();
    private long nextRoundMillis;

    /** @param externalLabels added to every series that does not have the label itself; empty values are omitted */
    SampleSelector(List<String> allow, Duration interval, Map<String, String> externalLabels, DropListener drops) {
        this.allow = new AllowList(allow);
        this.intervalMillis = interval.toMillis();
        this.jitterMillis = Math.max(MIN_JITTER_MILLIS, intervalMillis / JITTER_DIVISOR);
        this.externalLabels = Map.copyOf(externalLabels);
        this.drops = drops;
    }

    Selected select(Batch batch) {
        batchCount++;
        long now = batch.timestamp().toEpochMilli();
        boolean roundDue = startsRound(now);
        List<SeriesSample> samples = new ArrayList<>();
        boolean urgent = false;
        for (Family family : batch.families()) {
            urgent |= select(family, Source.DEVICE, now, roundDue, samples);
        }
        for (ScrapedFamilies target : batch.scraped()) {
            for (Family family : target.families()) {
                urgent |= select(family, Source.TARGET, now, roundDue, samples);
            }
        }
        urgent |= markStale(now, samples);
        return new Selected(samples, urgent);
    }

    /** Returns whether a selected sample is urgent. */
    private boolean select(Family family, Source source, long now, boolean roundDue, List<SeriesSample> samples) {
        if (!allowedByName.computeIfAbsent(family.name(), allow::allows)) {
            return false;
        }
        boolean urgent = false;
        for (Family.Sample sample : family.samples()) {
            TrackedSeries series = track(new FamilyKey(family.name(), source), sample.labels());
            SeriesSample candidate =
                    new SeriesSample(series.series, family.type(), now, SeriesSample.toBits(sample.value()));
            boolean changed = series.immediate && hasChanged(series.lastSent, candidate);
            boolean duplicate = series.seenInBatch == batchCount;
            series.seenInBatch = batchCount;
            if (duplicate || !series.problem.isEmpty()) {
                if (roundDue) {
                    // Of two the first one counts.
                    drops.onDropped(duplicate ? "duplicate" : series.problem, series.series);
                }
            } else if (roundDue || changed) {
                samples.add(candidate);
                series.lastSent = Optional.of(candidate);
                urgent |= changed;
            }
        }
        return urgent;
    }

    /** How many series of the last batch were allowed. */
    int seriesCount() {
        return sent.size();
    }

    /** Rounds are a multiple of the interval apart: after a late one, the next one is due as if it had been in time. */
    private boolean startsRound(long now) {
        // A clock that was set back starts a new round: otherwise nothing would be sent until it has caught up.
        if (lastRoundMillis.isEmpty() || now < lastRoundMillis.get()) {
            nextRoundMillis = now;
        } else if (now < nextRoundMillis - jitterMillis) {
            return false;
        }
        lastRoundMillis = Optional.of(now);
        nextRoundMillis += (Math.max(0, now - nextRoundMillis) / intervalMillis + 1) * intervalMillis;
        return true;
    }

    private static boolean hasChanged(Optional<SeriesSample> lastSent, SeriesSample now) {
        return lastSent.isEmpty() || lastSent.get().valueBits() != now.valueBits();
    }

    private static String problemOf(Series series) {
        if (series.labels().containsKey("__name__")) {
            return "invalid_label";
        }
        boolean tooLong = series.name().length() > MAX_LABEL_CHARS
                || series.labels().entrySet().stream()
                        .anyMatch(label -> label.getKey().length() > MAX_LABEL_CHARS
                                || label.getValue().length() > MAX_LABEL_CHARS);
        return tooLong ? "label_too_long" : "";
    }

    private TrackedSeries track(FamilyKey family, Map<String, String> labels) {
        boolean isImmediate = family.source == Source.DEVICE && immediate.allows(family.name);
        return tracked.computeIfAbsent(family, _ -> new HashMap<>())
                .computeIfAbsent(
                        labels,
                        _ -> sent.computeIfAbsent(
                                asReceived(family, labels), series -> new TrackedSeries(series, isImmediate)));
    }

    /** The series as the receiver sees it. A scraped one cannot be mistaken for the device's own, whatever its name and labels are. */
    private Series asReceived(FamilyKey family, Map<String, String> labels) {
        TreeMap<String, String> all = new TreeMap<>(externalLabels);
        all.put("job", family.name.startsWith("node_") ? "node" : "recorder");
        all.putAll(labels);
        if (family.source == Source.TARGET) {
            all.put(OwnSeries.SCRAPED_LABEL, OwnSeries.SCRAPED_VALUE);
        }
        return new Series(family.name, all);
    }

    /** Adds stale markers for series that are gone; returns whether an important one is among them. */
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
                sent.remove(series.series);
                if (series.lastSent.isPresent()) {
                    samples.add(new SeriesSample(
                            series.series, series.lastSent.get().type(), now, SeriesSample.STALE_BITS));
                    series.lastSent = Optional.empty();
                    urgent |= series.immediate;
                }
            }
        }
        return urgent;
    }
}
