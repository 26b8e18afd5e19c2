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
final class Losses {

    private static final List<String> REASONS = List.of("spool_full", "memory_full", "too_old", "spool_damaged");

    private final String destination;
    private final Counters counters;
    private final Consumer<String> say;
    private final Consumer<String> event;
    /** By reason: how many there were when the way was open last. */
    private final Map<String, Long> before = new TreeMap<>();

    private final Map<String, Long> begun = new TreeMap<>();

    /**
     * @param say for the log
     * @param event for what a person should find later
     */
    Losses(String destination, Counters counters, Consumer<String> say, Consumer<String> event) {
        this.destination = destination;
        this.counters = counters;
        this.say = say;
        this.event = event;
    }

    /** To be called now and then: tells once per reason that samples are given up from now on. */
    synchronized void look() {
        for (String reason : REASONS) {
            long lost = counters.dropped(reason) - before.getOrDefault(reason, 0L);
            if (lost > 0 && begun.put(reason, lost) == null) {
                say.accept("metrics to " + destination + ": " + words(reason) + ": the oldest samples are given up");
            }
        }
    }

    /** The way is open: tells what it cost that it was not. */
    synchronized void end() {
        look();
        for (Map.Entry<String, Long> lost : begun.entrySet()) {
            long now = counters.dropped(lost.getKey());
            event.accept(String.format(
                    Locale.ROOT,
                    "metrics to %s arrive again; %,d samples were given up meanwhile (%s); this device's own history keeps them",
                    destination,
                    now - before.getOrDefault(lost.getKey(), 0L),
                    words(lost.getKey())));
            before.put(lost.getKey(), now);
        }
        begun.clear();
    }

    private static String words(String reason) {
        return switch (reason) {
            case "spool_full" -> "what waits on the disk has reached spool_size";
            case "memory_full" -> "the disk takes nothing and the room in memory is used up";
            case "too_old" -> "what waits is older than spool_age";
            default -> "a file of what waits is damaged";
        };
    }
}
