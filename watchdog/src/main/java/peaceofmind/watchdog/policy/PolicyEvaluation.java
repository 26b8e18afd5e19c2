// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;
import peaceofmind.watchdog.policy.State.RebootUnderWay;

/** The mutable state of one evaluation; never outlives the call. */
final class PolicyEvaluation {

    private final Observation observation;
    private final Policy policy;
    private final List<ServiceEvaluation> services = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final List<OperatorReply> replies = new ArrayList<>();
    private final History savedHistory;
    private History history;
    private Optional<RebootUnderWay> reboot;

    PolicyEvaluation(Observation observation, State state, Policy policy) {
        this.observation = observation;
        this.policy = policy;
        this.savedHistory = state.history();
        // A dry run continues from what it would have done, which is never saved.
        this.history = policy.dryRun() ? state.dryRunHistory().orElse(savedHistory) : savedHistory;
        this.reboot = state.reboot();
        for (ServicePolicy service : policy.services()) {
            for (ServiceObservation observed : observation.services()) {
                if (observed.service().equals(service.name())) {
                    services.add(new ServiceEvaluation(this, service, observed, state.service(service.name())));
                    break;
                }
            }
        }
    }

    Observation observation() {
        return observation;
    }

    Policy policy() {
        return policy;
    }

    List<ServiceEvaluation> services() {
        return services;
    }

    Optional<ServiceEvaluation> service(String name) {
        for (ServiceEvaluation service : services) {
            if (service.name().equals(name)) {
                return Optional.of(service);
            }
        }
        return Optional.empty();
    }

    /** Powered-on time. */
    Duration now() {
        return observation.time().poweredOn();
    }

    /** Observed time since the previous evaluation. */
    Duration elapsed() {
        Duration interval = observation.sinceLast();
        return interval.compareTo(WatchdogPolicy.MAX_TICK) > 0 ? WatchdogPolicy.MAX_TICK : interval;
    }

    Optional<OrderResult> result(String service) {
        for (OrderResult result : observation.finishedOrders()) {
            if (result.service().equals(service)) {
                return Optional.of(result);
            }
        }
        return Optional.empty();
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
        note(new Note(kind, service, reason));
    }

    void note(Note note) {
        notes.add(note);
    }

    void reply(OperatorRequest request, boolean accepted, String message) {
        replies.add(new OperatorReply(request.id(), accepted, message));
    }

    Decision decision() {
        Map<String, ServiceState> states = new LinkedHashMap<>();
        services.forEach(service -> states.put(service.name(), service.state()));
        State state = policy.dryRun()
                ? new State(reboot, states, savedHistory.afterDryRun(history), Optional.of(history))
                : new State(reboot, states, history);
        return new Decision(state, orders, notes, replies);
    }
}
