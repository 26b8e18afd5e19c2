// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.Note;
import peaceofmind.watchdog.policy.Observation;
import peaceofmind.watchdog.policy.OperatorReply;
import peaceofmind.watchdog.policy.OperatorRequest;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.OrderResult;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.ServiceObservation;

/** Checks each decision against the world's true state and its own records; throws {@link InvariantViolation}. */
final class InvariantChecker {

    private static final long HOUR_MILLIS = 3_600_000;
    private static final long MAX_HISTORY_CHARACTERS = 64_000;

    private final List<SimulatedService> actualServices;
    private final SimulatedSystemd manager;
    private final SimulationStats stats;
    private final List<CheckedService> services = new ArrayList<>();
    private final Map<Optional<String>, Long> holds = new HashMap<>();
    private final Deque<Long> reboots = new ArrayDeque<>();
    private final CheckedIncidents incidents = new CheckedIncidents();
    private final CheckedSilence silence = new CheckedSilence();
    private boolean rebooting;

    InvariantChecker(
            Policy policy, List<SimulatedService> actualServices, SimulatedSystemd manager, SimulationStats stats) {
        this.actualServices = actualServices;
        this.manager = manager;
        this.stats = stats;
        policy.services().forEach(service -> services.add(new CheckedService(service)));
    }

    void booted() {
        rebooting = false;
        services.forEach(CheckedService::resetHistory);
    }

    void watchdogStarted() {
        rebooting = false;
        services.forEach(CheckedService::watchdogStarted);
        incidents.watchdogStarted();
        silence.watchdogStarted();
    }

    void historyLost() {
        holds.clear();
        services.forEach(CheckedService::resetHistory);
        incidents.historyLost();
        silence.historyLost();
    }

    List<Event> journal() {
        return incidents.journal();
    }

    /**
     * The watchdog starts with what was saved, and not with what it knew last: a hold that has ended since then is back, and the restarts
     * and the giving up that were saved count on.
     *
     * @param uncountedMillis powered-on time that the device does not know of, since its count was lost once
     */
    void savesLost(History saved, long uncountedMillis) {
        holds.clear();
        saved.holds().forEach(hold -> holds.put(hold.service(), hold.until().toMillis()));
        for (CheckedService service : services) {
            service.resetHistory();
            Optional.ofNullable(saved.services().get(service.name()))
                    .ifPresent(restarts -> service.restoreRestarts(restarts, uncountedMillis));
        }
        incidents.historyLost();
        silence.savesLost();
    }

    /** It could not be counted. */
    void rebootRefused() {
        rebooting = false;
        if (!reboots.isEmpty()) {
            reboots.removeLast();
            stats.automaticReboots--;
        }
    }

    boolean isSteady() {
        return !rebooting && services.stream().allMatch(CheckedService::isSteady);
    }

    /** As if each second of this time, which ends now, had been like the last tick: nothing may have become late in it. */
    void skip(long now, long millis) {
        services.forEach(service -> service.skip(millis));
        silence.skip(millis);
        incidents.skip(Math.round(millis / 1000.0));
        checkTimeliness(now, false);
        checkRecovery(now, 0);
    }

    /**
     * Checks one step.
     *
     * @param poweredMillis the true total time, in milliseconds, for which the device has had power
     */
    void check(long now, long poweredMillis, SimulationStep step) {
        Observation observation = step.observation();
        long elapsedMillis = Math.min(2000, observation.sinceLast().toMillis());
        silence.tick(now, observation.time().poweredOn());
        for (CheckedService service : services) {
            ServiceObservation observed = observed(observation, service.name());
            Optional<OrderResult> result = result(observation, service.name());
            service.observe(observed, result, elapsedMillis);
            incidents.observe(now, observed, result, service.isLeftAlone());
            silence.observe(now, observation.time().poweredOn(), observed);
            step.decision()
                    .state()
                    .service(service.name())
                    .ifPresent(state -> silence.check(now, observation.time().poweredOn(), service.name(), state));
        }
        endHolds(observation.time().poweredOn().toMillis());
        boolean wasRebooting = rebooting;
        Map<Long, OperatorRequest> accepted = accepted(step);
        applyReplies(accepted, observation.time().poweredOn().toMillis());
        for (Order order : step.decision().orders()) {
            require(!order.reason().isBlank(), Invariant.EVERY_ORDER_HAS_A_REASON, order);
            stats.orders.merge(order.getClass().getSimpleName(), 1L, Long::sum);
            checkOrder(order, accepted, observation, poweredMillis, now);
        }
        step.decision().notes().forEach(note -> applyNote(note, poweredMillis));
        incidents.read(now, step.decision().notes());
        services.forEach(
                service -> incidents.check(now, service.name(), service.isOrderPending() || service.isLeftAlone()));
        checkTimeliness(now, wasRebooting);
        checkRecovery(now, elapsedMillis);
    }

    private static ServiceObservation observed(Observation observation, String service) {
        for (ServiceObservation observed : observation.services()) {
            if (observed.service().equals(service)) {
                return observed;
            }
        }
        throw new IllegalStateException(service + " is not observed");
    }

    private static Optional<OrderResult> result(Observation observation, String service) {
        for (OrderResult finished : observation.finishedOrders()) {
            if (finished.service().equals(service)) {
                return Optional.of(finished);
            }
        }
        return Optional.empty();
    }

    void checkDisk(SimulatedDisk disk) {
        require(disk.size() < MAX_HISTORY_CHARACTERS, Invariant.HISTORY_STAYS_BOUNDED, disk.size());
    }

    private void endHolds(long poweredOn) {
        if (holds.isEmpty()) {
            return;
        }
        List<Optional<String>> finished = holds.entrySet().stream()
                .filter(hold -> hold.getValue() <= poweredOn)
                .map(Map.Entry::getKey)
                .toList();
        finished.forEach(this::endHold);
    }

    private void endHold(Optional<String> held) {
        holds.remove(held);
        services.stream()
                .filter(service -> held.isEmpty() || held.get().equals(service.name()))
                .forEach(CheckedService::holdFinished);
    }

    private boolean isHeld(CheckedService service) {
        return !holds.isEmpty()
                && (holds.containsKey(Optional.<String>empty()) || holds.containsKey(Optional.of(service.name())));
    }

    private static Map<Long, OperatorRequest> accepted(SimulationStep step) {
        if (step.observation().requests().isEmpty() && step.decision().replies().isEmpty()) {
            // The usual case, in millions of ticks.
            return Map.of();
        }
        Map<Long, OperatorRequest> accepted = new HashMap<>();
        for (OperatorRequest request : step.observation().requests()) {
            if (step.decision().replies().stream()
                    .anyMatch(reply -> reply.accepted() && reply.requestId() == request.id())) {
                accepted.put(request.id(), request);
            }
        }
        List<OperatorReply> replies = step.decision().replies();
        require(
                replies.size() == step.observation().requests().size(),
                Invariant.EVERY_ORDER_HAS_A_REASON,
                "requests and answers differ in number");
        return accepted;
    }

    private void applyReplies(Map<Long, OperatorRequest> accepted, long poweredOn) {
        for (OperatorRequest request : accepted.values()) {
            switch (request) {
                case OperatorRequest.PlaceHold hold -> {
                    long millis = hold.duration().toMillis();
                    require(
                            millis <= 24 * HOUR_MILLIS,
                            Invariant.RECOVERS_ONCE_THE_FAULT_IS_GONE,
                            "a hold beyond a day");
                    holds.put(hold.service(), poweredOn + millis);
                }
                case OperatorRequest.Release release -> {
                    List<Optional<String>> finished = holds.keySet().stream()
                            .filter(held -> release.service().isEmpty() || held.equals(release.service()))
                            .toList();
                    finished.forEach(this::endHold);
                }
                case OperatorRequest.StopService stop ->
                    checkedService(stop.service()).setStopRequested(true);
                case OperatorRequest.RestartService restart ->
                    checkedService(restart.service()).setStopRequested(false);
                case OperatorRequest.StartService start ->
                    checkedService(start.service()).setStopRequested(false);
                case OperatorRequest.RebootDevice _ -> {}
            }
        }
    }

    private CheckedService checkedService(String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void checkOrder(
            Order order, Map<Long, OperatorRequest> accepted, Observation observation, long poweredMillis, long now) {
        switch (order) {
            case Order.ServiceOrder toService -> {
                CheckedService service = checkedService(toService.service());
                require(!service.isOrderPending(), Invariant.ONE_ORDER_AT_A_TIME, order);
                if (order instanceof Order.Restart && !isRequested(service, accepted)) {
                    checkRestart(service, poweredMillis, now, order);
                }
                service.ordered();
            }
            case Order.Reboot reboot -> {
                if (accepted.values().stream().noneMatch(OperatorRequest.RebootDevice.class::isInstance)) {
                    checkReboot(observation.time().uptime().toMillis(), poweredMillis, reboot);
                }
                rebooting = true;
            }
            case Order.ResumeKeepAlive _ -> {
                rebooting = false;
                services.forEach(CheckedService::rebootAbandoned);
            }
            case Order.ForceReboot _, Order.LeaveToSystemd _ ->
                require(rebooting, Invariant.NO_REBOOT_WITHOUT_NEED, order);
        }
    }

    private static boolean isRequested(CheckedService service, Map<Long, OperatorRequest> accepted) {
        return accepted.values().stream()
                .anyMatch(request -> request instanceof OperatorRequest.RestartService restart
                        && restart.service().equals(service.name()));
    }

    private void checkRestart(CheckedService service, long poweredMillis, long now, Order order) {
        require(!rebooting, Invariant.ONE_ORDER_AT_A_TIME, order);
        require(!isHeld(service), Invariant.A_HOLD_IS_RESPECTED, order);
        require(!service.isStopped(), Invariant.AN_OPERATORS_STOP_IS_RESPECTED, order);
        boolean needed = service.isSilentTooLong() || service.hasFailed() || service.isInErrorTooLong();
        SimulatedService actual = actualServices.get(services.indexOf(service));
        if (actual.isInError(now) && actual.isBeating(now)) {
            require(needed, Invariant.NETWORK_LOSS_CAUSES_NO_RESTART, order);
        }
        if (actual.isBeating(now) && actual.isUnreadable(now)) {
            require(needed, Invariant.NO_RESTART_FOR_WHAT_A_HEARTBEAT_HOLDS, order);
        }
        require(needed, Invariant.NO_RESTART_OF_A_HEALTHY_SERVICE, order);
        if (!service.gaveUp() && !service.hasFailed()) {
            stats.worstDelayMillis = Math.max(stats.worstDelayMillis, service.overdue());
        }
        stats.automaticRestarts++;
        service.restarted(poweredMillis, ((Order.Restart) order).kill());
    }

    private void checkReboot(long uptime, long poweredMillis, Order.Reboot order) {
        require(uptime >= 600_000, Invariant.NO_REBOOT_SOON_AFTER_BOOT, order + " at " + uptime + " ms");
        require(holds.isEmpty(), Invariant.A_HOLD_IS_RESPECTED, order);
        if (!order.mustBeCounted()) {
            require(
                    uptime >= 24 * HOUR_MILLIS,
                    Invariant.NO_LOOP_OF_UNCOUNTED_REBOOTS,
                    order + " at " + uptime + " ms");
            stats.uncountedReboots++;
            stats.automaticReboots++;
            return;
        }
        reboots.removeIf(at -> at <= poweredMillis - 24 * HOUR_MILLIS);
        require(reboots.size() < 3, Invariant.REBOOTS_STAY_WITHIN_THE_BUDGET, "3 in a day, and " + order);
        boolean rebootedRecently = reboots.stream().anyMatch(at -> at > poweredMillis - HOUR_MILLIS);
        require(!rebootedRecently, Invariant.REBOOTS_STAY_WITHIN_THE_BUDGET, "1 in an hour, and " + order);
        boolean needed =
                services.stream().anyMatch(service -> service.isExpectedToRun() && service.needsReboot(poweredMillis));
        require(needed, Invariant.NO_REBOOT_WITHOUT_NEED, order);
        reboots.addLast(poweredMillis);
        stats.automaticReboots++;
    }

    private void applyNote(Note note, long poweredMillis) {
        require(!note.reason().isBlank(), Invariant.EVERY_ORDER_HAS_A_REASON, note);
        stats.events.merge(note.kind(), 1L, Long::sum);
        if (note.service().isPresent()) {
            CheckedService service = checkedService(note.service().get());
            if (note.kind() == EventKind.GAVE_UP) {
                require(service.haveRestartsFailed(poweredMillis), Invariant.NO_GIVING_UP_WHILE_RESTARTS_HELP, note);
                service.gaveUp(true);
            } else if (note.kind() == EventKind.UNSTABLE) {
                require(service.isUnstable(poweredMillis), Invariant.NO_REBOOT_WITHOUT_NEED, note);
            } else if (note.kind() == EventKind.NORMAL_AGAIN) {
                service.gaveUp(false);
            }
        }
    }

    private void checkTimeliness(long now, boolean wasRebooting) {
        for (CheckedService service : services) {
            if (rebooting || wasRebooting || isHeld(service) || !service.isExpectedToRun() || service.waitsForRetry()) {
                continue;
            }
            require(!service.isLate(), Invariant.A_SILENT_SERVICE_IS_DEALT_WITH_IN_TIME, now);
            require(!service.isFailedForTooLong(), Invariant.A_FAILED_SERVICE_IS_DEALT_WITH_IN_TIME, now);
        }
    }

    private void checkRecovery(long now, long elapsedMillis) {
        for (int index = 0; index < services.size(); index++) {
            CheckedService service = services.get(index);
            SimulatedService actual = actualServices.get(index);
            boolean recoverable = actual.isRecoverable(now)
                    && manager.works(now)
                    && !rebooting
                    && !isHeld(service)
                    && !service.isStopped()
                    && !service.isLeftAlone();
            boolean stuck = service.isStuck(recoverable, actual.isVisiblyBeating(now), elapsedMillis);
            require(!stuck, Invariant.RECOVERS_ONCE_THE_FAULT_IS_GONE, service.name());
            require(!service.shouldBeNormal(), Invariant.GAVE_UP_IS_CLEARED_ONCE_HEALTHY, service.name());
        }
    }

    private static void require(boolean satisfied, Invariant invariant, Object detail) {
        if (!satisfied) {
            throw new InvariantViolation(invariant, String.valueOf(detail));
        }
    }
}
