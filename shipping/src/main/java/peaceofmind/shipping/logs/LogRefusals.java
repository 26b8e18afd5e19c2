package peaceofmind.shipping.logs;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Lines that the receiver does not want: told at once, then at most every ten minutes, with how many it were. Not thread-safe. */
final class LogRefusals {

    static final Duration PAUSE = Duration.ofMinutes(10);

    private final String destination;
    private final Consumer<String> event;
    private Optional<Long> toldNanos = Optional.empty();
    private long untold;
    private String why = "";

    LogRefusals(String destination, Consumer<String> event) {
        this.destination = destination;
        this.event = event;
    }

    void add(int lines, String words, long nowNanos) {
        untold += lines;
        why = words;
        look(nowNanos);
    }

    /** To be called now and then: tells what was not told yet when it is time to. */
    void look(long nowNanos) {
        boolean time = toldNanos.isEmpty() || nowNanos - toldNanos.get() >= PAUSE.toNanos();
        if (untold > 0 && time) {
            event.accept(String.format(
                    Locale.ROOT,
                    "logs to %s: %,d lines were refused and are not sent again: %s",
                    destination,
                    untold,
                    why));
            untold = 0;
            toldNanos = Optional.of(nowNanos);
        }
    }
}
