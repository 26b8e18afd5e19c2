package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts of a service that the watchdog did not order: by its manager after it died, or by a person. They lead to no action, since a
 * person may be at work there; that they go on and on is told. Immutable.
 *
 * @param times newest ones, in powered-on time, oldest first; bounded
 * @param unstable they were too many, and it has not been calm since
 */
public record ExternalRestarts(List<Duration> times, boolean unstable) {

    /** With so many within the restart window it starts again and again. */
    static final int UNSTABLE_COUNT = 5;

    private static final int MAX_RECORDED = 50;

    static final ExternalRestarts NONE = new ExternalRestarts(List.of(), false);

    public ExternalRestarts {
        times = List.copyOf(times);
    }

    /** How many there were after that time. */
    public int countSince(Duration time) {
        return (int) times.stream().filter(start -> start.compareTo(time) > 0).count();
    }

    ExternalRestarts withRestart(Duration start) {
        List<Duration> all = new ArrayList<>(times);
        all.add(start);
        return new ExternalRestarts(all.subList(Math.max(0, all.size() - MAX_RECORDED), all.size()), unstable);
    }

    ExternalRestarts withUnstable(boolean value) {
        return new ExternalRestarts(times, value);
    }
}
