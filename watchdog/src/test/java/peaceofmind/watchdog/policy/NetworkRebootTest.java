// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.incident.IncidentTimeline;
import peaceofmind.contract.network.LayerReading;
import peaceofmind.contract.network.LayerState;
import peaceofmind.contract.network.LinkReading;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.watchdog.policy.NetworkHistory.RungResult;
import peaceofmind.watchdog.policy.NetworkObservation.RungExit;
import peaceofmind.watchdog.policy.NetworkObservation.RungStatus;

/** From an outage of hours to the reboot, over the boot by what is on the disk, and to the end of the incident. */
class NetworkRebootTest {

    private static final LayerReading UP = new LayerReading(LayerState.UP, "fine");
    private static final LayerReading DOWN = new LayerReading(LayerState.DOWN, "no access point");
    private static final Duration STEP = Duration.ofSeconds(15);
    private static final NetworkPolicy POLICY = NetworkPolicy.of(true, false, true, Optional.of(Duration.ofHours(6)));

    private Duration uptime = Duration.ofHours(1);
    private Duration poweredOn = Duration.ofHours(9);
    private State state = State.initial(History.initial("boot-1"));
    private NetworkState network = NetworkState.INITIAL;
    private Optional<RungExit> exit = Optional.empty();
    private boolean recording;
    private int sessions;
    private final List<Note> notes = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();
    private final List<NetworkRung> rungs = new ArrayList<>();

    private void run(Duration length, boolean works) {
        run(length, works, POLICY);
    }

    private void run(Duration length, boolean works, NetworkPolicy policy) {
        LayerReading layer = works ? UP : DOWN;
        LinkReading link = new LinkReading("wlan0", true, true, true, works, false, layer, layer, layer);
        NetworkReading reading =
                new NetworkReading(List.of(link), layer, layer, layer, false, Duration.ofMinutes(30), sessions);
        for (Duration past = Duration.ZERO; past.compareTo(length) < 0; past = past.plus(STEP)) {
            uptime = uptime.plus(STEP);
            poweredOn = poweredOn.plus(STEP);
            DeviceTime time = new DeviceTime(uptime, poweredOn);
            NetworkObservation observation = new NetworkObservation(
                    time,
                    Optional.of(reading),
                    Duration.ZERO,
                    false,
                    state.reboot().isPresent(),
                    Optional.empty(),
                    NetworkReboot.refusal(DevicePolicy.defaults(), state.history(), time, Optional.empty(), recording),
                    exit);
            NetworkDecision decision =
                    NetworkLadder.decide(observation, network, state.history().network(), policy);
            network = decision.state();
            exit = decision.order().map(_ -> new RungExit(RungStatus.EXECUTED, "done"));
            decision.order().ifPresent(order -> rungs.add(order.rung()));
            Decision merged = NetworkReboot.merge(new Decision(state, List.of(), List.of(), List.of()), decision, time);
            state = merged.state();
            notes.addAll(merged.notes());
            orders.addAll(merged.orders());
        }
    }

    /** Only what is on the disk survives. */
    private void boot() throws JsonException {
        History saved = HistoryJson.read(HistoryJson.write(state.history()));
        state = State.initial(saved);
        network = NetworkState.INITIAL;
        exit = Optional.empty();
        uptime = Duration.ZERO;
        notes.add(new Note(EventKind.BOOTED, Optional.empty(), "the device has booted"));
    }

    private List<Incident> incidents() {
        List<Event> events = new ArrayList<>();
        for (Note note : notes) {
            events.add(new Event(
                    events.size() + 1,
                    Instant.EPOCH.plusSeconds(events.size()),
                    note.kind(),
                    note.service(),
                    note.reason(),
                    note.sinceGoodBeat()));
        }
        return IncidentTimeline.of(events);
    }

    private RungResult rebootResult() {
        return state.history().network().rungs().stream()
                .filter(rung -> rung.rung() == NetworkRung.REBOOT)
                .findFirst()
                .orElseThrow()
                .result();
    }

    @Test
    void afterHoursInWhichNothingHelpedTheDeviceIsRebootedAndTheIncidentEnds() throws Exception {
        run(Duration.ofMinutes(5), true);
        run(Duration.ofHours(6).minusMinutes(1), false);
        assertThat(rungs).containsExactly(NetworkRung.RECONNECT, NetworkRung.RELOAD, NetworkRung.POWER_CYCLE);
        assertThat(orders).isEmpty();
        run(Duration.ofMinutes(2), false);
        assertThat(orders).singleElement().satisfies(order -> {
            assertThat(order).isInstanceOf(Order.Reboot.class);
            assertThat(((Order.Reboot) order).mustBeCounted()).isTrue();
            assertThat(order.reason()).contains("network: no network for ", "nothing else helped");
        });
        assertThat(state.history().reboots()).hasSize(1);
        assertThat(state.history().totals().reboots()).isEqualTo(1);
        assertThat(state.reboot()).isPresent();
        boot();
        assertThat(rebootResult()).isEqualTo(RungResult.RUNNING);
        run(Duration.ofMinutes(5), true);
        assertThat(rebootResult()).isEqualTo(RungResult.HELPED);
        assertThat(incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.isOver()).isTrue();
            assertThat(incident.title()).isEqualTo("Cut off, recovered after a reboot");
            assertThat(incident.events().getLast().reason())
                    .contains("tried: reconnect of wlan0 (no effect)", "reboot of the device (helped)");
        });
    }

    @Test
    void oneThatDoesNotHelpIsNotRepeatedWithinADay() throws Exception {
        run(Duration.ofHours(7), false);
        assertThat(orders).hasSize(1);
        boot();
        run(Duration.ofMinutes(7), false);
        assertThat(rebootResult()).isEqualTo(RungResult.NO_EFFECT);
        run(Duration.ofHours(10), false);
        assertThat(orders).hasSize(1);
        assertThat(network.waitingBecause()).contains("no reboot: one was tried in the last 24 hours");
    }

    @Test
    void oneThatDoesNotHappenHasFailed() {
        run(Duration.ofHours(7), false);
        assertThat(orders).hasSize(1);
        // As after an order that systemd refused.
        state = new State(Optional.empty(), Map.of(), state.history());
        run(Duration.ofMinutes(1), false);
        assertThat(rebootResult()).isEqualTo(RungResult.FAILED);
    }

    @Test
    void aRecordingAndSomebodyWhoIsLoggedInAreWaitedFor() {
        recording = true;
        run(Duration.ofHours(7), false);
        assertThat(orders).isEmpty();
        assertThat(network.waitingBecause()).contains("no reboot: a recording is under way");
        recording = false;
        sessions = 1;
        run(Duration.ofHours(1), false);
        assertThat(orders).isEmpty();
        sessions = 0;
        run(Duration.ofHours(1), false);
        assertThat(orders).hasSize(1);
    }

    @Test
    void whereItIsOffNothingIsRebooted() {
        run(Duration.ofHours(30), false, NetworkPolicy.of(true, false));
        assertThat(orders).isEmpty();
        assertThat(rungs).doesNotContain(NetworkRung.POWER_CYCLE);
    }

    @Test
    void aDryRunOnlyRecordsIt() {
        run(Duration.ofHours(7), false, NetworkPolicy.of(true, true, true, Optional.of(Duration.ofHours(6))));
        assertThat(orders).isEmpty();
        assertThat(notes)
                .anyMatch(note ->
                        note.kind() == EventKind.DRY_RUN && note.reason().startsWith("would reboot the device"));
    }

    @Test
    void theBudgetAndHoldsOfEveryRebootApply() {
        DeviceTime time = new DeviceTime(uptime, poweredOn);
        History spent = History.initial("boot-1").withReboot(new RebootRecord(poweredOn.minusMinutes(9), "why"));
        assertThat(NetworkReboot.refusal(DevicePolicy.defaults(), spent, time, Optional.empty(), false))
                .hasValueSatisfying(reason -> assertThat(reason).contains("1 reboot(s) in the last hour"));
        History held = History.initial("boot-1")
                .withHolds(List.of(new Hold(Optional.of("recorder"), poweredOn.plusHours(1), "pat", "")));
        assertThat(NetworkReboot.refusal(DevicePolicy.defaults(), held, time, Optional.empty(), false))
                .contains("somebody holds recorder");
        assertThat(NetworkReboot.refusal(
                        DevicePolicy.defaults(), History.initial("boot-1"), time, Optional.empty(), false))
                .isEmpty();
    }
}
