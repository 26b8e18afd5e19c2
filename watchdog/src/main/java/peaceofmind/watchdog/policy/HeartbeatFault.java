// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;

/**
 * What is wrong with an existing heartbeat: its content can't be read, or the file is refused. Immutable.
 *
 * @param lasting observed time for which it has been so; zero while nothing is wrong
 * @param report what was recorded about it; until the next valid beat
 */
public record HeartbeatFault(Duration lasting, Optional<Report> report) {

    /** What was recorded about it. */
    public record Report(FaultKind kind, String reason) {

        /** Whether it can't be watched, and is not restarted. */
        public boolean isInconclusive() {
            return kind != FaultKind.UNREADABLE;
        }

        EventKind event() {
            return switch (kind) {
                case UNREADABLE -> EventKind.HEARTBEAT_UNREADABLE;
                case REFUSED -> EventKind.HEARTBEAT_REFUSED;
                case UNKNOWN -> EventKind.LIVENESS_UNKNOWN;
            };
        }

        String recovery() {
            return switch (kind) {
                case UNREADABLE, REFUSED -> "its heartbeat can be read again";
                case UNKNOWN -> "its probes work again";
            };
        }
    }

    /** What is wrong. */
    public enum FaultKind {
        /** The program lives, and its heartbeat can't be read. */
        UNREADABLE,
        /** The file is not accepted. */
        REFUSED,
        /** The machine keeps the probes from working. */
        UNKNOWN
    }

    static final HeartbeatFault NONE = new HeartbeatFault(Duration.ZERO, Optional.empty());

    private static final Duration JUST_NOW = Duration.ofMillis(1);

    /** After one more tick. A valid heartbeat that does not change is no proof that the program writes valid ones: the report stays. */
    HeartbeatFault next(HeartbeatObservation heartbeat, Duration step) {
        return switch (heartbeat) {
            case HeartbeatObservation.Beat _,
                    HeartbeatObservation.Unchanged _,
                    HeartbeatObservation.Missing _,
                    HeartbeatObservation.NoResponse _,
                    HeartbeatObservation.Foreign _ -> new HeartbeatFault(Duration.ZERO, report);
            case HeartbeatObservation.Unreadable _, HeartbeatObservation.Refused _, HeartbeatObservation.Unknown _ ->
                new HeartbeatFault(lasting.isZero() ? JUST_NOW : lasting.plus(step), report);
        };
    }

    /** What must be reported now that it has lasted for the limit; empty when there is nothing, or it was reported. */
    Optional<Report> due(HeartbeatObservation heartbeat, Duration limit) {
        if (report.isPresent() || lasting.compareTo(limit) < 0) {
            return Optional.empty();
        } else if (heartbeat instanceof HeartbeatObservation.Refused refused) {
            return Optional.of(new Report(FaultKind.REFUSED, refused.reason()));
        } else if (heartbeat instanceof HeartbeatObservation.Unknown unknown) {
            return Optional.of(new Report(FaultKind.UNKNOWN, unknown.reason()));
        }
        return heartbeat instanceof HeartbeatObservation.Unreadable unreadable && unreadable.changed()
                ? Optional.of(new Report(FaultKind.UNREADABLE, unreadable.reason()))
                : Optional.empty();
    }

    HeartbeatFault reported(Report due) {
        return new HeartbeatFault(lasting, Optional.of(due));
    }

    String describe(Report due) {
        String time = Durations.format(lasting) + ": " + due.reason();
        return switch (due.kind()) {
            case UNREADABLE -> "alive; its heartbeat could not be read for " + time;
            case REFUSED -> "it cannot be watched, and is not restarted: its heartbeat has been refused for " + time;
            case UNKNOWN ->
                "it cannot be watched, and is not restarted: its probes have failed on this machine for " + time;
        };
    }

    /** Nothing is wrong, and nothing was since the last beat. */
    public boolean isNone() {
        return equals(NONE);
    }
}
