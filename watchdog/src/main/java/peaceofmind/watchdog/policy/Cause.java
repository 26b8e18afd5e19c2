package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * Why something has to be done about a service.
 *
 * @param reason in words, with the figures that it was judged by
 * @param kill it can't react, so that it is not asked to end
 */
record Cause(String reason, boolean kill) {

    /** The loop looks once a second and is late by a few milliseconds at times: a limit is reached at the look nearest to it. */
    private static final Duration HALF_A_STEP_LATE = Duration.ofMillis(100);

    /** A service manager's own next start may be a moment away. */
    private static final Duration FAILED_FOR = Duration.ofSeconds(5);

    static Optional<Cause> find(ServicePolicy policy, ServiceSight sight, ServiceState state) {
        // Between two tries for a service that is down, the time is the same as for one that is up and silent.
        if (state.failed().compareTo(FAILED_FOR) >= 0 && state.sinceTry().compareTo(policy.verifyWithin()) >= 0) {
            String why = sight.unit() == UnitState.START_LIMIT_HIT
                    ? "it failed so often that its manager refuses to start it"
                    : "it ended, and its manager does not start it again";
            return Optional.of(new Cause(why, true));
        }
        Duration limit = state.beatenSinceStart() ? policy.staleAfter() : policy.startGrace();
        if (state.silence().plus(HALF_A_STEP_LATE).compareTo(limit) >= 0) {
            return Optional.of(new Cause(silence(sight, state, limit), true));
        }
        return policy.restartOnErrorAfter()
                .filter(after -> state.inError().compareTo(after) >= 0)
                .map(after -> new Cause("its heartbeat says error for " + Words.of(after), false));
    }

    private static String silence(ServiceSight sight, ServiceState state, Duration limit) {
        String what = state.beatenSinceStart() ? "no heartbeat for " : "no heartbeat since its start, for ";
        String seen = switch (sight.pulse()) {
            case Pulse.Beat _, Pulse.Unchanged _ -> "";
            case Pulse.Missing _ -> "; there is no heartbeat file";
            case Pulse.Refused refused -> "; " + refused.why();
        };
        return what + Words.of(state.silence()) + " (limit " + Words.of(limit) + ")" + seen;
    }
}
