// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.cli.terminal.Tty;

/** Asks questions; each shows the value that an empty line keeps. */
final class Prompts {

    private static final int MAX_TRIES = 3;

    private final BufferedReader in;
    private final PrintWriter out;

    Prompts(BufferedReader in, PrintWriter out) {
        this.in = in;
        this.out = out;
    }

    /** Asks every question, starting from the current values. */
    SetupOptions ask(SetupOptions current) throws IOException {
        out.println("Each question shows the current value; an empty line keeps it.");
        out.println();
        String name = ask("Name of this device", current.name());
        String customer = ask("Customer", current.customer());
        String location = ask("Location", current.location());
        boolean packaged = askYesNo("Does it run the recorder of this package", current.isPackagedRecorder());
        SetupOptions service = packaged ? askPackagedRecorder(current) : askExistingRecorder(current);
        boolean hardware =
                askYesNo("Should the hardware watchdog reset it when systemd hangs", current.hardwareWatchdog());
        return new SetupOptions(
                name,
                customer,
                location,
                service.source(),
                service.unit(),
                service.heartbeat(),
                service.heartbeatOwner(),
                service.database(),
                hardware);
    }

    private SetupOptions askPackagedRecorder(SetupOptions current) throws IOException {
        String source = ask("Recording source (v4l2:/dev/video0, rtsp://host/path, test)", current.source());
        return new SetupOptions(
                current.name(),
                current.customer(),
                current.location(),
                source,
                SetupOptions.PACKAGED_UNIT,
                Optional.of(Path.of("/run/recorder/heartbeat.json")),
                "recorder",
                Optional.empty(),
                current.hardwareWatchdog());
    }

    private SetupOptions askExistingRecorder(SetupOptions current) throws IOException {
        boolean wasPackaged = current.isPackagedRecorder();
        String unit = ask("Systemd unit of the recorder", wasPackaged ? "" : current.unit());
        String heartbeat = ask(
                "Heartbeat file of the recorder",
                wasPackaged
                        ? "/tmp/recorder_heartbeat.json"
                        : current.heartbeat().map(Path::toString).orElse(""));
        String owner =
                ask("User that it runs as (must own the heartbeat)", wasPackaged ? "" : current.heartbeatOwner());
        String database = ask(
                "Video database of the recorder, if it has one",
                current.database().map(Path::toString).orElse(""));
        return new SetupOptions(
                current.name(),
                current.customer(),
                current.location(),
                current.source(),
                unit,
                Optional.of(heartbeat).filter(text -> !text.isEmpty()).map(Path::of),
                owner,
                Optional.of(database).filter(text -> !text.isEmpty()).map(Path::of),
                current.hardwareWatchdog());
    }

    /** Asks for a password; an empty line keeps the current one. Input on a terminal is not echoed. */
    String askSecret(String question) throws IOException {
        out.print(question + " (empty line: keep the current one): ");
        out.flush();
        Optional<Console> console = Tty.console();
        if (console.isPresent()) {
            char[] typed = console.get().readPassword();
            return typed == null ? "" : new String(typed).strip();
        }
        String line = in.readLine();
        return line == null ? "" : line.strip();
    }

    String ask(String question, String current) throws IOException {
        out.print(question + " [" + current + "]: ");
        out.flush();
        String line = in.readLine();
        return line == null || line.isBlank() ? current : line.strip();
    }

    private boolean askYesNo(String question, boolean current) throws IOException {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            String reply = ask(question + ", yes or no", current ? "yes" : "no");
            if (reply.matches("(?i)y|yes")) {
                return true;
            } else if (reply.matches("(?i)n|no")) {
                return false;
            }
            out.println("Please type yes or no.");
        }
        return current;
    }
}
