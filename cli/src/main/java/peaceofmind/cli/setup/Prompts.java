// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.cli.terminal.Tty;

/** Asks questions; each shows the value that an empty line keeps, and is asked again until the answer is valid. */
final class Prompts {

    /** Judges an answer: what is wrong with it, if anything. */
    interface Judge {
        Optional<String> problem(String reply) throws InterruptedException;
    }

    /** Typed to say that there is none. */
    static final String NONE = "none";

    private final BufferedReader in;
    private final PrintWriter out;
    private final ReplyChecks checks;

    Prompts(BufferedReader in, PrintWriter out, ReplyChecks checks) {
        this.in = in;
        this.out = out;
        this.checks = checks;
    }

    ReplyChecks checks() {
        return checks;
    }

    /** Asks every question, starting from the current values. */
    SetupOptions ask(SetupOptions current) throws IOException, InterruptedException {
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
                hardware,
                !service.isPackagedUnit()
                        && current.disableRecorder()
                        && askYesNo(
                                "Switch off " + SetupOptions.PACKAGED_UNIT + ", the recorder of this package", true));
    }

    private SetupOptions askPackagedRecorder(SetupOptions current) throws IOException, InterruptedException {
        String source =
                ask("Recording source (v4l2:/dev/video0, rtsp://host/path, test)", current.source(), checks::source);
        return new SetupOptions(
                current.name(),
                current.customer(),
                current.location(),
                source,
                SetupOptions.PACKAGED_UNIT,
                Optional.of(Path.of("/run/recorder/heartbeat.json")),
                "recorder",
                Optional.empty(),
                current.hardwareWatchdog(),
                false);
    }

    private SetupOptions askExistingRecorder(SetupOptions current) throws IOException, InterruptedException {
        boolean wasPackaged = current.isPackagedRecorder();
        String unit =
                checks.unitId(ask("Systemd unit of the recorder", wasPackaged ? "" : current.unit(), checks::unit));
        String heartbeat = ask(
                "Heartbeat file of the recorder",
                wasPackaged
                        ? "/tmp/recorder_heartbeat.json"
                        : current.heartbeat().map(Path::toString).orElse(""),
                checks::heartbeat);
        String owner = ask(
                "User that it runs as (must own the heartbeat)",
                wasPackaged ? "" : current.heartbeatOwner(),
                reply -> checks.owner(reply, heartbeat));
        String database = ask(
                "Video database of the recorder (none: it has none)",
                current.database().map(Path::toString).orElse(NONE),
                reply -> reply.equals(NONE) ? Optional.empty() : checks.database(reply));
        return new SetupOptions(
                current.name(),
                current.customer(),
                current.location(),
                current.source(),
                unit,
                Optional.of(heartbeat).filter(text -> !text.isEmpty()).map(Path::of),
                owner,
                Optional.of(database).filter(text -> !text.equals(NONE)).map(Path::of),
                current.hardwareWatchdog(),
                current.disableRecorder());
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
        return read(question, current).filter(text -> !text.isEmpty()).orElse(current);
    }

    /** Asks until the answer is valid; the current value is judged like any other. */
    String ask(String question, String current, Judge judge) throws IOException, InterruptedException {
        while (true) {
            Optional<String> line = read(question, current);
            String reply = line.filter(text -> !text.isEmpty()).orElse(current);
            Optional<String> problem = judge.problem(reply);
            if (problem.isEmpty()) {
                return reply;
            } else if (line.isEmpty()) {
                throw new IOException(
                        "the input ends without a valid answer to \"" + question + "\": " + problem.get());
            }
            reject(problem.get());
        }
    }

    /** Says why an answer was not taken. */
    void reject(String problem) {
        out.println("  " + problem + ". Please try again.");
    }

    /** The line; empty text for an empty one, and nothing at the end of the input. */
    private Optional<String> read(String question, String current) throws IOException {
        out.print(question + " [" + current + "]: ");
        out.flush();
        return Optional.ofNullable(in.readLine()).map(String::strip);
    }

    private boolean askYesNo(String question, boolean current) throws IOException, InterruptedException {
        return ask(
                        question + ", yes or no",
                        current ? "yes" : "no",
                        reply -> reply.matches("(?i)y|yes|n|no") ? Optional.empty() : Optional.of("yes or no"))
                .matches("(?i)y|yes");
    }
}
