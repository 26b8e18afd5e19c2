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
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;
import peaceofmind.metrics.Family;
import peaceofmind.foundation.time.Clock;

/** Collects in a steady rhythm and hands each batch to every consumer: one that fails costs only itself. */
final class Pipeline {

    private final List<CollectorSet> sets;
    private final List<BatchConsumer> consumers;
    private final Clock clock;
    private final Duration interval;
    private final Consumer<String> warn;
    private final TreeMap<String, String> problems = new TreeMap<>();
    private Supplier<List<Family>> scraped = List::of;
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

    /** @param missedTicks is counted up by the turns that were missed */
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

    /** What other programs told, which goes into each batch beside what is collected; must not wait. */
    void setScrapeSource(Supplier<List<Family>> source) {
        scraped = source;
    }

    /** Collects when it is time to. A turn that was missed (the device slept, the machine was busy) is not made up for. */
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

    /** Turns that were missed since the start. */
    long missedTicks() {
        return missedTicks.get();
    }

    private Batch collect() {
        List<Family> families =
                sets.stream().flatMap(set -> set.collect().stream()).toList();
        Instant at = clock.now().truncatedTo(ChronoUnit.MILLIS);
        List<Family> others = scraped.get();
        return others.isEmpty()
                ? new Batch(at, families)
                : Batch.merged(
                        at, Stream.concat(families.stream(), others.stream()).toList());
    }

    private void deliver(BatchConsumer consumer, Batch batch) {
        try {
            consumer.accept(batch);
            if (problems.remove(consumer.name()) != null) {
                warn.accept("the " + consumer.name() + " works again");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Exception problem) {
            if (problems.put(consumer.name(), problem.toString()) == null) {
                warn.accept("the " + consumer.name() + " missed a batch: " + problem);
            }
        }
    }
}
