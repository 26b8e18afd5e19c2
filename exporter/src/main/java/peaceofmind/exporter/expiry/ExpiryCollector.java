// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.expiry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/**
 * {@code peace_expiry_timestamp_seconds}: when each certificate and token in the configuration expires. Read every ten minutes in the
 * background: opening a keystore takes seconds on a small device.
 */
public final class ExpiryCollector implements Collector {

    private static final Duration REFRESH_INTERVAL = Duration.ofMinutes(10);

    private final List<ExpiryItem> items;
    private final LongSupplier nanoTime;
    private final Executor executor;
    private volatile Collected last = Collected.of(List.of());
    private Optional<Long> dueNanos = Optional.empty();

    /** @param executor runs the slow reads */
    public ExpiryCollector(List<ExpiryItem> items, LongSupplier nanoTime, Executor executor) {
        this.items = List.copyOf(items);
        this.nanoTime = nanoTime;
        this.executor = executor;
    }

    @Override
    public String name() {
        return "expiry";
    }

    @Override
    public Collected collect() {
        long now = nanoTime.getAsLong();
        if (!items.isEmpty() && (dueNanos.isEmpty() || now - dueNanos.get() >= 0)) {
            dueNanos = Optional.of(now + REFRESH_INTERVAL.toNanos());
            executor.execute(() -> last = read());
        }
        return last;
    }

    private Collected read() {
        List<Sample> samples = new ArrayList<>();
        Optional<String> problem = Optional.empty();
        for (ExpiryItem item : items) {
            try {
                ExpiryReader.read(item.source())
                        .ifPresent(expiry ->
                                samples.add(new Sample(Map.of("what", item.name()), expiry.getEpochSecond())));
            } catch (IOException unreadable) {
                problem = Optional.of(item.name() + ": " + ErrorText.of(unreadable));
            }
        }
        return new Collected(
                samples.isEmpty()
                        ? List.of()
                        : List.of(new Family(
                                "peace_expiry_timestamp_seconds",
                                Family.Type.GAUGE,
                                "When a certificate or token expires, in seconds since 1970.",
                                samples)),
                problem);
    }
}
