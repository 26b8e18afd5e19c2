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
        String unit = checks.unitId(
                ask("Systemd unit of the program that is watched", wasPackaged ? "" : current.unit(), checks::unit));
        String heartbeat = ask(
                "Heartbeat file of that program",
                wasPackaged
                        ? "/tmp/recorder_heartbeat.json"
                        : current.heartbeat().map(Path::toString).orElse(""),
                checks::heartbeat);
        String owner = ask(
                "User that it runs as (must own the heartbeat)",
                wasPackaged ? "" : current.heartbeatOwner(),
                reply -> checks.owner(reply, heartbeat));
        String database = ask(
                "Its video database, if it is a recorder (none: it has none)",
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

    /**
     * Asks for a password. Input on a terminal is not echoed.
     *
     * @param stored whether there is one, which an empty line keeps
     */
    String askSecret(String question, boolean stored) throws IOException {
        out.print(question + (stored ? " (empty line: keep the current one): " : " (empty line: none): "));
        out.flush();
        Optional<Console> console = Tty.console();
        if (console.isPresent()) {
            return Optional.ofNullable(console.get().readPassword())
                    .map(typed -> new String(typed).strip())
                    .orElseThrow(() -> new EndOfInputException(question));
        }
        return readLine(question);
    }

    String ask(String question, String current) throws IOException {
        String line = read(question, current);
        return line.isEmpty() ? current : line;
    }

    /** Asks until the answer is valid; the current value is judged like any other. */
    String ask(String question, String current, Judge judge) throws IOException, InterruptedException {
        while (true) {
            String reply = ask(question, current);
            Optional<String> problem = judge.problem(reply);
            if (problem.isEmpty()) {
                return reply;
            }
            reject(problem.get());
        }
    }

    /** Says why an answer was not taken. */
    void reject(String problem) {
        out.println("  " + problem + ". Please try again.");
    }

    private String read(String question, String current) throws IOException {
        out.print(question + " [" + current + "]: ");
        out.flush();
        return readLine(question);
    }

    /** The end of the input is no consent: somebody pressed Ctrl-D, or a connection was cut. */
    private String readLine(String question) throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new EndOfInputException(question);
        }
        return line.strip();
    }

    private boolean askYesNo(String question, boolean current) throws IOException, InterruptedException {
        return ask(
                        question + ", yes or no",
                        current ? "yes" : "no",
                        reply -> reply.matches("(?i)y|yes|n|no")
                                ? Optional.empty()
                                : Optional.of("expected yes or no, not \"" + reply + "\""))
                .matches("(?i)y|yes");
    }
}
