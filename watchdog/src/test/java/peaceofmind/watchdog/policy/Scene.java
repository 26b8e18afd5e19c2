package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.watchdog.events.EventKind;

/** A device told by a test second by second: what is seen is set by hand, what was decided is kept. */
final class Scene {

    static final Pulse BEAT = new Pulse.Beat(false);
    static final Pulse ERROR = new Pulse.Beat(true);
    static final Pulse NOTHING = new Pulse.Unchanged();

    private final Policy policy;
    private final Map<String, Pulse> pulses = new LinkedHashMap<>();
    private final Map<String, UnitState> units = new LinkedHashMap<>();
    private final Map<String, Integer> runs = new LinkedHashMap<>();
    private final List<OrderResult> finished = new ArrayList<>();
    private final List<OperatorRequest> requests = new ArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private State state = State.initial(History.fresh("boot-1"));
    private String boot = "boot-1";
    private Duration uptime = Duration.ofHours(2);
    private Duration poweredOn = Duration.ofDays(30);
    private long requestId;

    Scene(Policy policy) {
        this.policy = policy;
        for (ServicePolicy service : policy.services()) {
            pulses.put(service.name(), BEAT);
            units.put(service.name(), UnitState.ACTIVE);
            runs.put(service.name(), 1);
        }
    }

    /** The guide's limits, and a service that has been beating for a while. */
    static Scene beating() {
        Scene scene = new Scene(standard());
        scene.pass(5);
        return scene;
    }

    static Policy standard(String... others) {
        List<ServicePolicy> services = new ArrayList<>();
        services.add(ServicePolicy.standard("recorder"));
        for (String other : others) {
            services.add(ServicePolicy.standard(other));
        }
        return new Policy(DevicePolicy.standard(), services, false);
    }

    Scene shows(Pulse pulse) {
        return shows("recorder", pulse);
    }

    Scene shows(String service, Pulse pulse) {
        pulses.put(service, pulse);
        return this;
    }

    Scene unit(UnitState unit) {
        units.put("recorder", unit);
        return this;
    }

    Scene startedAnew() {
        runs.merge("recorder", 1, Integer::sum);
        return this;
    }

    Scene uptime(Duration changed) {
        uptime = changed;
        return this;
    }

    Scene history(History history) {
        state = State.initial(history);
        return this;
    }

    /** The watchdog dies and starts again: what it has is what was saved. */
    Scene watchdogKilled() {
        return history(state.history());
    }

    /** The device is down for a moment and comes up again. */
    Scene rebooted(String next) {
        boot = next;
        uptime = Duration.ofSeconds(5);
        return watchdogKilled();
    }

    /** The manager tells at the next look how an order ended. */
    Scene ended(String service, boolean done) {
        finished.add(new OrderResult(service, done, done ? "" : "timed out"));
        return this;
    }

    /** One look, a second after the one before. */
    Decision look() {
        return lookAfter(Duration.ofSeconds(1));
    }

    Decision lookAfter(Duration gap) {
        uptime = uptime.plus(gap);
        poweredOn = poweredOn.plus(gap);
        List<ServiceSight> sights = new ArrayList<>();
        pulses.forEach((name, pulse) -> sights.add(new ServiceSight(
                name, pulse, units.getOrDefault(name, UnitState.UNKNOWN), Optional.of("run-" + runs.get(name)))));
        DeviceTime time = new DeviceTime(uptime, poweredOn);
        Decision decision =
                WatchdogPolicy.decide(new Observation(time, boot, gap, sights, finished, requests), state, policy);
        finished.clear();
        requests.clear();
        state = decision.state();
        notes.addAll(decision.notes());
        orders.addAll(decision.orders());
        return decision;
    }

    Scene pass(long seconds) {
        for (long second = 0; second < seconds; second++) {
            look();
        }
        return this;
    }

    /**
     * Looks until something is ordered.
     *
     * @return seconds that it took; more than {@code atMost} when nothing was
     */
    long untilOrder(long atMost) {
        for (long second = 1; second <= atMost; second++) {
            if (!look().orders().isEmpty()) {
                return second;
            }
        }
        return atMost + 1;
    }

    /** The service shows nothing, and each restart ends well and changes nothing, until something else is ordered or given up. */
    Scene restartsInVain(int times) {
        shows(NOTHING);
        for (int number = 0; number < times; number++) {
            untilOrder(200);
            ended("recorder", true);
        }
        return this;
    }

    Answer ask(OperatorRequest request) {
        requests.add(request);
        return look().answers().getFirst();
    }

    Answer stop() {
        return ask(new OperatorRequest.StopService(++requestId, "pat", "recorder"));
    }

    Answer start() {
        return ask(new OperatorRequest.StartService(++requestId, "pat", "recorder"));
    }

    Answer restart(String service) {
        return ask(new OperatorRequest.RestartService(++requestId, "pat", service));
    }

    Answer reboot() {
        return ask(new OperatorRequest.RebootDevice(++requestId, "pat"));
    }

    Answer rebootAskedByAProgram() {
        return ask(new OperatorRequest.RebootDevice(++requestId, "agent", true));
    }

    Answer hold(Optional<String> service, Duration length) {
        return ask(new OperatorRequest.PlaceHold(++requestId, "pat", service, length, "cleaning"));
    }

    Answer release() {
        return ask(new OperatorRequest.Release(++requestId, "pat", Optional.empty()));
    }

    List<Order> orders() {
        return orders;
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
