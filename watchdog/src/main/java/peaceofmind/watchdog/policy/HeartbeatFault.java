// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * What is wrong with an existing heartbeat: its content can't be read, or the file is refused. Immutable.
 *
 * @param lasting observed time for which it has been so; zero while nothing is wrong
 * @param report what was recorded about it; until the next valid beat
 */
public record HeartbeatFault(Duration lasting, Optional<Report> report) {

    /**
     * What was recorded about it.
     *
     * @param refused the file is not accepted; otherwise the program lives and its heartbeat can't be read
     */
    public record Report(boolean refused, String reason) {}

    static final HeartbeatFault NONE = new HeartbeatFault(Duration.ZERO, Optional.empty());

    private static final Duration JUST_NOW = Duration.ofMillis(1);

    /** After one more tick. A valid heartbeat that does not change is no proof that the program writes valid ones: the report stays. */
    HeartbeatFault next(HeartbeatObservation heartbeat, Duration step) {
        return switch (heartbeat) {
            case HeartbeatObservation.Beat _,
                    HeartbeatObservation.Unchanged _,
                    HeartbeatObservation.Missing _,
                    HeartbeatObservation.Foreign _ -> new HeartbeatFault(Duration.ZERO, report);
            case HeartbeatObservation.Unreadable _, HeartbeatObservation.Refused _ ->
                new HeartbeatFault(lasting.isZero() ? JUST_NOW : lasting.plus(step), report);
        };
    }

    /** What must be reported now that it has lasted for the limit; empty when there is nothing, or it was reported. */
    Optional<Report> due(HeartbeatObservation heartbeat, Duration limit) {
        if (report.isPresent() || lasting.compareTo(limit) < 0) {
            return Optional.empty();
        } else if (heartbeat instanceof HeartbeatObservation.Refused refused) {
            return Optional.of(new Report(true, refused.reason()));
        }
        return heartbeat instanceof HeartbeatObservation.Unreadable unreadable && unreadable.changed()
                ? Optional.of(new Report(false, unreadable.reason()))
                : Optional.empty();
    }

    HeartbeatFault reported(Report due) {
        return new HeartbeatFault(lasting, Optional.of(due));
    }

    String describe(Report due) {
        String time = Durations.format(lasting) + ": " + due.reason();
        return due.refused()
                ? "it cannot be watched, and is not restarted: its heartbeat has been refused for " + time
                : "alive; its heartbeat could not be read for " + time;
    }

    /** Nothing is wrong, and nothing was since the last beat. */
    public boolean isNone() {
        return equals(NONE);
    }
}
