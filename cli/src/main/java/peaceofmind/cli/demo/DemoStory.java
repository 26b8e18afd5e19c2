package peaceofmind.cli.demo;

import java.io.File;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.cli.terminal.Columns;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Tells what happens in a running demo, a line for each change: the recorder's states and the watchdog's events. */
final class DemoStory {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int HEAD_WIDTH = 10;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final DemoParts parts;
    private final ControlClient watchdog;
    private final PrintWriter out;
    private final File journal;
    private String lastState = "";
    private long toldBytes;
    private long lastEvent = -1;

    DemoStory(DemoFolder folder, DemoParts parts, PrintWriter out) {
        this.parts = parts;
        this.watchdog = new ControlClient("the watchdog", folder.watchdogSocket());
        this.out = out;
        this.journal = folder.state().resolve("watchdog/events.log").toFile();
    }

    /** Prints what is new since the last call. */
    void tell() {
        tellEvents();
        tellState();
    }

    void say(String who, String what) {
        String time = TIME.format(LocalTime.now(ZoneId.systemDefault()));
        Columns.wrap(time, HEAD_WIDTH, who + ": " + what).forEach(out::println);
        out.flush();
    }

    private void tellState() {
        Optional<Heartbeat> beat = parts.beat();
        String state = beat.map(DemoStory::describe).orElse("no heartbeat for 3 s");
        if (!state.equals(lastState)) {
            lastState = state;
            say("recorder", state);
        }
    }

    private static String describe(Heartbeat beat) {
        return beat.state()
                + beat.json().text("error").map(why -> " (" + why + ")").orElse("")
                + beat.currentlyUploading().map(file -> ", uploading " + file).orElse("");
    }

    private void tellEvents() {
        // A look at the file costs the watchdog nothing, a question does.
        long bytes = journal.length();
        if (bytes == toldBytes) {
            return;
        }
        try {
            JsonObject history = watchdog.send(
                    Json.object()
                            .put("command", "history")
                            .put("after", lastEvent)
                            .put("limit", 50)
                            .build(),
                    LIMIT);
            for (Json item : history.items("events")) {
                if (item instanceof JsonObject event) {
                    lastEvent = Math.max(lastEvent, event.integer("sequence").orElse(lastEvent));
                    say("watchdog", event.text("reason").orElse(event.toJson()));
                }
            }
            toldBytes = bytes;
        } catch (ControlException notNow) {
            // The next second asks again; a watchdog that is down is told by the one who starts it again.
        }
    }
}
