// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Damps what happens again and again, so that it doesn't push everything else out of the journal: each time is recorded until they are too
 * many; that is recorded once, and then nothing until it has been calm. Immutable.
 *
 * @param times newest ones, in powered-on time, oldest first; bounded
 * @param damped they were too many, and it has not been calm since
 */
public record Repetition(List<Duration> times, boolean damped) {

    /** This number within the window is too many. */
    static final int LIMIT = 5;

    private static final int MAX_RECORDED = 50;

    static final Repetition NONE = new Repetition(List.of(), false);

    public Repetition {
        times = List.copyOf(times);
    }

    /** How many there were after that time. */
    public int countSince(Duration time) {
        return ServiceHistory.countSince(times, time);
    }

    Repetition with(Duration at) {
        List<Duration> all = new ArrayList<>(times);
        all.add(at);
        return new Repetition(all.subList(Math.max(0, all.size() - MAX_RECORDED), all.size()), damped);
    }

    Repetition withDamped(boolean value) {
        return new Repetition(times, value);
    }

    /** No longer damped when nothing has happened since that time. */
    Repetition calmSince(Duration time) {
        return damped && countSince(time) == 0 ? withDamped(false) : this;
    }
}
