package peaceofmind.watchdog.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.watchdog.events.EventKind;
import peaceofmind.watchdog.policy.Answer;
import peaceofmind.watchdog.policy.Note;
import peaceofmind.watchdog.policy.Observation;
import peaceofmind.watchdog.policy.OperatorRequest;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.ServiceSight;

/** Judges each look by the world's truth and its own books; throws {@link BrokenPromise}. */
final class Checker {

    private static final long HOUR = 3_600_000;
    private static final long MAX_HISTORY_CHARACTERS = 64_000;

    private final List<SimulatedService> truths;
    private final SimulatedManager manager;
    private final Tally tally;
    private final List<CheckedService> services = new ArrayList<>();
    private final Map<Optional<String>, Long> holds = new HashMap<>();
    private final Deque<Long> reboots = new ArrayDeque<>();
    private boolean rebooting;

    Checker(Policy policy, List<SimulatedService> truths, SimulatedManager manager, Tally tally) {
        this.truths = truths;
        this.manager = manager;
        this.tally = tally;
        policy.services().forEach(service -> services.add(new CheckedService(service)));
    }

    void booted() {
        rebooting = false;
        services.forEach(CheckedService::forget);
    }

    void watchdogStarted() {
        rebooting = false;
        services.forEach(CheckedService::watchdogStarted);
    }

    void historyLost() {
        holds.clear();
        services.forEach(CheckedService::forget);
    }

    boolean isSettled() {
        return holds.isEmpty() && !rebooting && services.stream().allMatch(CheckedService::isSettled);
    }

    void skip(long millis) {
        services.forEach(service -> service.skip(millis));
    }

    /**
     * One look.
     *
     * @param powered true time in milliseconds for which the device has had power in its life
     */
    void check(long now, long powered, Step step) {
        Observation observation = step.observation();
        long passed = Math.min(2000, observation.sinceLast().toMillis());
        for (CheckedService service : services) {
            ServiceSight sight = observation.services().stream()
                    .filter(seen -> seen.service().equals(service.name()))
                    .findFirst()
                    .orElseThrow();
            service.see(
                    sight,
                    observation.finished().stream()
                            .filter(result -> result.service().equals(service.name()))
                            .findFirst(),
                    passed);
        }
        endHolds(observation.time().poweredOn().toMillis());
        boolean wasRebooting = rebooting;
        Map<Long, OperatorRequest> accepted = accepted(step);
        takeAnswers(accepted, observation.time().poweredOn().toMillis());
        for (Order order : step.decision().orders()) {
            promise(!order.reason().isBlank(), Promise.EVERY_ORDER_HAS_A_REASON, order);
            tally.orders.merge(order.getClass().getSimpleName(), 1L, Long::sum);
            checkOrder(order, accepted, observation, powered, now);
        }
        step.decision().notes().forEach(note -> takeNote(note, powered));
        checkNeglect(step, wasRebooting);
        checkRecovery(now, passed);
    }

    void checkDisk(Disk disk) {
        promise(disk.size() < MAX_HISTORY_CHARACTERS, Promise.MEMORY_STAYS_BOUNDED, disk.size());
    }

    private void endHolds(long poweredOn) {
        List<Optional<String>> ended = holds.entrySet().stream()
                .filter(hold -> hold.getValue() <= poweredOn)
                .map(Map.Entry::getKey)
                .toList();
        ended.forEach(this::endHold);
    }

    private void endHold(Optional<String> held) {
        holds.remove(held);
        services.stream()
                .filter(service -> held.isEmpty() || held.get().equals(service.name()))
                .forEach(CheckedService::holdEnded);
    }

    private boolean isHeld(CheckedService service) {
        return holds.containsKey(Optional.<String>empty()) || holds.containsKey(Optional.of(service.name()));
    }

    private static Map<Long, OperatorRequest> accepted(Step step) {
        Map<Long, OperatorRequest> accepted = new HashMap<>();
        for (OperatorRequest request : step.observation().requests()) {
            if (step.decision().answers().stream()
                    .anyMatch(answer -> answer.accepted() && answer.request() == request.id())) {
                accepted.put(request.id(), request);
            }
        }
        List<Answer> answers = step.decision().answers();
        promise(
                answers.size() == step.observation().requests().size(),
                Promise.EVERY_ORDER_HAS_A_REASON,
                "requests and answers differ in number");
        return accepted;
    }

    private void takeAnswers(Map<Long, OperatorRequest> accepted, long poweredOn) {
        for (OperatorRequest request : accepted.values()) {
            switch (request) {
                case OperatorRequest.PlaceHold hold -> {
                    long length = hold.length().toMillis();
                    promise(length <= 24 * HOUR, Promise.RECOVERS_ONCE_THE_FAULT_IS_GONE, "a hold beyond a day");
                    holds.put(hold.service(), poweredOn + length);
                }
                case OperatorRequest.Release release -> {
                    List<Optional<String>> ended = holds.keySet().stream()
                            .filter(held -> release.service().isEmpty() || held.equals(release.service()))
                            .toList();
                    ended.forEach(this::endHold);
                }
                case OperatorRequest.StopService stop -> checked(stop.service()).stopAsked(true);
                case OperatorRequest.RestartService restart ->
                    checked(restart.service()).stopAsked(false);
                case OperatorRequest.StartService start ->
                    checked(start.service()).stopAsked(false);
                case OperatorRequest.RebootDevice _ -> {}
            }
        }
    }

    private CheckedService checked(String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void checkOrder(
            Order order, Map<Long, OperatorRequest> accepted, Observation observation, long powered, long now) {
        switch (order) {
            case Order.ServiceOrder toService -> {
                CheckedService service = checked(toService.service());
                promise(!service.inFlight(), Promise.ONE_ORDER_AT_A_TIME, order);
                if (order instanceof Order.Restart && !isAsked(service, accepted)) {
                    checkRestart(service, powered, now, order);
                }
                service.ordered();
            }
            case Order.Reboot _ -> {
                if (accepted.values().stream().noneMatch(OperatorRequest.RebootDevice.class::isInstance)) {
                    checkReboot(observation.time().uptime().toMillis(), powered, order);
                }
                rebooting = true;
            }
            case Order.ResumeFeeding _ -> {
                rebooting = false;
                services.forEach(CheckedService::rebootAbandoned);
            }
            case Order.ForceReboot _, Order.StopFeeding _ -> promise(rebooting, Promise.NO_REBOOT_WITHOUT_NEED, order);
        }
    }

    private static boolean isAsked(CheckedService service, Map<Long, OperatorRequest> accepted) {
        return accepted.values().stream()
                .anyMatch(request -> request instanceof OperatorRequest.RestartService restart
                        && restart.service().equals(service.name()));
    }

    private void checkRestart(CheckedService service, long powered, long now, Order order) {
        promise(!rebooting, Promise.ONE_ORDER_AT_A_TIME, order);
        promise(!isHeld(service), Promise.A_HOLD_IS_RESPECTED, order);
        promise(!service.isStopped(), Promise.AN_OPERATORS_STOP_IS_RESPECTED, order);
        boolean needed = service.isSilentTooLong() || service.hasFailed() || service.erredTooLong();
        SimulatedService truth = truths.get(services.indexOf(service));
        if (truth.saysError(now) && truth.works(now)) {
            promise(needed, Promise.NETWORK_LOSS_IS_NO_REASON, order);
        }
        promise(needed, Promise.NO_RESTART_OF_A_HEALTHY_SERVICE, order);
        if (!service.gaveUp() && !service.hasFailed()) {
            tally.worstDelayMillis = Math.max(tally.worstDelayMillis, service.overdue());
        }
        tally.automaticRestarts++;
        service.restarted(powered);
    }

    private void checkReboot(long uptime, long powered, Order order) {
        promise(uptime >= 600_000, Promise.NO_REBOOT_SOON_AFTER_BOOT, order + " at " + uptime + " ms");
        promise(holds.isEmpty(), Promise.A_HOLD_IS_RESPECTED, order);
        reboots.removeIf(at -> at <= powered - 24 * HOUR);
        promise(reboots.size() < 3, Promise.REBOOTS_STAY_WITHIN_THE_BUDGET, "3 in a day, and " + order);
        boolean recent = reboots.stream().anyMatch(at -> at > powered - HOUR);
        promise(!recent, Promise.REBOOTS_STAY_WITHIN_THE_BUDGET, "1 in an hour, and " + order);
        boolean needed =
                services.stream().anyMatch(service -> service.isExpectedToRun() && service.needsReboot(powered));
        promise(needed, Promise.NO_REBOOT_WITHOUT_NEED, order);
        reboots.addLast(powered);
        tally.automaticReboots++;
    }

    private void takeNote(Note note, long powered) {
        promise(!note.reason().isBlank(), Promise.EVERY_ORDER_HAS_A_REASON, note);
        tally.events.merge(note.kind(), 1L, Long::sum);
        if (note.service().isPresent()) {
            CheckedService service = checked(note.service().get());
            if (note.kind() == EventKind.GAVE_UP) {
                promise(
                        service.mayBeGivenUp(powered),
                        Promise.A_SILENT_SERVICE_IS_DEALT_WITH_IN_TIME,
                        "given up too early: " + note);
                service.gaveUp(true);
            } else if (note.kind() == EventKind.NORMAL_AGAIN) {
                service.gaveUp(false);
            }
        }
    }

    private void checkNeglect(Step step, boolean wasRebooting) {
        for (CheckedService service : services) {
            if (rebooting || wasRebooting || isHeld(service) || !service.isExpectedToRun() || service.waitsForRetry()) {
                continue;
            }
            promise(!service.isLate(), Promise.A_SILENT_SERVICE_IS_DEALT_WITH_IN_TIME, step.second());
            promise(!service.isFailedForTooLong(), Promise.A_FAILED_SERVICE_IS_DEALT_WITH_IN_TIME, step.second());
        }
    }

    private void checkRecovery(long now, long passed) {
        for (int index = 0; index < services.size(); index++) {
            CheckedService service = services.get(index);
            SimulatedService truth = truths.get(index);
            boolean couldWork = truth.isCurable(now)
                    && manager.works(now)
                    && !rebooting
                    && !isHeld(service)
                    && !service.isStopped();
            boolean stuck = service.isStuck(couldWork, truth.showsThatItWorks(now), passed);
            promise(!stuck, Promise.RECOVERS_ONCE_THE_FAULT_IS_GONE, service.name());
            promise(!service.shouldBeNormal(), Promise.GIVING_UP_ENDS, service.name());
        }
    }

    private static void promise(boolean kept, Promise promise, Object about) {
        if (!kept) {
            throw new BrokenPromise(promise, String.valueOf(about));
        }
    }
}
