// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import peaceofmind.watchdog.policy.HeartbeatFault;
import peaceofmind.watchdog.policy.ServiceState;
import peaceofmind.watchdog.policy.State;

/**
 * A state that the last evaluation has only aged: each of its times has either stayed as it was, or has grown by the time that passed. While
 * the world stays the same, and until a limit is reached, the following evaluations would do the same to it.
 *
 * @param before the last evaluation
 * @param after the last evaluation
 * @param elapsed time between that evaluation and the one before it
 */
record SteadyState(State before, State after, Duration elapsed) {

    boolean isSteady() {
        return before.reboot().isEmpty()
                && after.reboot().isEmpty()
                && before.history().equals(after.history())
                && before.services().keySet().equals(after.services().keySet())
                && after.services().entrySet().stream()
                        .allMatch(service -> isSteady(stateBefore(service.getKey()), service.getValue()));
    }

    /** Both evaluations had the same services. */
    private ServiceState stateBefore(String service) {
        return Objects.requireNonNull(before.services().get(service));
    }

    private boolean isSteady(ServiceState from, ServiceState to) {
        return (to.phase() instanceof ServiceState.Watched || to.phase() instanceof ServiceState.Stopped)
                && aged(from, from, to, elapsed).equals(to);
    }

    /** The same state after this time, in which each evaluation was like the last one. */
    State advance(Duration time) {
        Map<String, ServiceState> services = new LinkedHashMap<>();
        after.services().forEach((name, to) -> services.put(name, aged(to, stateBefore(name), to, time)));
        return new State(after.reboot(), services, after.history());
    }

    /** This state, with {@code time} added to each of its times that has changed between the two others. */
    private static ServiceState aged(ServiceState state, ServiceState from, ServiceState to, Duration time) {
        return new ServiceState(
                state.phase(),
                aged(state.silence(), from.silence(), to.silence(), time),
                state.beatenSinceStart(),
                aged(state.healthyFor(), from.healthyFor(), to.healthyFor(), time),
                aged(state.inErrorFor(), from.inErrorFor(), to.inErrorFor(), time),
                aged(state.failedFor(), from.failedFor(), to.failedFor(), time),
                aged(state.sinceLastRestart(), from.sinceLastRestart(), to.sinceLastRestart(), time),
                state.runId(),
                state.staleReported(),
                new HeartbeatFault(
                        aged(
                                state.heartbeatFault().lasting(),
                                from.heartbeatFault().lasting(),
                                to.heartbeatFault().lasting(),
                                time),
                        state.heartbeatFault().report()),
                state.externalRestarts(),
                state.secondInstance(),
                state.reportedFaults(),
                aged(state.lastGoodBeat(), from.lastGoodBeat(), to.lastGoodBeat(), time),
                aged(state.lastBeat(), from.lastBeat(), to.lastBeat(), time));
    }

    private static Duration aged(Duration value, Duration from, Duration to, Duration time) {
        return from.equals(to) ? value : value.plus(time);
    }
}
