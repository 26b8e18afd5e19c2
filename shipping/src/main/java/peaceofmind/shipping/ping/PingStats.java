// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.ping;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/** What became of the pings since the agent started. Thread-safe. */
final class PingStats {

    private final Clock clock;
    private final Map<PingSignal, Long> sent = new EnumMap<>(PingSignal.class);
    private long failures;
    private Optional<Long> lastSuccessNanos = Optional.empty();
    private boolean attempted;
    private String problem = "no ping was sent yet";

    PingStats(Clock clock) {
        this.clock = clock;
    }

    synchronized void sent(PingSignal signal) {
        attempted = true;
        sent.merge(signal, 1L, Long::sum);
        lastSuccessNanos = Optional.of(clock.nanoTime());
        problem = "";
    }

    synchronized void failed(String reason) {
        attempted = true;
        failures++;
        problem = reason;
    }

    /** Why the last attempt failed; empty when it succeeded. */
    synchronized String problem() {
        return problem;
    }

    /** By the wall clock as it is set now; empty before the first one. */
    synchronized Optional<Instant> lastSuccess() {
        return lastSuccessNanos.map(nanos -> clock.now().minusNanos(clock.nanoTime() - nanos));
    }

    synchronized List<Family> families() {
        List<Family> families = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        for (PingSignal signal : PingSignal.values()) {
            samples.add(new Sample(Map.of("signal", signal.label()), (double) sent.getOrDefault(signal, 0L)));
        }
        families.add(
                new Family("peace_ping_sent_total", Family.Type.COUNTER, "Pings that the service accepted.", samples));
        families.add(Family.counter("peace_ping_failures_total", "Attempts to ping that failed.", (double) failures));
        if (attempted) {
            families.add(Family.gauge(
                    "peace_ping_up", "Whether the last attempt to ping succeeded.", problem.isEmpty() ? 1 : 0));
        }
        lastSuccess()
                .ifPresent(at -> families.add(Family.gauge(
                        "peace_ping_last_success_timestamp_seconds",
                        "When the service accepted the last ping, in seconds since 1970.",
                        at.toEpochMilli() / 1000.0)));
        return families;
    }
}
