package peaceofmind.shipping.http;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import peaceofmind.foundation.time.Clock;

/**
 * Tells each trouble of one destination once, and once that it is over. Troubles that alternate (no network, then a name that is not
 * known) are each told once until something arrives again. Thread-safe.
 */
public final class OutageReporter {

    /** Against words that differ each time. */
    private static final int MAX_REPORTED_REASONS = 10;

    private final String subject;
    private final Clock clock;
    private final Consumer<String> warn;
    private final Set<String> reported = new HashSet<>();
    private Optional<Long> sinceNanos = Optional.empty();
    private String currentReason = "";

    /** @param subject the subject of each sentence, such as {@code metrics to "grafana"} */
    public OutageReporter(String subject, Clock clock, Consumer<String> warn) {
        this.subject = subject;
        this.clock = clock;
        this.warn = warn;
    }

    /** Something keeps us from sending. */
    public synchronized void failed(String reason) {
        currentReason = reason;
        if (sinceNanos.isEmpty()) {
            sinceNanos = Optional.of(clock.nanoTime());
        }
        // Numbers in it (times, ports, ids) do not make it another trouble.
        if (reported.size() < MAX_REPORTED_REASONS && reported.add(reason.replaceAll("\\d+", "0"))) {
            warn.accept(subject + " have to wait: " + reason);
        }
    }

    /** Something arrived. */
    public synchronized void recovered() {
        sinceNanos.ifPresent(since -> {
            long minutes = Duration.ofNanos(clock.nanoTime() - since).toMinutes();
            String duration = minutes < 1 ? "" : " after " + (minutes < 120 ? minutes + " min" : minutes / 60 + " h");
            warn.accept(subject + " arrive again" + duration);
        });
        sinceNanos = Optional.empty();
        reported.clear();
        currentReason = "";
    }

    /** Since when something keeps us from sending, by the wall clock as it is now; empty when nothing does. */
    public synchronized Optional<Instant> since() {
        return sinceNanos.map(since -> clock.now().minusNanos(clock.nanoTime() - since));
    }

    /** What keeps us from sending now, in words; empty when nothing does. */
    public synchronized Optional<String> currentReason() {
        return currentReason.isEmpty() ? Optional.empty() : Optional.of(currentReason);
    }
}
