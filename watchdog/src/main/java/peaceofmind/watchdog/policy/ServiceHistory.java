package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must be remembered of a service when the watchdog itself is killed.
 *
 * @param restarts automatic ones of this boot, in powered-on time, oldest first; bounded
 * @param gaveUpAt when restarts had not helped and no reboot was allowed; empty when all is normal
 * @param stoppedByOperator it was stopped through the watchdog, for this boot
 */
public record ServiceHistory(List<Duration> restarts, Optional<Duration> gaveUpAt, boolean stoppedByOperator) {

    /** More are never looked at: windows are far shorter. */
    private static final int MAX_RESTARTS = 50;

    static final ServiceHistory EMPTY = new ServiceHistory(List.of(), Optional.empty(), false);

    public ServiceHistory {
        restarts = List.copyOf(restarts);
    }

    int restartsSince(Duration time) {
        return (int) restarts.stream().filter(at -> at.compareTo(time) > 0).count();
    }

    ServiceHistory withRestart(Duration at) {
        List<Duration> all = new ArrayList<>(restarts);
        all.add(at);
        return new ServiceHistory(
                all.subList(Math.max(0, all.size() - MAX_RESTARTS), all.size()), gaveUpAt, stoppedByOperator);
    }

    ServiceHistory withGaveUpAt(Optional<Duration> at) {
        return new ServiceHistory(restarts, at, stoppedByOperator);
    }

    ServiceHistory withStoppedByOperator(boolean stopped) {
        return new ServiceHistory(restarts, gaveUpAt, stopped);
    }
}
