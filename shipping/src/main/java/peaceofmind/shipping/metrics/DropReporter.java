package peaceofmind.shipping.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Samples that had to go because they could not be kept: told when that begins, and how many it were when the way is open again.
 * Thread-safe.
 */
final class DropReporter {

    private static final List<String> REASONS = List.of("spool_full", "memory_full", "too_old", "spool_damaged");

    private final String destination;
    private final Counters counters;
    private final Consumer<String> warn;
    private final Consumer<String> reportEvent;
    /** By reason: how many there were when the way was open last. */
    private final Map<String, Long> reportedTotals = new TreeMap<>();

    private final Map<String, Long> ongoing = new TreeMap<>();

    /**
     * @param warn for the log
     * @param reportEvent for what a person should find later
     */
    DropReporter(String destination, Counters counters, Consumer<String> warn, Consumer<String> reportEvent) {
        this.destination = destination;
        this.counters = counters;
        this.warn = warn;
        this.reportEvent = reportEvent;
    }

    /** To be called now and then: tells once per reason that samples are given up from now on. */
    synchronized void check() {
        for (String reason : REASONS) {
            long dropped = counters.dropped(reason) - reportedTotals.getOrDefault(reason, 0L);
            if (dropped > 0 && ongoing.put(reason, dropped) == null) {
                warn.accept("metrics to " + destination + ": " + describe(reason) + ": the oldest samples are given up");
            }
        }
    }

    /** The way is open: tells what it cost that it was not. */
    synchronized void recovered() {
        check();
        for (Map.Entry<String, Long> dropped : ongoing.entrySet()) {
            long total = counters.dropped(dropped.getKey());
            reportEvent.accept(String.format(
                    Locale.ROOT,
                    "metrics to %s arrive again; %,d samples were given up meanwhile (%s); this device's own history keeps them",
                    destination,
                    total - reportedTotals.getOrDefault(dropped.getKey(), 0L),
                    describe(dropped.getKey())));
            reportedTotals.put(dropped.getKey(), total);
        }
        ongoing.clear();
    }

    private static String describe(String reason) {
        return switch (reason) {
            case "spool_full" -> "what waits on the disk has reached spool_size";
            case "memory_full" -> "the disk takes nothing and the room in memory is used up";
            case "too_old" -> "what waits is older than spool_age";
            default -> "a file of what waits is damaged";
        };
    }
}
