// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.contract.event.Event;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.watchdog.loop.Snapshot;
import peaceofmind.watchdog.loop.StatusReport;
import peaceofmind.watchdog.policy.Decision;
import peaceofmind.watchdog.policy.DevicePolicy;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.HeartbeatObservation;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.Note;
import peaceofmind.watchdog.policy.Observation;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.OrderResult;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.ServiceObservation;
import peaceofmind.watchdog.policy.ServicePolicy;
import peaceofmind.watchdog.policy.State;
import peaceofmind.watchdog.policy.UnitState;
import peaceofmind.watchdog.policy.WatchdogPolicy;

/**
 * A device that is scripted second by second, under the real policy: its journal and its status are those that the watchdog would
 * have written and returned. A restart takes {@link #RESTART_SECONDS}.
 */
final class DeviceScenario {

    private static final int RESTART_SECONDS = 2;

    private final Policy policy =
            new Policy(DevicePolicy.defaults(), List.of(ServicePolicy.defaults("recorder")), false);
    private final List<Event> journal = new ArrayList<>();
    private Instant now = Instant.now().minus(Duration.ofHours(1));
    private State state = State.initial(History.initial("boot-1"));
    private Duration uptime = Duration.ofHours(2);
    private Duration poweredOn = Duration.ofDays(30);
    private String boot = "boot-1";
    private Duration sinceLast = Duration.ZERO;
    private int run = 1;

    /** Its restart ends at this second; negative: none is under way. */
    private int restartEndsIn = -1;

    private List<Order> orders = List.of();

    /** It has been beating for a while. */
    static DeviceScenario beating() {
        return new DeviceScenario().pass(10, new HeartbeatObservation.Beat(false));
    }

    DeviceScenario beats(int seconds) {
        return pass(seconds, new HeartbeatObservation.Beat(false));
    }

    DeviceScenario reportsError(int seconds) {
        return pass(seconds, new HeartbeatObservation.Beat(true));
    }

    DeviceScenario isSilent(int seconds) {
        return pass(seconds, new HeartbeatObservation.Unchanged());
    }

    /** Silent until that is ordered, and for the second of the order. */
    DeviceScenario isSilentUntil(Class<? extends Order> order) {
        for (int second = 0; second < 3600; second++) {
            tick(new HeartbeatObservation.Unchanged());
            if (orders.stream().anyMatch(order::isInstance)) {
                return this;
            }
        }
        throw new IllegalStateException("no " + order.getSimpleName() + " within an hour");
    }

    /** The watchdog dies, and another starts from what is on the disk. */
    DeviceScenario watchdogKilled(int seconds) {
        state = State.initial(state.history());
        restartEndsIn = -1;
        sinceLast = Duration.ZERO;
        wait(seconds);
        return this;
    }

    DeviceScenario rebooted(int secondsOff) {
        boot += "+";
        state = State.initial(state.history());
        restartEndsIn = -1;
        run++;
        sinceLast = Duration.ZERO;
        now = now.plusSeconds(secondsOff);
        uptime = Duration.ofSeconds(3);
        return this;
    }

    private DeviceScenario pass(int seconds, HeartbeatObservation heartbeat) {
        for (int second = 0; second < seconds; second++) {
            tick(heartbeat);
        }
        return this;
    }

    private void wait(int seconds) {
        now = now.plusSeconds(seconds);
        uptime = uptime.plusSeconds(seconds);
        poweredOn = poweredOn.plusSeconds(seconds);
    }

    private void tick(HeartbeatObservation heartbeat) {
        wait(1);
        List<OrderResult> finished = List.of();
        if (restartEndsIn == 0) {
            finished = List.of(new OrderResult("recorder", true, ""));
            run++;
        }
        restartEndsIn = Math.max(-1, restartEndsIn - 1);
        ServiceObservation observation =
                new ServiceObservation("recorder", heartbeat, UnitState.ACTIVE, Optional.of("run-" + run));
        Decision decision = WatchdogPolicy.decide(
                new Observation(
                        new DeviceTime(uptime, poweredOn), boot, sinceLast, List.of(observation), finished, List.of()),
                state,
                policy);
        sinceLast = Duration.ofSeconds(1);
        state = decision.state();
        orders = decision.orders();
        if (orders.stream().anyMatch(Order.Restart.class::isInstance)) {
            restartEndsIn = RESTART_SECONDS;
        }
        decision.notes().forEach(this::record);
    }

    private void record(Note note) {
        journal.add(new Event(journal.size(), now, note.kind(), note.service(), note.reason(), note.sinceGoodBeat()));
    }

    List<Event> journal() {
        return journal;
    }

    /** The reply to {@code status}. */
    JsonObject status() {
        return StatusReport.of(
                new Snapshot(new DeviceTime(uptime, poweredOn), state, Map.of(), true, Optional.empty()), policy);
    }
}
