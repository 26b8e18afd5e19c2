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
import peaceofmind.metrics.ScrapedFamilies;
import peaceofmind.metrics.Series;

/** Scrapes all targets, each in its own thread: a slow one does not delay the others. */
public final class Scraper implements AutoCloseable {

    private final List<ScrapeTarget> targets;
    private final List<Thread> threads;
    private final boolean seriesMayClash;

    /**
     * The latest results of all targets.
     *
     * @param targetStates what the agent says about them ({@code up}, {@code scrape_…}), one family per name
     * @param targets what they expose, in the order of the configuration
     */
    public record Results(List<Family> targetStates, List<ScrapedFamilies> targets) {

        /** Of an agent that scrapes nothing. */
        public static final Results NONE = new Results(List.of(), List.of());
    }

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

    /** The latest results; never blocks. */
    public Results collect() {
        List<Family> states = new ArrayList<>();
        List<ScrapedFamilies> exposed = new ArrayList<>();
        Set<Series> seen = new HashSet<>();
        for (ScrapeTarget target : targets) {
            ScrapeTarget.Result result = target.latest();
            states.addAll(result.states());
            List<Family> families = seriesMayClash ? withoutClashes(result.exposed(), seen) : result.exposed();
            exposed.add(new ScrapedFamilies(target.job(), families));
        }
        return new Results(Batch.merged(Instant.EPOCH, states).families(), List.copyOf(exposed));
    }

    /** Relabelling can give several targets the same series: the first target's counts. */
    private static List<Family> withoutClashes(List<Family> families, Set<Series> seen) {
        List<Family> unique = new ArrayList<>(families.size());
        for (Family family : families) {
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
