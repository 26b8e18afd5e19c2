package peaceofmind.shipping.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import peaceofmind.shipping.http.Backoff;
import peaceofmind.shipping.http.HttpSender;
import peaceofmind.shipping.metrics.spool.Backlog;
import peaceofmind.shipping.metrics.spool.DiskFiles;
import peaceofmind.shipping.metrics.spool.Spool;
import peaceofmind.metrics.Batch;
import peaceofmind.linux.KernelClock;

/** One destination with its two threads: one that sends, and one that sees to it that nothing stays only in memory for too long. */
final class Destination implements AutoCloseable {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
    /** About 6 MB. */
    private static final int MAX_MEMORY_POINTS = 20_000;

    private final Selection selection;
    private final Courier courier;
    private final Surroundings surroundings;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean ending;

    private Destination(Selection selection, Courier courier, Surroundings surroundings) {
        this.selection = selection;
        this.courier = courier;
        this.surroundings = surroundings;
    }

    static Destination start(DestinationConfig config, Map<String, String> labels, Surroundings surroundings) {
        Counters counters = new Counters();
        DiskFiles files = new DiskFiles(surroundings.spoolFolder().resolve(config.name()));
        Spool spool = new Spool(
                files,
                config.spoolBytes(),
                counters::drop,
                line -> surroundings.say().accept("metrics to " + config.name() + ": " + line));
        HttpSender sender = new HttpSender(config.endpoint(), surroundings.clock());
        Courier.Parts parts = new Courier.Parts(
                new Backlog(spool, MAX_MEMORY_POINTS, counters::drop),
                new ClockMemory(files, bootId()),
                new Receiver(sender::post, config.protocol(), surroundings.userAgent(), counters),
                counters,
                surroundings.clock(),
                new Backoff(FIRST_WAIT, LONGEST_WAIT, ThreadLocalRandom.current()));
        Destination destination = new Destination(
                new Selection(config.allow(), config.interval(), labels),
                new Courier(config, parts, surroundings.say(), surroundings.event()),
                surroundings);
        destination.begin("ship-" + config.name(), destination::send);
        destination.begin("keep-" + config.name(), destination::keep);
        return destination;
    }

    private static Optional<String> bootId() {
        try {
            return Optional.of(new KernelClock(Path.of("/proc")).bootId());
        } catch (IOException notTold) {
            return Optional.empty();
        }
    }

    private void begin(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    Courier courier() {
        return courier;
    }

    void accept(Batch batch) {
        Selection.Chosen chosen = selection.choose(batch);
        courier.counters().series.set(selection.series());
        courier.offer(chosen);
        if (!chosen.points().isEmpty()) {
            wake.release();
        }
    }

    private void send() {
        try {
            while (!ending) {
                Duration wait = courier.turn();
                if (wake.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        try {
            while (!ending) {
                courier.keep();
                surroundings.clock().sleep(Duration.ofSeconds(1));
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ending = true;
        wake.release();
        courier.spill();
    }
}
