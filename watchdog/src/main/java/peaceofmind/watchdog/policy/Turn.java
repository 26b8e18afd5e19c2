package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.watchdog.events.EventKind;
import peaceofmind.watchdog.policy.State.RebootUnderWay;

/** The making of one decision: lives as long as one call, and nothing outside sees it. */
final class Turn {

    private final Observation observation;
    private final Policy policy;
    private final List<ServiceTurn> services = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final History before;
    private History history;
    private Optional<RebootUnderWay> reboot;

    Turn(Observation observation, State state, Policy policy) {
        this.observation = observation;
        this.policy = policy;
        this.before = state.history();
        // A dry run goes on from what it would have done; that is nothing to be remembered.
        this.history = policy.dryRun() ? state.imagined().orElse(before) : before;
        this.reboot = state.reboot();
        for (ServicePolicy service : policy.services()) {
            observation.services().stream()
                    .filter(sight -> sight.service().equals(service.name()))
                    .findFirst()
                    .ifPresent(sight ->
                            services.add(new ServiceTurn(this, service, sight, state.service(service.name()))));
        }
    }

    Observation observation() {
        return observation;
    }

    Policy policy() {
        return policy;
    }

    List<ServiceTurn> services() {
        return services;
    }

    Optional<ServiceTurn> service(String name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    /** Powered-on time. */
    Duration now() {
        return observation.time().poweredOn();
    }

    /** Observed time since the look before. */
    Duration step() {
        Duration gap = observation.sinceLast();
        return gap.compareTo(WatchdogPolicy.MAX_STEP) > 0 ? WatchdogPolicy.MAX_STEP : gap;
    }

    Optional<OrderResult> result(String service) {
        return observation.finished().stream()
                .filter(result -> result.service().equals(service))
                .findFirst();
    }

    History history() {
        return history;
    }

    void history(History changed) {
        history = changed;
    }

    Optional<RebootUnderWay> reboot() {
        return reboot;
    }

    void reboot(Optional<RebootUnderWay> changed) {
        reboot = changed;
    }

    void order(Order order) {
        orders.add(order);
    }

    void note(EventKind kind, Optional<String> service, String reason) {
        notes.add(new Note(kind, service, reason));
    }

    void answer(OperatorRequest request, boolean accepted, String message) {
        answers.add(new Answer(request.id(), accepted, message));
    }

    Decision decision() {
        Map<String, ServiceState> states = new LinkedHashMap<>();
        services.forEach(service -> states.put(service.name(), service.state()));
        State state = policy.dryRun()
                ? new State(reboot, states, before.afterDryRun(history), Optional.of(history))
                : new State(reboot, states, history);
        return new Decision(state, orders, notes, answers);
    }
}
