package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/** Refusals in a row, as after an outage longer than the receiver takes: told in one sentence. Not thread-safe. */
final class Refusals {

    /** After which a refusal that does not end is told. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String destination;
    private final Consumer<String> tell;
    private Optional<Long> sinceNanos = Optional.empty();
    private Instant from = Instant.EPOCH;
    private Instant to = Instant.EPOCH;
    private String why = "";
    private long points;
    private boolean told;

    Refusals(String destination, Consumer<String> tell) {
        this.destination = destination;
        this.tell = tell;
    }

    void add(long timeMillis, int refused, String words, long nowNanos) {
        Instant at = Instant.ofEpochMilli(timeMillis).truncatedTo(ChronoUnit.SECONDS);
        if (sinceNanos.isEmpty()) {
            sinceNanos = Optional.of(nowNanos);
            from = at;
            why = words;
        }
        to = at;
        points += refused;
        if (nowNanos - sinceNanos.get() >= PATIENCE.toNanos()) {
            tellOnce();
        }
    }

    /** Something was taken. */
    void end() {
        if (sinceNanos.isPresent()) {
            tellOnce();
        }
        sinceNanos = Optional.empty();
        points = 0;
        told = false;
    }

    private void tellOnce() {
        if (!told) {
            tell.accept("metrics to " + destination + ": " + points + " samples from " + from + " to " + to
                    + " were refused and are dropped (" + why + "); this device's own history keeps them");
        }
        told = true;
    }
}
