package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/** Refusals in a row, as after an outage longer than the receiver takes: told in one sentence. Not thread-safe. */
final class RejectionReporter {

    /** After which a refusal that does not end is told. */
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
        Instant at = Instant.ofEpochMilli(timeMillis).truncatedTo(ChronoUnit.SECONDS);
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

    /** Something was taken. */
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
            reportEvent.accept("metrics to " + destination + ": " + samples + " samples from " + firstTime + " to " + lastTime
                    + " were refused and are dropped (" + firstReason + "); this device's own history keeps them");
        }
        reported = true;
    }
}
