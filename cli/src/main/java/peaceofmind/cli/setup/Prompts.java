// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
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

    /**
     * Asks every question, starting from the current values.
     *
     * @param onReply receives the options after each answer: those of later questions are the current values
     */
    SetupOptions ask(SetupOptions current, Consumer<SetupOptions> onReply) throws IOException, InterruptedException {
        out.println("Each question shows the current value; an empty line keeps it.");
        out.println();
        SetupOptions options =
                current.withDevice(ask("Name of this device", current.name()), current.customer(), current.location());
        onReply.accept(options);
        options = options.withDevice(options.name(), ask("Customer", options.customer()), options.location());
        onReply.accept(options);
        options = options.withDevice(options.name(), options.customer(), ask("Location", options.location()));
        onReply.accept(options);
        boolean packaged = askYesNo("Does it run the recorder of this package", options.isPackagedRecorder());
        options = packaged
                ? options.withPackagedRecorder(ask(
                        "Recording source (v4l2:/dev/video0, rtsp://host/path, test; several: north=SOURCE,"
                                + " south=SOURCE)",
                        options.source(),
                        checks::source))
                : askExistingRecorder(options, onReply);
        onReply.accept(options);
        options = options.withHardwareWatchdog(
                askYesNo("Should the hardware watchdog reset it when systemd hangs", options.hardwareWatchdog()));
        onReply.accept(options);
        options = options.withDisableRecorder(!options.isPackagedUnit()
                && options.disableRecorder()
                && askYesNo("Switch off " + SetupOptions.PACKAGED_UNIT + ", the recorder of this package", true));
        onReply.accept(options);
        return options;
    }

    private SetupOptions askExistingRecorder(SetupOptions current, Consumer<SetupOptions> onReply)
            throws IOException, InterruptedException {
        // What the packaged recorder has is nothing to propose for another program.
        SetupOptions options = current.isPackagedRecorder()
                ? current.withService("", Optional.of(Path.of("/tmp/recorder_heartbeat.json")), "", current.database())
                : current;
        options = options.withUnit(
                checks.unitId(ask("Systemd unit of the program that is watched", options.unit(), checks::unit)));
        onReply.accept(options);
        String heartbeat = ask(
                "Heartbeat file of that program",
                options.heartbeat().map(Path::toString).orElse(""),
                checks::heartbeat);
        options = options.withService(
                options.unit(),
                Optional.of(heartbeat).filter(text -> !text.isEmpty()).map(Path::of),
                options.heartbeatOwner(),
                options.database());
        onReply.accept(options);
        String owner = ask(
                "User that it runs as (must own the heartbeat)",
                options.heartbeatOwner(),
                reply -> checks.owner(reply, heartbeat));
        options = options.withService(options.unit(), options.heartbeat(), owner, options.database());
        onReply.accept(options);
        String database = ask(
                "Its video database, if it is a recorder (none: it has none)",
                options.database().map(Path::toString).orElse(NONE),
                reply -> reply.equals(NONE) ? Optional.empty() : checks.database(reply));
        return options.withService(
                options.unit(),
                options.heartbeat(),
                options.heartbeatOwner(),
                Optional.of(database).filter(text -> !text.equals(NONE)).map(Path::of));
    }

    /**
     * Asks for a password. Input on a terminal is not echoed.
     *
     * @param stored whether there is one, which an empty line keeps
     */
    String askSecret(String question, boolean stored) throws IOException {
        String text = question + (stored ? " (empty line: keep the current one): " : " (empty line: none): ");
        Optional<Console> console = Tty.console();
        if (console.isPresent()) {
            out.flush();
            // The console prints the question once its echo is off: what is typed ahead must not appear.
            return Optional.ofNullable(console.get().readPassword("%s", text))
                    .map(typed -> new String(typed).strip())
                    .orElseThrow(() -> new EndOfInputException(question));
        }
        out.print(text);
        out.flush();
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
    private String readLine(String question) throws EndOfInputException {
        String line;
        try {
            line = in.readLine();
        } catch (IOException hungUp) {
            line = null;
        }
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
