package peaceofmind.watchdog.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler.Peer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.testkit.FakeClock;
import peaceofmind.watchdog.events.EventJournal;
import peaceofmind.watchdog.events.EventKind;

class ControlCommandsTest {

    private static final Peer ROOT = new Peer("root", "root");
    private static final Peer VISITOR = new Peer("visitor", "visitors");

    @TempDir
    private Path folder;

    private EventJournal journal;
    private ControlCommands commands;

    @BeforeEach
    void start() {
        journal = EventJournal.open(folder.resolve("events.log"), 100_000, new FakeClock());
        commands = new ControlCommands(
                () -> Optional.of(Json.object().put("fine", true).build()), journal, new Requests(), Set.of("root"));
    }

    @AfterEach
    void end() {
        journal.close();
    }

    @Test
    void everybodyMayLook() throws Exception {
        journal.record(EventKind.STALE, Optional.of("recorder"), "why");
        assertThat(commands.handle(request("status"), VISITOR).bool("fine")).contains(true);
        JsonObject history = commands.handle(request("history"), VISITOR);
        assertThat(history.items("events")).hasSize(1);
        assertThat(history.object("status")).isEmpty();
    }

    @Test
    void theHistoryTellsTheStatusTooWhenAsked() throws ControlException {
        JsonObject both =
                Json.object().put("command", "history").put("with_status", true).build();
        assertThat(commands.handle(both, VISITOR).object("status").orElseThrow().bool("fine"))
                .contains(true);
    }

    @Test
    void onlyOperatorsMayAct() {
        for (String command : new String[] {"hold", "release", "reboot"}) {
            refused(request(command), VISITOR, Kind.NOT_ALLOWED, "user visitor may look, but not act");
        }
        for (String command : new String[] {"restart", "stop", "start"}) {
            JsonObject request = Json.object()
                    .put("command", command)
                    .put("service", "recorder")
                    .build();
            refused(request, VISITOR, Kind.NOT_ALLOWED, "operators");
        }
    }

    @Test
    void nonsenseIsRefusedWithWhatWouldBeRight() {
        refused(request("dance"), ROOT, Kind.REFUSED, "status, history, hold");
        refused(request("restart"), ROOT, Kind.REFUSED, "\"service\" is missing");
        JsonObject hold =
                Json.object().put("command", "hold").put("length", "soon").build();
        refused(hold, ROOT, Kind.REFUSED, "\"soon\" is no length of time");
        JsonObject history =
                Json.object().put("command", "history").put("limit", 1_000_000).build();
        refused(history, ROOT, Kind.REFUSED, "from 1 to 1000");
    }

    private void refused(JsonObject request, Peer peer, Kind kind, String words) {
        assertThatThrownBy(() -> commands.handle(request, peer))
                .isInstanceOfSatisfying(ControlException.class, refusal -> {
                    assertThat(refusal.kind()).isEqualTo(kind);
                    assertThat(refusal).hasMessageContaining(words);
                });
    }

    private static JsonObject request(String command) {
        return Json.object().put("command", command).build();
    }
}
