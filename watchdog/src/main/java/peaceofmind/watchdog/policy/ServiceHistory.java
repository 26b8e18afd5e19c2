// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must be remembered of a service when the watchdog itself is killed. Times are powered-on time, lists are oldest first and
 * bounded.
 *
 * @param restarts automatic ones of this boot
 * @param unansweredRestarts those since its last beat that were to cure silence or failure: none of them has helped so far
 * @param helpfulRestarts those that were followed by a beat
 * @param gaveUpAt when restarts had failed and no reboot was allowed; empty when all is normal
 * @param stoppedByOperator it was stopped through the watchdog, for this boot
 * @param instability restarts helped, but were needed too often; empty when all is normal. Outlasts a boot
 * @param lastBeat its last beat before it fell silent; empty while it beats. Outlasts a boot: what is silent is silent since then
 */
public record ServiceHistory(
        List<Duration> restarts,
        List<Duration> unansweredRestarts,
        List<Duration> helpfulRestarts,
        Optional<Duration> gaveUpAt,
        boolean stoppedByOperator,
        Optional<Instability> instability,
        Optional<Duration> lastBeat) {

    /**
     * Restarts helped, but were needed too often.
     *
     * @param rebootTried the one reboot that may cure it was ordered
     */
    public record Instability(boolean rebootTried) {}

    /** More are never used: windows and limits are far smaller. */
    private static final int MAX_RESTARTS = 50;

    static final ServiceHistory EMPTY = new ServiceHistory(
            List.of(), List.of(), List.of(), Optional.empty(), false, Optional.empty(), Optional.empty());

    public ServiceHistory {
        restarts = List.copyOf(restarts);
        unansweredRestarts = List.copyOf(unansweredRestarts);
        helpfulRestarts = List.copyOf(helpfulRestarts);
    }

    /** How many of these were after that time. */
    public static int countSince(List<Duration> times, Duration since) {
        // No stream: it is asked some times a second for each service.
        int count = 0;
        for (Duration at : times) {
            if (at.compareTo(since) > 0) {
                count++;
            }
        }
        return count;
    }

    /**
     * @param awaitsBeat it is to cure silence or failure: without a beat it has failed
     */
    ServiceHistory withRestart(Duration at, boolean awaitsBeat) {
        return new ServiceHistory(
                append(restarts, at),
                awaitsBeat ? append(unansweredRestarts, at) : unansweredRestarts,
                helpfulRestarts,
                gaveUpAt,
                stoppedByOperator,
                instability,
                lastBeat);
    }

    /** It beats: its last restart, if there was one, has helped. */
    ServiceHistory reported() {
        if (unansweredRestarts.isEmpty()) {
            return this;
        }
        List<Duration> helpful = append(helpfulRestarts, unansweredRestarts.getLast());
        return new ServiceHistory(restarts, List.of(), helpful, gaveUpAt, stoppedByOperator, instability, lastBeat);
    }

    ServiceHistory withGaveUpAt(Optional<Duration> at) {
        return new ServiceHistory(
                restarts, unansweredRestarts, helpfulRestarts, at, stoppedByOperator, instability, lastBeat);
    }

    ServiceHistory withStoppedByOperator(boolean stopped) {
        return new ServiceHistory(
                restarts, unansweredRestarts, helpfulRestarts, gaveUpAt, stopped, instability, lastBeat);
    }

    ServiceHistory withInstability(Instability changed) {
        return new ServiceHistory(
                restarts,
                unansweredRestarts,
                helpfulRestarts,
                gaveUpAt,
                stoppedByOperator,
                Optional.of(changed),
                lastBeat);
    }

    ServiceHistory withLastBeat(Optional<Duration> at) {
        return new ServiceHistory(
                restarts, unansweredRestarts, helpfulRestarts, gaveUpAt, stoppedByOperator, instability, at);
    }

    /** A boot gives it a new chance; that its restarts were too many is remembered, or each boot would earn another reboot. */
    ServiceHistory forNextBoot() {
        return new ServiceHistory(List.of(), List.of(), List.of(), Optional.empty(), false, instability, lastBeat);
    }

    boolean isEmpty() {
        return equals(EMPTY);
    }

    private static List<Duration> append(List<Duration> times, Duration at) {
        List<Duration> all = new ArrayList<>(times);
        all.add(at);
        return all.subList(Math.max(0, all.size() - MAX_RESTARTS), all.size());
    }
}
