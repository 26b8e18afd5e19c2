// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.http;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import peaceofmind.foundation.time.Clock;

/**
 * Logs each reason of a destination's outage once, and once that the outage is over. Reasons that alternate (no network, then an
 * unresolvable name) are each logged once per outage. Thread-safe.
 */
public final class OutageReporter {

    /** In case each failure has a different text. */
    private static final int MAX_REPORTED_REASONS = 10;

    private final String subject;
    private final Clock clock;
    private final Consumer<String> warn;
    private final Set<String> reported = new HashSet<>();
    private Optional<Long> sinceNanos = Optional.empty();
    private String currentReason = "";

    /** @param subject the start of each message, such as {@code metrics to grafana} */
    public OutageReporter(String subject, Clock clock, Consumer<String> warn) {
        this.subject = subject;
        this.clock = clock;
        this.warn = warn;
    }

    /** An attempt to send failed. */
    public synchronized void failed(String reason) {
        currentReason = reason;
        if (sinceNanos.isEmpty()) {
            sinceNanos = Optional.of(clock.nanoTime());
        }
        // Numbers in it (times, ports, ids) do not make it a different reason.
        if (reported.size() < MAX_REPORTED_REASONS && reported.add(reason.replaceAll("\\d+", "0"))) {
            warn.accept(subject + ": cannot send, will retry: " + reason);
        }
    }

    /** An attempt to send succeeded. */
    public synchronized void recovered() {
        sinceNanos.ifPresent(since -> {
            long minutes = Duration.ofNanos(clock.nanoTime() - since).toMinutes();
            String duration = minutes < 1 ? "" : " after " + (minutes < 120 ? minutes + " min" : minutes / 60 + " h");
            warn.accept(subject + ": sending again" + duration);
        });
        sinceNanos = Optional.empty();
        reported.clear();
        currentReason = "";
    }

    /** When the current outage started, by the wall clock as it is set now; empty when there is none. */
    public synchronized Optional<Instant> since() {
        return sinceNanos.map(since -> clock.now().minusNanos(clock.nanoTime() - since));
    }

    /** The latest reason of the current outage; empty when there is none. */
    public synchronized Optional<String> currentReason() {
        return currentReason.isEmpty() ? Optional.empty() : Optional.of(currentReason);
    }
}
