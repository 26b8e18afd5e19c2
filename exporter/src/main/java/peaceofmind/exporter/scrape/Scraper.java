// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.Series;

/** Scrapes all targets, each in its own thread: a slow one does not delay the others. */
public final class Scraper implements AutoCloseable {

    private final List<ScrapeTarget> targets;
    private final List<Thread> threads;
    private final boolean seriesMayClash;

    private Scraper(List<ScrapeTarget> targets, boolean seriesMayClash) {
        this.targets = targets;
        this.seriesMayClash = seriesMayClash;
        this.threads = targets.stream().map(Thread::startVirtualThread).toList();
    }

    /**
     * Starts scraping.
     *
     * @param deviceName the default for the label {@code instance}
     */
    public static Scraper start(
            List<ScrapeTargetConfig> configs, String deviceName, Clock clock, Consumer<String> warn) {
        return new Scraper(
                configs.stream()
                        .map(config -> new ScrapeTarget(config, deviceName, clock, warn))
                        .toList(),
                configs.stream()
                        .anyMatch(config ->
                                config.honorLabels() || !config.relabelRules().isEmpty()));
    }

    /** The latest results of all targets, with one family per name; never blocks. */
    public List<Family> collect() {
        List<Family> families = new ArrayList<>();
        targets.forEach(target -> families.addAll(target.latest()));
        List<Family> merged = Batch.merged(Instant.EPOCH, families).families();
        return seriesMayClash ? deduplicate(merged) : merged;
    }

    /** Relabelling can give several targets the same series: the first target's counts. */
    private static List<Family> deduplicate(List<Family> families) {
        List<Family> unique = new ArrayList<>(families.size());
        for (Family family : families) {
            Set<Series> seen = new HashSet<>();
            List<Sample> samples = family.samples().stream()
                    .filter(sample -> seen.add(Series.of(family.name(), sample.labels())))
                    .toList();
            unique.add(new Family(family.name(), family.type(), family.help(), samples));
        }
        return unique;
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
