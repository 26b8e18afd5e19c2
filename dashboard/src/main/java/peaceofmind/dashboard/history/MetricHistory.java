// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.Series;

/**
 * Time series for the dashboard's charts: a day at 15 s, a week at 1 min, a quarter at 15 min, two years at 6 h, in at most 20 MB.
 * Written once in five minutes, which is the most that kill -9 or a power cut can lose. Steps of the clock destroy nothing. Thread-safe.
 */
public final class MetricHistory implements BatchConsumer, AutoCloseable {

    private static final Duration WRITER_STOP_TIMEOUT = Duration.ofSeconds(10);

    private static final int WARM_UP_POINTS = 240;

    private final Clock clock;
    private final SeriesFilter seriesFilter;
    private final SeriesIndex seriesIndex;
    private final RingStore ringStore;
    private final RangeQuery rangeQuery;
    private final WriteBuffer writeBuffer;
    private final HistoryWriter writer;

    private MetricHistory(
            Clock clock, HistoryConfig config, SeriesIndex seriesIndex, RingStore ringStore, Consumer<String> warn) {
        this.clock = clock;
        this.seriesFilter = new SeriesFilter(config.extraMetrics());
        this.seriesIndex = seriesIndex;
        this.ringStore = ringStore;
        this.rangeQuery = new RangeQuery(ringStore);
        this.writeBuffer = new WriteBuffer(clock, Resolution.ALL.getFirst());
        this.writer = new HistoryWriter(ringStore, seriesIndex, writeBuffer, this::warmUp, warn);
    }

    /**
     * Opens the history in a folder, which is created if necessary; damaged blocks are skipped and counted.
     *
     * @param warn receives warnings
     * @throws IOException when the folder or a file cannot be used at all
     */
    public static MetricHistory open(Path folder, HistoryConfig config, Clock clock, Consumer<String> warn)
            throws IOException {
        RingStore ringStore = RingStore.open(folder, warn);
        return new MetricHistory(clock, config, SeriesIndex.open(folder.resolve("series.json"), warn), ringStore, warn);
    }

    /** The first query of a process takes thirty times longer than the next ones, so it is made in advance. */
    private void warmUp() {
        Instant now = clock.now();
        try {
            for (Series series : seriesIndex.all().stream().limit(1).toList()) {
                for (int days : List.of(1, 7, 90)) {
                    query(series, now.minus(Duration.ofDays(days)), now, WARM_UP_POINTS);
                }
            }
        } catch (IOException unreadable) {
            // Only an optimisation: a real query reports the error.
            return;
        }
    }

    @Override
    public String name() {
        return "history";
    }

    /** Adds the batch in memory; blocks are written by another thread. */
    @Override
    public void accept(Batch batch) {
        var values = seriesFilter.select(batch);
        seriesIndex.add(Set.copyOf(values.keySet()));
        if (writeBuffer.add(batch.timestamp(), values)) {
            writer.wake();
        }
    }

    /** Every series that was ever stored, including those that are no longer collected. */
    public List<Series> series() {
        return seriesIndex.all();
    }

    /**
     * The points of a series, oldest first, in the resolution that fits. There is no point where nothing was collected.
     *
     * @param from start, inclusive
     * @param to end, inclusive
     * @param maxPoints at least 1; more samples than that are aggregated
     * @return empty for a series that is not stored, and when {@code to} is before {@code from}
     * @throws IOException when the disk cannot be read
     */
    public List<HistoryPoint> query(Series series, Instant from, Instant to, int maxPoints) throws IOException {
        if (maxPoints < 1) {
            throw new IllegalArgumentException("at least one point, not " + maxPoints);
        }
        long first = from.toEpochMilli();
        long last = to.toEpochMilli();
        if (last < first) {
            return List.of();
        }
        long id = SeriesFingerprint.of(series);
        // In this order: a block that is written meanwhile is found in both, in the other one it might be found in
        // neither.
        List<HistorySample> unwritten = Aggregation.samples(writeBuffer.rows(), id, first, last);
        List<HistorySample> samples = new ArrayList<>(rangeQuery.read(id, first, last, maxPoints));
        samples.removeAll(Set.copyOf(unwritten));
        samples.addAll(unwritten);
        return Aggregation.toPoints(samples, first, last, maxPoints);
    }

    /** Number of damaged blocks that were noticed: torn by a power cut, or corrupted by a failing card. */
    public long damagedBlocks() {
        return ringStore.damagedBlocks();
    }

    /** Number of rows of 15 s that were dropped because the disk could not be written for an hour. */
    public long lostRows() {
        return writeBuffer.lostRows();
    }

    /** Number of full blocks that are not written yet. */
    int unwrittenBlocks() {
        return writeBuffer.sealedBlocks();
    }

    /** Number of values that were dropped because too many series are stored. */
    public long droppedValues() {
        return seriesFilter.droppedValues();
    }

    /** Writes what is pending and closes; waits at most 10 s for a disk that hangs. */
    @Override
    public void close() throws IOException {
        writeBuffer.seal();
        writer.stop(WRITER_STOP_TIMEOUT);
        ringStore.close();
    }
}
