// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.time.LocalTimestamp;

/** Reports consecutive rejections, as after an outage longer than the receiver's limit, as one event. Not thread-safe. */
final class RejectionReporter {

    /** Ongoing rejections are reported after this time. */
    private static final Duration REPORT_DELAY = Duration.ofMinutes(1);

    private final String destination;
    private final Consumer<String> reportEvent;
    private Optional<Long> sinceNanos = Optional.empty();
    private Instant firstTime = Instant.EPOCH;
    private Instant lastTime = Instant.EPOCH;
    private String firstReason = "";
    private long samples;
    private boolean reported;

    RejectionReporter(String destination, Consumer<String> reportEvent) {
        this.destination = destination;
        this.reportEvent = reportEvent;
    }

    void add(long timeMillis, int rejectedSamples, String reason, long nowNanos) {
        Instant at = Instant.ofEpochMilli(timeMillis);
        if (sinceNanos.isEmpty()) {
            sinceNanos = Optional.of(nowNanos);
            firstTime = at;
            firstReason = reason;
        }
        lastTime = at;
        samples += rejectedSamples;
        if (nowNanos - sinceNanos.get() >= REPORT_DELAY.toNanos()) {
            reportOnce();
        }
    }

    /** Samples were accepted. */
    void recovered() {
        if (sinceNanos.isPresent()) {
            reportOnce();
        }
        sinceNanos = Optional.empty();
        samples = 0;
        reported = false;
    }

    private void reportOnce() {
        if (!reported) {
            reportEvent.accept("metrics to " + destination + ": the receiver rejected " + samples + " samples from "
                    + LocalTimestamp.format(firstTime) + " to " + LocalTimestamp.format(lastTime) + " (" + firstReason
                    + "); dropped, but they remain in this device's own history");
        }
        reported = true;
    }
}
