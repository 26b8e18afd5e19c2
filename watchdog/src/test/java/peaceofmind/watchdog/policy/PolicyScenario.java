// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;

/** A device that a test runs second by second: the test sets the observations, and decisions are recorded. */
final class PolicyScenario {

    static final HeartbeatObservation BEAT = new HeartbeatObservation.Beat(false);
    static final HeartbeatObservation ERROR = new HeartbeatObservation.Beat(true);
    static final HeartbeatObservation NO_BEAT = new HeartbeatObservation.Unchanged();

    private final Policy policy;
    private final Map<String, HeartbeatObservation> heartbeats = new LinkedHashMap<>();
    private final Map<String, UnitState> units = new LinkedHashMap<>();
    private final Map<String, Integer> runs = new LinkedHashMap<>();
    private final List<OrderResult> finishedOrders = new ArrayList<>();
    private final List<OperatorRequest> requests = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private State state = State.initial(History.initial("boot-1"));
    private String bootId = "boot-1";
    private Duration uptime = Duration.ofHours(2);
    private Duration poweredOn = Duration.ofDays(30);
    private Optional<Duration> heartbeatAge = Optional.empty();
    private Optional<String> saveError = Optional.empty();
    private boolean beatenInRun;
    private long requestId;

    PolicyScenario(Policy policy) {
        this.policy = policy;
        for (ServicePolicy service : policy.services()) {
            heartbeats.put(service.name(), BEAT);
            units.put(service.name(), UnitState.ACTIVE);
            runs.put(service.name(), 1);
        }
    }

    /** The guide's limits, and a service that has been beating for a while. */
    static PolicyScenario beating() {
        PolicyScenario scene = new PolicyScenario(defaultPolicy());
        scene.advance(5);
        return scene;
    }

    static Policy defaultPolicy(String... others) {
        List<ServicePolicy> services = new ArrayList<>();
        services.add(ServicePolicy.defaults("recorder"));
        for (String other : others) {
            services.add(ServicePolicy.defaults(other));
        }
        return new Policy(DevicePolicy.defaults(), services, false);
    }

    PolicyScenario withHeartbeat(HeartbeatObservation heartbeat) {
        return withHeartbeat("recorder", heartbeat);
    }

    PolicyScenario withHeartbeat(String service, HeartbeatObservation heartbeat) {
        heartbeats.put(service, heartbeat);
        return this;
    }

    PolicyScenario withUnit(UnitState unit) {
        units.put("recorder", unit);
        return this;
    }

    PolicyScenario restartedExternally() {
        runs.merge("recorder", 1, Integer::sum);
        return this;
    }

    /** The last heartbeat names the main process of the run as its writer. */
    PolicyScenario beatenInRun(boolean value) {
        beatenInRun = value;
        return this;
    }

    PolicyScenario withUptime(Duration newUptime) {
        uptime = newUptime;
        return this;
    }

    PolicyScenario withReadOnlyDisk() {
        saveError = Optional.of("Read-only file system");
        return this;
    }

    /** As old as the heartbeat file is when it is read for the first time. */
    PolicyScenario withHeartbeatAge(Duration age) {
        heartbeatAge = Optional.of(age);
        return this;
    }

    /** Time since the last beat, as it is shown to people. */
    Duration silence() {
        return poweredOn.minus(state.service("recorder").orElseThrow().lastBeat());
    }

    PolicyScenario history(History history) {
        state = State.initial(history);
        return this;
    }

    /** The watchdog dies and starts again with only the saved history. */
    PolicyScenario watchdogRestarted() {
        return history(state.history());
    }

    /** The device reboots. */
    PolicyScenario rebooted(String next) {
        bootId = next;
        uptime = Duration.ofSeconds(5);
        return watchdogRestarted();
    }

    /** The next observation has the result of an order. */
    PolicyScenario orderFinished(String service, boolean done) {
        finishedOrders.add(new OrderResult(service, done, done ? "" : "timed out"));
        return this;
    }

    /** Evaluates once, a second after the previous tick. */
    Decision tick() {
        return tickAfter(Duration.ofSeconds(1));
    }

    Decision tickAfter(Duration interval) {
        uptime = uptime.plus(interval);
        poweredOn = poweredOn.plus(interval);
        List<ServiceObservation> observations = new ArrayList<>();
        heartbeats.forEach((name, heartbeat) -> observations.add(new ServiceObservation(
                name,
                heartbeat,
                heartbeatAge,
                units.getOrDefault(name, UnitState.UNKNOWN),
                Optional.of("run-" + runs.get(name)),
                beatenInRun)));
        DeviceTime time = new DeviceTime(uptime, poweredOn);
        Decision decision = WatchdogPolicy.decide(
                new Observation(time, bootId, interval, observations, finishedOrders, requests, saveError),
                state,
                policy);
        finishedOrders.clear();
        requests.clear();
        state = decision.state();
        notes.addAll(decision.notes());
        orders.addAll(decision.orders());
        return decision;
    }

    PolicyScenario advance(long seconds) {
        for (long second = 0; second < seconds; second++) {
            tick();
        }
        return this;
    }

    /**
     * Ticks until something is ordered.
     *
     * @return the number of seconds; more than {@code atMost} if nothing was ordered
     */
    long secondsUntilOrder(long atMost) {
        for (long second = 1; second <= atMost; second++) {
            if (!tick().orders().isEmpty()) {
                return second;
            }
        }
        return atMost + 1;
    }

    /** The service is silent, and each restart is executed without effect. */
    PolicyScenario failedRestarts(int times) {
        withHeartbeat(NO_BEAT);
        for (int number = 0; number < times; number++) {
            secondsUntilOrder(200);
            orderFinished("recorder", true);
        }
        return this;
    }

    OperatorReply submit(OperatorRequest request) {
        requests.add(request);
        return tick().replies().getFirst();
    }

    OperatorReply stop() {
        return submit(new OperatorRequest.StopService(++requestId, "pat", "recorder"));
    }

    OperatorReply start() {
        return submit(new OperatorRequest.StartService(++requestId, "pat", "recorder"));
    }

    OperatorReply restart(String service) {
        return submit(new OperatorRequest.RestartService(++requestId, "pat", service));
    }

    OperatorReply reboot() {
        return submit(new OperatorRequest.RebootDevice(++requestId, "pat"));
    }

    OperatorReply rebootRequestedByProgram() {
        return submit(new OperatorRequest.RebootDevice(++requestId, "agent", true));
    }

    OperatorReply hold(Optional<String> service, Duration length) {
        return submit(new OperatorRequest.PlaceHold(++requestId, "pat", service, length, "cleaning"));
    }

    OperatorReply release() {
        return submit(new OperatorRequest.Release(++requestId, "pat", Optional.empty()));
    }

    List<Order> orders() {
        return orders;
    }

    List<Note> notes() {
        return notes;
    }

    Order lastOrder() {
        return orders.getLast();
    }

    List<EventKind> kinds() {
        return notes.stream().map(Note::kind).toList();
    }

    List<String> reasons(EventKind kind) {
        return notes.stream()
                .filter(note -> note.kind() == kind)
                .map(Note::reason)
                .toList();
    }

    String lastReason(EventKind kind) {
        return notes.stream()
                .filter(note -> note.kind() == kind)
                .reduce((_, later) -> later)
                .map(Note::reason)
                .orElse("no " + kind);
    }

    State state() {
        return state;
    }

    History history() {
        return state.history();
    }

    Duration poweredOn() {
        return poweredOn;
    }
}
