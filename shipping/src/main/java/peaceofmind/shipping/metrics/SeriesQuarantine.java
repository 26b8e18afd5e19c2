// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.metrics.spool.Quarantine;
import peaceofmind.shipping.metrics.spool.SpoolBlock;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * Puts samples aside that a receiver does not accept, so that the others can be delivered: counts and reports them, writes them to the
 * {@link Quarantine}, and excludes their series for a while.
 */
final class SeriesQuarantine {

    private final Quarantine file;
    private final Counters counters;
    private final Clock clock;
    private final SeriesRejectionReporter reporter;
    private final RejectedSeries rejected = new RejectedSeries();

    /**
     * @param destination for messages
     * @param reportEvent for events that people should find later
     */
    SeriesQuarantine(
            String destination, Quarantine file, Counters counters, Clock clock, Consumer<String> reportEvent) {
        this.file = file;
        this.counters = counters;
        this.clock = clock;
        this.reporter = new SeriesRejectionReporter(destination, reportEvent);
    }

    /** The blocks' samples without those of excluded series. */
    List<SeriesSample> withoutExcluded(List<SpoolBlock> blocks) {
        boolean all = rejected.isEmpty(clock.nanoTime());
        return blocks.stream()
                .flatMap(block -> block.samples().stream())
                .filter(sample -> all || !rejected.excludes(sample.series()))
                .toList();
    }

    /**
     * Records that a series was rejected.
     *
     * @return whether it is excluded from now on
     */
    boolean exclude(Series series, String reason) {
        return rejected.add(series, reason, clock.nanoTime());
    }

    /** These samples will not be sent again: counts, reports and saves them. */
    void putAside(List<SeriesSample> samples, String reason) {
        counters.drop("refused", samples.size());
        report(samples, reason);
    }

    /** Reports and saves samples that are counted elsewhere. */
    void report(List<SeriesSample> samples, String reason) {
        long now = clock.nanoTime();
        Map<Series, Long> counts = new LinkedHashMap<>();
        samples.forEach(sample -> counts.merge(sample.series(), 1L, Long::sum));
        counts.forEach((series, count) -> reporter.add(
                series,
                count,
                reason,
                rejected.excludes(series) ? "not sent for " + RejectedSeries.EXCLUSION.toHours() + " h" : "",
                now));
        save(samples, reason);
        reporter.reportIfDue(now);
    }

    /** Saves samples that are counted and reported elsewhere. */
    void save(List<SeriesSample> samples, String reason) {
        file.add(samples, reason, clock.now());
    }

    /** Samples of excluded series were not sent. */
    void countExcluded(long samples) {
        counters.drop("refused", samples);
    }

    /** Call regularly. */
    void reportIfDue() {
        reporter.reportIfDue(clock.nanoTime());
    }

    /** How many series are excluded. */
    long excludedSeries() {
        return rejected.size(clock.nanoTime());
    }

    /** Size of the files. */
    long bytes() {
        return file.bytes();
    }
}
