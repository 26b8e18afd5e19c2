// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import peaceofmind.watchdog.policy.ServiceState;
import peaceofmind.watchdog.policy.State;

/** A state of the policy that only ages while every service beats. */
final class SteadyState {

    private SteadyState() {}

    static boolean isSteady(State state) {
        return state.reboot().isEmpty()
                && state.history().holds().isEmpty()
                && state.history().incidents().lastGoodBeats().isEmpty()
                && state.history().services().values().stream()
                        .allMatch(service -> service.gaveUpAt().isEmpty()
                                && service.instability().isEmpty()
                                && !service.stoppedByOperator())
                && state.services().values().stream()
                        .allMatch(service -> service.isBeating()
                                && !service.externalRestarts().damped()
                                && !service.secondInstance().beats().damped()
                                && service.silence().isZero()
                                && service.heartbeatFault().isNone()
                                && service.inErrorFor().isZero()
                                && service.failedFor().isZero());
    }

    /** The same state after this time, with a beat in every second. */
    static State advance(State state, Duration time) {
        Map<String, ServiceState> services = new LinkedHashMap<>();
        state.services().forEach((name, service) -> services.put(name, advance(service, time)));
        return new State(state.reboot(), services, state.history());
    }

    private static ServiceState advance(ServiceState service, Duration time) {
        return new ServiceState(
                service.phase(),
                service.silence(),
                service.beatenSinceStart(),
                service.healthyFor().plus(time),
                service.inErrorFor(),
                service.failedFor(),
                service.sinceLastRestart().plus(time),
                service.runId(),
                service.staleReported(),
                service.heartbeatFault(),
                service.externalRestarts(),
                service.secondInstance(),
                service.reportedFaults(),
                service.lastGoodBeat().plus(time),
                service.lastBeat().plus(time));
    }
}
