package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.Series;
import peaceofmind.foundation.time.Clock;

/**
 * What was, for the charts: a day at 15 s, a week at a minute, a quarter at 15 min, two years at 6 h, in at most 20 MB. Written once
 * in five minutes, which is what kill -9 or a power cut can cost. The clock may step to and fro: nothing is destroyed by it. Thread-safe.
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

    private MetricHistory(Clock clock, HistoryConfig config, SeriesIndex seriesIndex, RingStore ringStore, Consumer<String> warn) {
        this.clock = clock;
        this.seriesFilter = new SeriesFilter(config.extraMetrics());
        this.seriesIndex = seriesIndex;
        this.ringStore = ringStore;
        this.rangeQuery = new RangeQuery(ringStore);
        this.writeBuffer = new WriteBuffer(clock, Resolution.ALL.getFirst());
        this.writer = new HistoryWriter(ringStore, seriesIndex, writeBuffer, this::warmUp, warn);
    }

    /**
     * Opens the history in a folder, which is made when there is none; damaged blocks are passed over and counted.
     *
     * @param warn where troubles are told, in words
     * @throws IOException when the folder or a file can't be used at all
     */
    public static MetricHistory open(Path folder, HistoryConfig config, Clock clock, Consumer<String> warn)
            throws IOException {
        RingStore ringStore = RingStore.open(folder);
        try {
            return new MetricHistory(clock, config, SeriesIndex.open(folder.resolve("series.json")), ringStore, warn);
        } catch (IOException problem) {
            ringStore.close();
            throw problem;
        }
    }

    /** The first query of a process takes thirty times longer than the next ones: nobody shall wait for it. */
    private void warmUp() {
        Instant now = clock.now();
        try {
            for (Series series : seriesIndex.all().stream().limit(1).toList()) {
                for (int days : List.of(1, 7, 90)) {
                    query(series, now.minus(Duration.ofDays(days)), now, WARM_UP_POINTS);
                }
            }
        } catch (IOException unreadable) {
            // Whoever asks is told: this was only for speed.
            return;
        }
    }

    @Override
    public String name() {
        return "history";
    }

    /** Keeps the batch in memory; its block is written by a thread of its own. */
    @Override
    public void accept(Batch batch) {
        var values = seriesFilter.select(batch);
        seriesIndex.add(Set.copyOf(values.keySet()));
        if (writeBuffer.add(batch.timestamp(), values)) {
            writer.wake();
        }
    }

    /** Every series that was ever kept, also those that no longer come. */
    public List<Series> series() {
        return seriesIndex.all();
    }

    /**
     * What is known of a series, oldest first, in the resolution that fits: no point where nothing was collected.
     *
     * @param from first moment
     * @param to last moment
     * @param maxPoints at least 1; neighbours are taken together until they are as few
     * @return empty for a series that isn't kept, and when {@code to} is before {@code from}
     * @throws IOException when the disk can't be read
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
        List<HistorySample> samples = new ArrayList<>(rangeQuery.read(id, first, last, maxPoints));
        samples.addAll(Aggregation.samples(writeBuffer.rows(), id, first, last));
        return Aggregation.toPoints(samples, first, last, maxPoints);
    }

    /** Blocks that were spoiled, as far as it was noticed: torn by a power cut, or by a dying card. */
    public long damagedBlocks() {
        return ringStore.damagedBlocks();
    }

    /** Rows of 15 s that were given up because the disk refused them for an hour. */
    public long lostRows() {
        return writeBuffer.lostRows();
    }

    /** Full blocks that wait for the disk. */
    int unwrittenBlocks() {
        return writeBuffer.sealedBlocks();
    }

    /** Values that found no room among the series that are kept. */
    public long droppedValues() {
        return seriesFilter.droppedValues();
    }

    /** Writes what waits and ends; a disk that hangs is waited for no longer than 10 s. */
    @Override
    public void close() throws IOException {
        writeBuffer.seal();
        writer.stop(WRITER_STOP_TIMEOUT);
        ringStore.close();
    }
}
