// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;

/**
 * Why a service must be restarted.
 *
 * @param kind of the event that records it
 * @param reason for people, with the measured time and its limit
 * @param kill the service does not react: kill it instead of sending SIGTERM
 */
record Cause(EventKind kind, String reason, boolean kill) {

    /** Ticks of a second are sometimes a few milliseconds late: a limit is reached at the tick nearest to it. */
    private static final Duration TICK_TOLERANCE = Duration.ofMillis(100);

    /** Where the whole silence is only longer by less, saying so helps nobody. */
    private static final Duration MIN_DIFFERENCE = Duration.ofSeconds(5);

    /** A service manager's own next start may be a moment away. */
    private static final Duration MIN_FAILED_TIME = Duration.ofSeconds(5);

    /**
     * @param now powered-on time
     */
    static Optional<Cause> find(
            ServicePolicy policy, ServiceObservation observation, ServiceState state, Duration now) {
        // Between two tries for a service that is down, the time is the same as for one that is up and silent.
        if (state.failedFor().compareTo(MIN_FAILED_TIME) >= 0
                && state.sinceLastRestart().compareTo(policy.verifyWithin()) >= 0) {
            String reason = observation.unit() == UnitState.START_LIMIT_HIT
                    ? "it failed so often that its service manager refuses to start it"
                    : "it exited, and its service manager does not start it again";
            return Optional.of(new Cause(EventKind.SERVICE_FAILED, reason, true));
        }
        Duration limit = state.beatenSinceStart() ? policy.staleAfter() : policy.startGrace();
        if (state.silence().plus(TICK_TOLERANCE).compareTo(limit) >= 0) {
            return Optional.of(new Cause(
                    EventKind.STALE, describeSilence(observation, state, limit, now.minus(state.lastBeat())), true));
        }
        return policy.restartOnErrorAfter()
                .filter(after -> state.inErrorFor().compareTo(after) >= 0)
                .map(after -> new Cause(
                        EventKind.ERROR_STATE, "its heartbeat says error for " + Durations.format(after), false));
    }

    private static String describeSilence(
            ServiceObservation observation, ServiceState state, Duration limit, Duration sinceLastBeat) {
        String heartbeatNote = switch (observation.heartbeat()) {
            case HeartbeatObservation.Beat _, HeartbeatObservation.Unchanged _ -> "";
            case HeartbeatObservation.Foreign foreign -> "; the last one is by " + foreign.writer();
            case HeartbeatObservation.Missing _ -> "; there is no heartbeat file";
            case HeartbeatObservation.Unreadable unreadable -> "; " + unreadable.reason();
            case HeartbeatObservation.Refused refused -> "; " + refused.reason();
            case HeartbeatObservation.NoResponse failed -> "; " + failed.reason();
            case HeartbeatObservation.Unknown unknown -> "; " + unknown.reason();
        };
        String limitNote = " (limit " + Durations.format(limit) + ")";
        if (state.beatenSinceStart()) {
            return "no heartbeat for " + Durations.format(sinceLastBeat) + limitNote + heartbeatNote;
        }
        boolean longer = sinceLastBeat.minus(state.silence()).compareTo(MIN_DIFFERENCE) >= 0;
        String total = longer ? ", and for " + Durations.format(sinceLastBeat) + " in all" : "";
        return "no heartbeat since its start, for " + Durations.format(state.silence()) + limitNote + total
                + heartbeatNote;
    }
}
