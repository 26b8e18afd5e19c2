// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.read;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.metrics.collect.Collector;

/** Caches a collector that is expensive or whose values rarely change. */
public final class CachingCollector implements Collector {

    private final Collector source;
    private final Duration interval;
    private final LongSupplier nanoTime;
    private Optional<Long> dueNanos = Optional.empty();
    private Collected last = Collected.of(List.of());

    public CachingCollector(Collector source, Duration interval, LongSupplier nanoTime) {
        this.source = source;
        this.interval = interval;
        this.nanoTime = nanoTime;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public void cancel() {
        source.cancel();
    }

    @Override
    public Collected collect() throws Exception {
        long now = nanoTime.getAsLong();
        if (dueNanos.isEmpty() || now - dueNanos.get() >= 0) {
            dueNanos = Optional.of(now + interval.toNanos());
            try {
                last = source.collect();
            } catch (Exception failed) {
                // Do not serve the previous result as if it were current.
                last = new Collected(List.of(), Optional.of(ErrorText.of(failed)));
            }
        }
        return last;
    }
}
