// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import peaceofmind.exporter.scrape.Relabeller.Relabelled;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** A target that is scraped at its own interval in its own thread; the latest result is always available. */
final class ScrapeTarget implements Runnable {

    /**
     * The result of a scrape.
     *
     * @param atNanos when it finished, by the monotonic clock
     * @param states what the agent says about the target: {@code up} and {@code scrape_…}
     * @param exposed what the target itself says; empty when the scrape failed
     */
    record Result(long atNanos, List<Family> states, List<Family> exposed) {}

    private static final Set<String> SCRAPE_METRICS =
            Set.of("up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling");

    private final ScrapeTargetConfig config;
    private final Map<String, String> labels;
    private final TargetClient client;
    private final Relabeller relabeller;
    private final Clock clock;
    private final Consumer<String> warn;
    private volatile Result latest = new Result(0, List.of(), List.of());
    private Optional<String> problem = Optional.empty();

    ScrapeTarget(ScrapeTargetConfig config, String deviceName, Clock clock, Consumer<String> warn) {
        this.config = config;
        TreeMap<String, String> all = new TreeMap<>(config.labels());
        all.put("job", config.job());
        all.put("instance", config.instance().orElse(deviceName));
        this.labels = all;
        this.client = new TargetClient(config, clock);
        this.relabeller = new Relabeller(labels, config.honorLabels(), config.relabelRules());
        this.clock = clock;
        this.warn = warn;
    }

    /** Scrapes until it is interrupted. */
    @Override
    public void run() {
        try {
            long dueNanos = clock.nanoTime();
            while (!Thread.currentThread().isInterrupted()) {
                scrape();
                dueNanos += config.interval().toNanos();
                long waitNanos = dueNanos - clock.nanoTime();
                if (waitNanos < 0) {
                    dueNanos -= waitNanos;
                    waitNanos = 0;
                }
                clock.sleep(Duration.ofNanos(waitNanos));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The job by the configuration. */
    String job() {
        return config.job();
    }

    /** The latest result; {@code up 0} if it is too old; nothing before the first scrape has finished. */
    Result latest() {
        Result current = latest;
        long maxAgeNanos = config.interval().plus(config.timeout()).toNanos();
        boolean outdated = !current.states.isEmpty() && clock.nanoTime() - current.atNanos > maxAgeNanos;
        return outdated ? new Result(current.atNanos, List.of(up(0)), List.of()) : current;
    }

    void scrape() {
        long startNanos = clock.nanoTime();
        List<Family> exposed = List.of();
        List<Family> states;
        try {
            Exposition exposition = client.fetch();
            Relabelled relabelled = relabeller.apply(exposition);
            exposed = relabelled.families().stream()
                    .map(this::withoutScrapeMetrics)
                    .toList();
            states = states(true, startNanos, exposition.samples().size(), relabelled.sampleCount());
            logChange(Optional.empty());
        } catch (IOException failed) {
            states = states(false, startNanos, 0, 0);
            logChange(Optional.of(ErrorText.of(failed)));
        } catch (RuntimeException | StackOverflowError unexpected) {
            // A regular expression can exhaust the stack: that must not affect other targets.
            states = states(false, startNanos, 0, 0);
            logChange(Optional.of(ErrorText.of(unexpected)));
        }
        latest = new Result(clock.nanoTime(), states, exposed);
    }

    /** A target cannot hide whether it could be scraped: of two equal series this scraper's counts. */
    private Family withoutScrapeMetrics(Family family) {
        return SCRAPE_METRICS.contains(family.name())
                ? new Family(
                        family.name(),
                        family.type(),
                        family.help(),
                        family.samples().stream()
                                .filter(sample -> !sample.labels().equals(labels))
                                .toList())
                : family;
    }

    private List<Family> states(boolean success, long startNanos, int scraped, int remaining) {
        double seconds = (clock.nanoTime() - startNanos) / 1e9;
        return List.of(
                up(success ? 1 : 0),
                gauge("scrape_duration_seconds", "Duration of the scrape.", seconds),
                gauge("scrape_samples_scraped", "Samples that the target exposed.", scraped),
                gauge("scrape_samples_post_metric_relabeling", "Samples that remained after relabelling.", remaining));
    }

    private Family up(int value) {
        return gauge("up", "Whether the target could be scraped.", value);
    }

    private Family gauge(String name, String help, double value) {
        return new Family(name, Family.Type.GAUGE, help, List.of(new Sample(labels, value)));
    }

    /** Logs when scraping starts to fail, and when it works again. */
    private void logChange(Optional<String> current) {
        if (current.isPresent() != problem.isPresent()) {
            warn.accept(current.map(reason -> "cannot scrape " + config.job() + " at " + config.url() + ": " + reason)
                    .orElse(config.job() + " can be scraped again"));
        }
        problem = current;
    }
}
