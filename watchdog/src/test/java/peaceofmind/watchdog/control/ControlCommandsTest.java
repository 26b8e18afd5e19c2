// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.event.EventKind;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler.Peer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.testkit.FakeClock;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.policy.NetworkObservation.RungExit;
import peaceofmind.watchdog.policy.NetworkObservation.RungStatus;

class ControlCommandsTest {

    private static final Peer ROOT = new Peer("root", "root");
    private static final Peer VISITOR = new Peer("visitor", "visitors");
    private static final JsonObject STATUS = Json.object()
            .put("fine", true)
            .put(
                    "services",
                    List.of(Json.object()
                            .put("name", "recorder")
                            .put(
                                    "heartbeat",
                                    Json.object().put("state", "ready").build())
                            .build()))
            .build();

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<JsonObject> readings = new ArrayList<>();
    private EventJournal journal;
    private ControlCommands commands;

    @BeforeEach
    void openJournal() {
        journal = EventJournal.open(folder.resolve("events.log"), 100_000, clock);
        commands = new ControlCommands(
                () -> Optional.of(STATUS),
                journal,
                new RequestQueue(),
                readings::add,
                link -> new RungExit(RungStatus.EXECUTED, "renewed " + link),
                Set.of("root"),
                clock);
    }

    @AfterEach
    void closeJournal() {
        journal.close();
    }

    @Test
    void everyUserMayQuery() throws Exception {
        journal.record(EventKind.STALE, Optional.of("recorder"), "why");
        assertThat(commands.handle(request("status"), VISITOR).bool("fine")).contains(true);
        JsonObject history = commands.handle(request("history"), VISITOR);
        assertThat(history.items("events")).hasSize(1);
        assertThat(history.object("status")).isEmpty();
    }

    @Test
    void theHistoryIncludesTheStatusOnRequest() throws ControlException {
        JsonObject both =
                Json.object().put("command", "history").put("with_status", true).build();
        assertThat(commands.handle(both, VISITOR).object("status").orElseThrow().bool("fine"))
                .contains(true);
    }

    @Test
    void theStatusOfTheHistoryLacksHeartbeatsOnRequest() throws ControlException {
        JsonObject without = Json.object()
                .put("command", "history")
                .put("with_status", true)
                .put("without_heartbeats", true)
                .build();
        JsonObject status = commands.handle(without, VISITOR).object("status").orElseThrow();
        assertThat(status.items("services"))
                .containsExactly(Json.object().put("name", "recorder").build());
        assertThat(status.bool("fine")).contains(true);
    }

    @Test
    void onlyOperatorsMayControl() {
        for (String command : new String[] {"hold", "release", "reboot"}) {
            assertRefused(request(command), VISITOR, Kind.NOT_ALLOWED, "user visitor may query but not control");
        }
        for (String command : new String[] {"restart", "stop", "start"}) {
            JsonObject request = Json.object()
                    .put("command", command)
                    .put("service", "recorder")
                    .build();
            assertRefused(request, VISITOR, Kind.NOT_ALLOWED, "operators");
        }
    }

    @Test
    void anInvalidRequestIsRefusedWithTheValidValues() {
        assertRefused(request("dance"), ROOT, Kind.REFUSED, "status, history, hold");
        assertRefused(request("restart"), ROOT, Kind.REFUSED, "\"service\" is missing");
        JsonObject hold =
                Json.object().put("command", "hold").put("length", "soon").build();
        assertRefused(hold, ROOT, Kind.REFUSED, "\"soon\" is not a duration");
        JsonObject history =
                Json.object().put("command", "history").put("limit", 1_000_000).build();
        assertRefused(history, ROOT, Kind.REFUSED, "from 1 to 1000");
    }

    @Test
    void aReportOfAnotherProgramIsJournaled() throws Exception {
        commands.handle(report("metrics to home: 40 samples are dropped"), ROOT);
        assertThat(journal.after(-1, 10)).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(EventKind.REPORTED);
            assertThat(event.reason()).isEqualTo("metrics to home: 40 samples are dropped");
            assertThat(event.service()).isEmpty();
        });
        assertRefused(report("x"), VISITOR, Kind.NOT_ALLOWED, "may query but not control");
        assertRefused(report(" \n"), ROOT, Kind.REFUSED, "\"text\" is missing");
    }

    @Test
    void aReportIsStrippedOfControlCharactersAndCutAtSixHundredCharacters() throws Exception {
        commands.handle(report("first\nsecond\u001b[2J\u202eright\u2028" + "x".repeat(5_000)), ROOT);
        String reason = journal.after(-1, 10).getFirst().reason();
        assertThat(reason).startsWith("first second [2J right x").hasSize(600).endsWith("x…");
        commands.handle(report("x".repeat(598) + "\ud83d\ude00\ud83d\ude00"), ROOT);
        assertThat(journal.after(-1, 10).getLast().reason())
                .as("no half character")
                .isEqualTo("x".repeat(598) + "…");
    }

    @Test
    void tooManyReportsAreRefusedForAnHourAndTheNextOneStatesHowMany() throws Exception {
        for (int i = 0; i < 20; i++) {
            commands.handle(report("error " + i), ROOT);
            clock.advance(Duration.ofMinutes(1));
        }
        assertRefused(report("one too many"), ROOT, Kind.REFUSED, "20 reports were recorded within the last hour");
        assertRefused(report("and another"), ROOT, Kind.REFUSED, "20 reports");
        clock.advance(Duration.ofMinutes(41));
        commands.handle(report("later"), ROOT);
        assertThat(journal.after(-1, 100)).hasSize(21);
        assertThat(journal.after(-1, 100).getLast().reason())
                .isEqualTo("later (2 reports before this one were dropped: rate limit)");
    }

    @Test
    void aReadingOfTheNetworkIsTakenFromOperatorsOnly() throws Exception {
        JsonObject reading = Json.object().put("sessions", 0).build();
        JsonObject request =
                Json.object().put("command", "network").put("reading", reading).build();
        commands.handle(request, ROOT);
        assertThat(readings).containsExactly(reading);
        assertRefused(request, VISITOR, Kind.NOT_ALLOWED, "may query but not control");
        assertRefused(request("network"), ROOT, Kind.REFUSED, "\"reading\" is missing");
        assertThat(readings).hasSize(1);
    }

    private static JsonObject report(String text) {
        return Json.object().put("command", "report").put("text", text).build();
    }

    private void assertRefused(JsonObject request, Peer peer, Kind kind, String message) {
        assertThatThrownBy(() -> commands.handle(request, peer))
                .isInstanceOfSatisfying(ControlException.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(kind);
                    assertThat(refusal).hasMessageContaining(message);
                });
    }

    @Test
    void onlyRootMayDrillRepairsOfTheNetworkAndItIsAnEvent() throws Exception {
        JsonObject drill = Json.object()
                .put("command", "network_drill")
                .put("link", "eth0")
                .build();
        JsonObject reply = commands.handle(drill, ROOT);
        assertThat(reply.text("status")).contains("executed");
        assertThat(reply.text("detail")).contains("renewed eth0");
        assertThat(journal.after(-1, 10)).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(EventKind.OPERATOR_REQUEST);
            assertThat(event.service()).contains("network");
            assertThat(event.reason()).isEqualTo("drill: renew of eth0 executed: renewed eth0, asked for by root");
        });
        assertThatThrownBy(() -> commands.handle(drill, VISITOR)).hasMessageContaining("only root");
        JsonObject wrong = Json.object()
                .put("command", "network_drill")
                .put("link", "eth0; reboot")
                .build();
        assertThatThrownBy(() -> commands.handle(wrong, ROOT)).hasMessageContaining("no name of an interface");
    }

    private static JsonObject request(String command) {
        return Json.object().put("command", command).build();
    }
}
