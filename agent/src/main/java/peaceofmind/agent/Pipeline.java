// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import peaceofmind.exporter.scrape.Scraper;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.CollectorSet;

/** Collects at a fixed interval and passes each batch to every consumer. A consumer that fails does not affect the others. */
final class Pipeline {

    private final List<CollectorSet> sets;
    private final List<BatchConsumer> consumers;
    private final Clock clock;
    private final Duration interval;
    private final Consumer<String> warn;
    private final TreeMap<String, String> problems = new TreeMap<>();
    private Supplier<Scraper.Results> scraped = () -> Scraper.Results.NONE;
    private Optional<Long> dueNanos = Optional.empty();
    private final AtomicLong missedTicks;

    Pipeline(
            List<CollectorSet> sets,
            List<BatchConsumer> consumers,
            Clock clock,
            Duration interval,
            Consumer<String> warn) {
        this(sets, consumers, clock, interval, warn, new AtomicLong());
    }

    /** @param missedTicks incremented by each missed collection */
    Pipeline(
            List<CollectorSet> sets,
            List<BatchConsumer> consumers,
            Clock clock,
            Duration interval,
            Consumer<String> warn,
            AtomicLong missedTicks) {
        this.missedTicks = missedTicks;
        this.sets = List.copyOf(sets);
        this.consumers = List.copyOf(consumers);
        this.clock = clock;
        this.interval = interval;
        this.warn = warn;
    }

    /** Sets the source of scraped metrics, which are added to each batch. It must not block. */
    void setScrapeSource(Supplier<Scraper.Results> source) {
        scraped = source;
    }

    /** Collects if a collection is due. Missed ones (the device was suspended or busy) are not made up for. */
    void tick() {
        long now = clock.nanoTime();
        if (dueNanos.isPresent() && now - dueNanos.get() < 0) {
            return;
        }
        long missedNow = dueNanos.map(due -> (now - due) / interval.toNanos()).orElse(0L);
        missedTicks.addAndGet(missedNow);
        dueNanos = Optional.of(
                dueNanos.map(due -> due + (missedNow + 1) * interval.toNanos()).orElse(now + interval.toNanos()));
        Batch batch = collect();
        consumers.forEach(consumer -> deliver(consumer, batch));
    }

    /** Number of missed collections since the start. */
    long missedTicks() {
        return missedTicks.get();
    }

    private Batch collect() {
        List<Family> families =
                sets.stream().flatMap(set -> set.collect().stream()).toList();
        Instant at = clock.now().truncatedTo(ChronoUnit.MILLIS);
        Scraper.Results results = scraped.get();
        if (results.targetStates().isEmpty()) {
            return new Batch(at, families);
        }
        List<Family> own = Stream.concat(families.stream(), results.targetStates().stream())
                .toList();
        return new Batch(at, Batch.merged(at, own).families(), results.targets());
    }

    private void deliver(BatchConsumer consumer, Batch batch) {
        try {
            consumer.accept(batch);
            if (problems.remove(consumer.name()) != null) {
                warn.accept(consumer.name() + ": processing batches again");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Exception problem) {
            String reason = ErrorText.of(problem);
            if (problems.put(consumer.name(), reason) == null) {
                warn.accept(consumer.name() + ": cannot process a batch: " + reason);
            }
        }
    }
}
