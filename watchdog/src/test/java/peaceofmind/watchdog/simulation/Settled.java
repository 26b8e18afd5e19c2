package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import peaceofmind.watchdog.policy.ServiceState;
import peaceofmind.watchdog.policy.State;

/** A policy's memory in which nothing but time passes while every service beats. */
final class Settled {

    private Settled() {}

    static boolean is(State state) {
        return state.reboot().isEmpty()
                && state.history().holds().isEmpty()
                && state.history().services().values().stream()
                        .allMatch(service -> service.gaveUpAt().isEmpty() && !service.stoppedByOperator())
                && state.services().values().stream()
                        .allMatch(service -> service.isBeating()
                                && !service.others().unstable()
                                && service.silence().isZero()
                                && service.inError().isZero()
                                && service.failed().isZero());
    }

    /** The same after so much time with a beat in each second. */
    static State after(State state, Duration time) {
        Map<String, ServiceState> services = new LinkedHashMap<>();
        state.services().forEach((name, service) -> services.put(name, after(service, time)));
        return new State(state.reboot(), services, state.history());
    }

    private static ServiceState after(ServiceState service, Duration time) {
        return new ServiceState(
                service.phase(),
                service.silence(),
                service.beatenSinceStart(),
                service.healthy().plus(time),
                service.inError(),
                service.failed(),
                service.sinceTry().plus(time),
                service.fruitless(),
                service.run(),
                service.staleNoted(),
                service.others());
    }
}
