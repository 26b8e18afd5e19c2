// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import peaceofmind.foundation.time.Clock;

/**
 * Records refused commands as events: the first at once, further ones as numbers after an hour, six hours, and then once a day. A flood
 * must not push real incidents out of the journal. Thread-safe.
 */
final class RefusalReporter {

    private static final List<Duration> INTERVALS =
            List.of(Duration.ofHours(1), Duration.ofHours(6), Duration.ofDays(1));

    private final String channel;
    private final Consumer<String> events;
    private final Clock clock;
    private final Map<RefusalReason, Long> totals = new EnumMap<>(RefusalReason.class);
    private final Map<RefusalReason, Long> unreported = new EnumMap<>(RefusalReason.class);
    private Optional<Long> reportedAtNanos = Optional.empty();
    private int interval;

    /** @param events for the watchdog's journal */
    RefusalReporter(String channel, Consumer<String> events, Clock clock) {
        this.channel = channel;
        this.events = events;
        this.clock = clock;
    }

    /** A command was refused. */
    synchronized void refused(RefusalReason reason, String detail) {
        totals.merge(reason, 1L, Long::sum);
        if (reportedAtNanos.isEmpty()) {
            reportedAtNanos = Optional.of(clock.nanoTime());
            events.accept("remote command refused (" + channel + "): " + detail);
        } else {
            unreported.merge(reason, 1L, Long::sum);
            reportIfDue();
        }
    }

    /** Records what was refused meanwhile, when its time has come. Call it regularly. */
    synchronized void reportIfDue() {
        boolean isDue = reportedAtNanos
                .filter(at -> clock.nanoTime() - at >= INTERVALS.get(interval).toNanos())
                .isPresent();
        if (!isDue) {
            return;
        }
        if (unreported.isEmpty()) {
            reportedAtNanos = Optional.empty();
            interval = 0;
            return;
        }
        long sum = unreported.values().stream().mapToLong(Long::longValue).sum();
        events.accept(sum + " more remote commands refused (" + channel + ") since the last report: "
                + unreported.entrySet().stream()
                        .map(entry ->
                                entry.getValue() + " because " + entry.getKey().text())
                        .collect(Collectors.joining(", ")));
        unreported.clear();
        reportedAtNanos = Optional.of(clock.nanoTime());
        interval = Math.min(interval + 1, INTERVALS.size() - 1);
    }

    /** Number of commands refused for that reason since the start. */
    synchronized long count(RefusalReason reason) {
        return totals.getOrDefault(reason, 0L);
    }
}
