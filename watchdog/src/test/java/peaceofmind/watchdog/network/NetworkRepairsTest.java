// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.network;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.network.LayerReading;
import peaceofmind.contract.network.LayerState;
import peaceofmind.contract.network.LinkReading;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.testkit.FakeClock;
import peaceofmind.watchdog.evidence.EvidenceCollector;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.Hold;
import peaceofmind.watchdog.policy.NetworkDecision;
import peaceofmind.watchdog.policy.NetworkObservation.RungExit;
import peaceofmind.watchdog.policy.NetworkObservation.RungStatus;
import peaceofmind.watchdog.policy.NetworkPolicy;
import peaceofmind.watchdog.policy.Note;

/** From the agent's reading to the rung that is executed, with evidence on the disk. */
class NetworkRepairsTest {

    private static final LayerReading UP = new LayerReading(LayerState.UP, "fine");
    private static final LayerReading DOWN = new LayerReading(LayerState.DOWN, "no access point");
    private static final int MINUTE = 60;

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> executed = new CopyOnWriteArrayList<>();
    private final List<Note> notes = new ArrayList<>();
    private Duration poweredOn = Duration.ofHours(1);
    private History history = History.initial("boot-1");
    private NetworkRepairs repairs;

    @BeforeEach
    void start() {
        repairs = repairs(NetworkPolicy.of(true, false));
    }

    private NetworkRepairs repairs(NetworkPolicy policy) {
        return new NetworkRepairs(
                policy,
                (rung, link) -> {
                    executed.add(rung.word() + " " + link);
                    return new RungExit(RungStatus.EXECUTED, "done");
                },
                EvidenceCollector.withAllSources(folder.resolve("evidence"), clock),
                clock);
    }

    private static NetworkReading reading(boolean works, int sessions) {
        LayerReading layer = works ? UP : DOWN;
        LinkReading link = new LinkReading("wlan0", true, true, true, works, false, layer, layer, layer);
        return new NetworkReading(List.of(link), layer, layer, layer, false, Duration.ofMinutes(30), sessions);
    }

    /** Seconds with a reading every 15 s; returns whether a rung was ordered. */
    private boolean run(int seconds, boolean works, int sessions, Optional<String> saveError) {
        boolean ordered = false;
        for (int second = 0; second < seconds; second++) {
            if (second % 15 == 0) {
                JsonObject json = reading(works, sessions).toJson();
                repairs.accept(json);
            }
            clock.advance(Duration.ofSeconds(1));
            poweredOn = poweredOn.plusSeconds(1);
            NetworkDecision decision = repairs.decide(
                    new DeviceTime(Duration.ofHours(1), poweredOn), history, false, saveError, Optional.empty());
            history = history.withNetwork(decision.history());
            notes.addAll(decision.notes());
            if (decision.order().isPresent()) {
                ordered = true;
                int before = executed.size();
                repairs.execute(decision.order().get(), saveError.isEmpty());
                await().until(() -> executed.size() > before && !repairs.isExecuting());
            }
        }
        return ordered;
    }

    private List<EventKind> kinds() {
        return notes.stream().map(Note::kind).distinct().toList();
    }

    @Test
    void anOutageIsRecordedRepairedAndEnds() throws Exception {
        run(MINUTE, true, 0, Optional.empty());
        assertThat(run(4 * MINUTE, false, 0, Optional.empty())).isTrue();
        assertThat(executed).containsExactly("reconnect wlan0");
        run(2 * MINUTE, true, 0, Optional.empty());
        assertThat(kinds()).containsExactly(EventKind.NETWORK_DOWN, EventKind.NETWORK_REPAIR, EventKind.NETWORK_UP);
        assertThat(notes.getLast().reason()).contains("tried: reconnect of wlan0 (helped)");
        assertThat(notes.getLast().sinceGoodBeat()).isPresent();
        assertThat(history.network().totals()).containsEntry("reconnect/helped", 1L);
        try (Stream<Path> saved = Files.walk(folder.resolve("evidence"))) {
            assertThat(saved.map(path -> path.getFileName().toString())).contains("network.txt", "index.json");
        }
        assertThat(repairs.view().toJson(history.network(), poweredOn).text("fault"))
                .contains("none");
    }

    @Test
    void repairsThatAreOffAreOnlyExplained() {
        repairs = repairs(NetworkPolicy.of(false, false));
        assertThat(run(30 * MINUTE, false, 0, Optional.empty())).isFalse();
        assertThat(kinds()).containsExactly(EventKind.NETWORK_DOWN);
        JsonObject status = repairs.view().toJson(history.network(), poweredOn);
        assertThat(status.text("not_now_because")).contains("repairs are off (network.repair)");
        assertThat(status.bool("outage")).contains(true);
    }

    @Test
    void aDryRunRecordsWhatItWouldDo() {
        repairs = repairs(NetworkPolicy.of(true, true));
        assertThat(run(30 * MINUTE, false, 0, Optional.empty())).isFalse();
        assertThat(kinds()).contains(EventKind.DRY_RUN);
        assertThat(executed).isEmpty();
    }

    @Test
    void aHoldAPersonOrADiskThatFailsKeepsTheLadderStill() {
        assertThat(run(30 * MINUTE, false, 1, Optional.empty())).isFalse();
        assertThat(run(30 * MINUTE, false, 0, Optional.of("Read-only file system")))
                .isFalse();
        history = new History(
                        "boot-1",
                        List.of(),
                        Map.of(),
                        List.of(new Hold(Optional.empty(), poweredOn.plusHours(9), "pat", "")))
                .withNetwork(history.network());
        assertThat(run(30 * MINUTE, false, 0, Optional.empty())).isFalse();
        assertThat(repairs.view().toJson(history.network(), poweredOn).text("not_now_because"))
                .contains("everything is held");
    }

    @Test
    void withoutFreshReadingsNothingIsRepaired() {
        run(MINUTE, false, 0, Optional.empty());
        for (int second = 0; second < 30 * MINUTE; second++) {
            clock.advance(Duration.ofSeconds(1));
            poweredOn = poweredOn.plusSeconds(1);
            assertThat(repairs.decide(
                                    new DeviceTime(Duration.ofHours(1), poweredOn),
                                    history,
                                    false,
                                    Optional.empty(),
                                    Optional.empty())
                            .order())
                    .isEmpty();
        }
    }

    @Test
    void anOutageThatNobodyObservesAnyMoreEnds() {
        repairs = repairs(NetworkPolicy.of(false, false));
        run(2 * MINUTE, false, 0, Optional.empty());
        for (int second = 0; second < 62 * MINUTE; second++) {
            clock.advance(Duration.ofSeconds(1));
            poweredOn = poweredOn.plusSeconds(1);
            NetworkDecision decision = repairs.decide(
                    new DeviceTime(Duration.ofHours(1), poweredOn), history, false, Optional.empty(), Optional.empty());
            history = history.withNetwork(decision.history());
            notes.addAll(decision.notes());
        }
        assertThat(kinds()).containsExactly(EventKind.NETWORK_DOWN, EventKind.NETWORK_UP);
        assertThat(notes.getLast().reason()).startsWith("the network is not observed any more");
    }

    @Test
    void anOutageOfWhichOnlyTheJournalKnowsEnds() {
        Event down = new Event(1, clock.now(), EventKind.NETWORK_DOWN, Optional.of("network"), "no cable");
        history = History.lost("boot-1", poweredOn).withIncidentsOf(List.of(down), poweredOn);
        assertThat(history.network().outage()).isPresent();
        run(2 * MINUTE, true, 0, Optional.empty());
        assertThat(kinds()).containsExactly(EventKind.NETWORK_UP);
        assertThat(notes.getLast().sinceGoodBeat()).isEmpty();
    }

    @Test
    void anOrderThatCannotBeCountedIsNotExecuted() {
        run(MINUTE, true, 0, Optional.empty());
        for (int second = 0; second < 5 * MINUTE; second++) {
            repairs.accept(reading(false, 0).toJson());
            clock.advance(Duration.ofSeconds(1));
            poweredOn = poweredOn.plusSeconds(1);
            NetworkDecision decision = repairs.decide(
                    new DeviceTime(Duration.ofHours(1), poweredOn), history, false, Optional.empty(), Optional.empty());
            history = history.withNetwork(decision.history());
            notes.addAll(decision.notes());
            decision.order().ifPresent(order -> repairs.execute(order, false));
        }
        assertThat(executed).isEmpty();
        assertThat(notes.stream().map(Note::reason)).anyMatch(reason -> reason.contains("cannot be counted"));
    }
}
