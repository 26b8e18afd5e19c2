// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import peaceofmind.linux.KernelClock;
import peaceofmind.metrics.Batch;
import peaceofmind.shipping.http.Backoff;
import peaceofmind.shipping.http.HttpSender;
import peaceofmind.shipping.metrics.spool.Backlog;
import peaceofmind.shipping.metrics.spool.DiskFiles;
import peaceofmind.shipping.metrics.spool.Quarantine;
import peaceofmind.shipping.metrics.spool.Spool;

/** One destination with its two threads: one sends, the other spills samples to disk while sending is stalled. */
final class Destination implements AutoCloseable {

    private static final Duration INITIAL_BACKOFF = Duration.ofSeconds(2);
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(2);
    /** About 6 MB. */
    private static final int MAX_MEMORY_SAMPLES = 20_000;

    private final SampleSelector selector;
    private final RemoteWriteSender sender;
    private final ShippingContext context;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean stopping;

    private Destination(SampleSelector selector, RemoteWriteSender sender, ShippingContext context) {
        this.selector = selector;
        this.sender = sender;
        this.context = context;
    }

    static Destination start(DestinationConfig config, Map<String, String> labels, ShippingContext context) {
        Counters counters = new Counters();
        DiskFiles files = new DiskFiles(context.spoolFolder().resolve(config.name()));
        Spool spool = new Spool(
                files,
                config.spoolBytes(),
                counters::drop,
                line -> context.warn().accept("metrics to " + config.name() + ": " + line));
        SeriesQuarantine quarantine = new SeriesQuarantine(
                config.name(),
                new Quarantine(files, line -> context.warn().accept("metrics to " + config.name() + ": " + line)),
                counters,
                context.clock(),
                context.reportEvent());
        HttpSender httpSender = new HttpSender(config.endpoint(), context.clock());
        RemoteWriteSender.Dependencies dependencies = new RemoteWriteSender.Dependencies(
                new Backlog(spool, MAX_MEMORY_SAMPLES, counters::drop),
                new ClockCorrectionsStore(files, bootId()),
                new RemoteWriteClient(httpSender::post, config.protocol(), context.userAgent(), counters),
                quarantine,
                counters,
                context.clock(),
                new Backoff(INITIAL_BACKOFF, MAX_BACKOFF, ThreadLocalRandom.current()));
        Destination destination = new Destination(
                new SampleSelector(
                        config.allow(),
                        config.interval(),
                        labels,
                        new UnsentSeriesReporter(config.name(), counters, context.reportEvent())),
                new RemoteWriteSender(config, dependencies, context.warn(), context.reportEvent()),
                context);
        destination.startThread("ship-" + config.name(), destination::runSender);
        destination.startThread("spill-" + config.name(), destination::runSpiller);
        return destination;
    }

    private static Optional<String> bootId() {
        try {
            return Optional.of(new KernelClock(Path.of("/proc")).bootId());
        } catch (IOException unavailable) {
            return Optional.empty();
        }
    }

    private void startThread(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    RemoteWriteSender sender() {
        return sender;
    }

    void accept(Batch batch) {
        SampleSelector.Selected selected = selector.select(batch);
        sender.counters().series.set(selector.seriesCount());
        sender.append(selected);
        if (!selected.samples().isEmpty()) {
            wake.release();
        }
    }

    private void runSender() {
        try {
            while (!stopping) {
                Duration wait = sender.sendNext();
                if (wake.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void runSpiller() {
        try {
            while (!stopping) {
                sender.spillIfStalled();
                context.clock().sleep(Duration.ofSeconds(1));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopping = true;
        wake.release();
        sender.spill();
    }
}
