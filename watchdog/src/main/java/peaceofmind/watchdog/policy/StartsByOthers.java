package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts of a service that the watchdog did not order: by its manager after it died, or by a person. They lead to no action, since a
 * person may be at work there; that they go on and on is told. Immutable.
 *
 * @param at newest ones, in powered-on time, oldest first; bounded
 * @param unstable they were too many, and it has not been calm since
 */
public record StartsByOthers(List<Duration> at, boolean unstable) {

    /** With so many within the restart window it starts again and again. */
    static final int TOO_MANY = 5;

    private static final int MAX_KEPT = 50;

    static final StartsByOthers NONE = new StartsByOthers(List.of(), false);

    public StartsByOthers {
        at = List.copyOf(at);
    }

    /** How many there were after that time. */
    public int since(Duration time) {
        return (int) at.stream().filter(start -> start.compareTo(time) > 0).count();
    }

    StartsByOthers with(Duration start) {
        List<Duration> all = new ArrayList<>(at);
        all.add(start);
        return new StartsByOthers(all.subList(Math.max(0, all.size() - MAX_KEPT), all.size()), unstable);
    }

    StartsByOthers withUnstable(boolean value) {
        return new StartsByOthers(at, value);
    }
}
