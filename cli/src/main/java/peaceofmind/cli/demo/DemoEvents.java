// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.event.Event;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.Heartbeat;

/** Prints what happens in a running demo, one line per change: the recorder's states and the watchdog's events. */
final class DemoEvents {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    private static final int LABEL_WIDTH = 10;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final DemoReadiness readiness;
    private final WatchdogClient watchdog;
    private final PrintWriter out;
    private final File journal;
    private String lastState = "";
    private long printedBytes;
    private long lastSequence = -1;

    DemoEvents(DemoFolder folder, DemoReadiness readiness, PrintWriter out) {
        this.readiness = readiness;
        this.watchdog = new WatchdogClient(folder.watchdogSocket(), REQUEST_TIMEOUT);
        this.out = out;
        this.journal = folder.state().resolve("watchdog/events.log").toFile();
    }

    /** Prints what is new since the last call. */
    void printChanges() {
        printEvents();
        printState();
    }

    void print(String source, String message) {
        String time = TIME.format(LocalTime.now(ZoneId.systemDefault()));
        Columns.wrap(time, LABEL_WIDTH, source + ": " + message).forEach(out::println);
        out.flush();
    }

    private void printState() {
        Optional<Heartbeat> heartbeat = readiness.heartbeat();
        String state = heartbeat.map(DemoEvents::describe).orElse("no heartbeat for 3 s");
        if (!state.equals(lastState)) {
            lastState = state;
            print("recorder", state);
        }
    }

    private static String describe(Heartbeat heartbeat) {
        return heartbeat.state()
                + heartbeat
                        .json()
                        .text("error")
                        .map(reason -> " (" + reason + ")")
                        .orElse("")
                + heartbeat
                        .currentlyUploading()
                        .map(file -> ", uploading " + file)
                        .orElse("");
    }

    private void printEvents() {
        // Checking the size of the file costs the watchdog nothing; a request does.
        long bytes = journal.length();
        if (bytes == printedBytes) {
            return;
        }
        try {
            for (Event event : watchdog.journal(lastSequence, 50).events()) {
                lastSequence = Math.max(lastSequence, event.sequence());
                print("watchdog", event.reason());
            }
            printedBytes = bytes;
        } catch (ControlException unavailable) {
            // Retried at the next poll; a watchdog that is down is reported when it is restarted.
        }
    }
}
