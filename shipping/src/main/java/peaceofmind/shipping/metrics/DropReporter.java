// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reports samples that had to be dropped during an outage: when dropping starts, and how many they were once sending works again.
 * Thread-safe.
 */
final class DropReporter {

    private static final List<String> REASONS = List.of("spool_full", "memory_full", "too_old", "spool_damaged");

    private final String destination;
    private final Counters counters;
    private final Consumer<String> warn;
    private final Consumer<String> reportEvent;
    /** Dropped samples by reason, as of the last report. */
    private final Map<String, Long> reportedTotals = new TreeMap<>();

    private final Map<String, Long> ongoing = new TreeMap<>();

    /**
     * @param warn for the log
     * @param reportEvent for events that people should find later
     */
    DropReporter(String destination, Counters counters, Consumer<String> warn, Consumer<String> reportEvent) {
        this.destination = destination;
        this.counters = counters;
        this.warn = warn;
        this.reportEvent = reportEvent;
    }

    /** Logs, once per reason and outage, that samples are being dropped. Call regularly. */
    synchronized void check() {
        for (String reason : REASONS) {
            long dropped = counters.dropped(reason) - reportedTotals.getOrDefault(reason, 0L);
            if (dropped > 0 && ongoing.put(reason, dropped) == null) {
                warn.accept("metrics to " + destination + ": " + describe(reason) + ": dropping the oldest samples");
            }
        }
    }

    /** Sending works again: reports how many samples the outage cost. */
    synchronized void recovered() {
        check();
        for (Map.Entry<String, Long> dropped : ongoing.entrySet()) {
            long total = counters.dropped(dropped.getKey());
            reportEvent.accept(String.format(
                    Locale.ROOT,
                    "metrics to %s: sending again; %,d samples were dropped meanwhile (%s), but remain in this device's own history",
                    destination,
                    total - reportedTotals.getOrDefault(dropped.getKey(), 0L),
                    describe(dropped.getKey())));
            reportedTotals.put(dropped.getKey(), total);
        }
        ongoing.clear();
    }

    private static String describe(String reason) {
        return switch (reason) {
            case "spool_full" -> "the spool on disk has reached spool_size";
            case "memory_full" -> "the disk cannot be written and the buffer in memory is full";
            case "too_old" -> "spooled samples are older than spool_age";
            default -> "a spool file is damaged";
        };
    }
}
