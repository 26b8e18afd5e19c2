// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one destination since the start. Thread-safe. */
final class Counters {

    /** Series of the last batch that are sent there: a gauge, not a counter. */
    final AtomicLong series = new AtomicLong();

    final AtomicLong sent = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong requests = new AtomicLong();
    final AtomicLong failures = new AtomicLong();
    private final Map<String, LongAdder> dropped = new ConcurrentSkipListMap<>();
    private volatile Optional<Instant> lastSuccess = Optional.empty();
    private volatile Optional<Boolean> up = Optional.empty();

    void drop(String reason, long count) {
        if (count > 0) {
            dropped.computeIfAbsent(reason, _ -> new LongAdder()).add(count);
        }
    }

    /** Dropped samples by reason. */
    Map<String, LongAdder> dropped() {
        return dropped;
    }

    /** Samples dropped for this reason. */
    long dropped(String reason) {
        return dropped.getOrDefault(reason, new LongAdder()).sum();
    }

    void recordSuccess(long count, Instant at) {
        sent.addAndGet(count);
        lastSuccess = Optional.of(at);
        up = Optional.of(true);
    }

    /** The receiver responded, even if it rejected some samples. */
    void recordResponse() {
        up = Optional.of(true);
    }

    /** The receiver rejected everything that it was sent. */
    void recordRejection() {
        up = Optional.of(false);
    }

    void recordFailure() {
        failures.incrementAndGet();
        up = Optional.of(false);
    }

    Optional<Instant> lastSuccess() {
        return lastSuccess;
    }

    /** Empty before the first attempt. */
    Optional<Boolean> up() {
        return up;
    }
}
