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
public final class Telling {

    /** Against words that differ each time. */
    private static final int MAX_TOLD = 10;

    private final String what;
    private final Clock clock;
    private final Consumer<String> say;
    private final Set<String> told = new HashSet<>();
    private Optional<Long> sinceNanos = Optional.empty();
    private String current = "";

    /** @param what the subject of each sentence, such as {@code metrics to "grafana"} */
    public Telling(String what, Clock clock, Consumer<String> say) {
        this.what = what;
        this.clock = clock;
        this.say = say;
    }

    /** Something keeps us from sending. */
    public synchronized void trouble(String words) {
        current = words;
        if (sinceNanos.isEmpty()) {
            sinceNanos = Optional.of(clock.nanoTime());
        }
        // Numbers in it (times, ports, ids) do not make it another trouble.
        if (told.size() < MAX_TOLD && told.add(words.replaceAll("\\d+", "0"))) {
            say.accept(what + " have to wait: " + words);
        }
    }

    /** Something arrived. */
    public synchronized void fine() {
        sinceNanos.ifPresent(since -> {
            long minutes = Duration.ofNanos(clock.nanoTime() - since).toMinutes();
            String after = minutes < 1 ? "" : " after " + (minutes < 120 ? minutes + " min" : minutes / 60 + " h");
            say.accept(what + " arrive again" + after);
        });
        sinceNanos = Optional.empty();
        told.clear();
        current = "";
    }

    /** Since when something keeps us from sending, by the wall clock as it is now; empty when nothing does. */
    public synchronized Optional<Instant> since() {
        return sinceNanos.map(since -> clock.now().minusNanos(clock.nanoTime() - since));
    }

    /** What keeps us from sending now, in words; empty when nothing does. */
    public synchronized Optional<String> current() {
        return current.isEmpty() ? Optional.empty() : Optional.of(current);
    }
}
