package peaceofmind.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;

class EventNotesTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsToBeFoundLaterReachesTheWatchdogsJournal() throws Exception {
        List<String> noted = new CopyOnWriteArrayList<>();
        try (ControlServer _ = ControlServer.listen(socket(), "rw-------", (request, _) -> {
            noted.add(request.text("command").orElse("") + ": "
                    + request.text("text").orElse(""));
            return Json.object().build();
        })) {
            notes().accept("40 samples are dropped");
        }
        assertThat(noted).containsExactly("note: 40 samples are dropped");
    }

    @Test
    void withoutAWatchdogItStaysInTheLog() {
        notes().accept("40 samples are dropped");
        assertThat(socket()).doesNotExist();
    }

    private EventNotes notes() {
        return new EventNotes(
                new ControlClient("the watchdog", socket()), Log.toConsole(Clock.system(), Optional.empty()));
    }

    private Path socket() {
        return folder.resolve("watchdog.sock");
    }
}
