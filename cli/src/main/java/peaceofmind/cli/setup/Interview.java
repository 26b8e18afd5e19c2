package peaceofmind.cli.setup;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.cli.terminal.Tty;

/** The conversation: each question shows the answer that an empty line gives. */
final class Interview {

    private static final int MAX_TRIES = 3;

    private final BufferedReader in;
    private final PrintWriter out;

    Interview(BufferedReader in, PrintWriter out) {
        this.in = in;
        this.out = out;
    }

    /** Asks everything, beginning with what is known. */
    Answers ask(Answers known) throws IOException {
        out.println("Each question shows the present answer; an empty line keeps it.");
        out.println();
        String name = ask("Name of this device", known.name());
        String customer = ask("Whose it is (customer)", known.customer());
        String location = ask("Where it stands (location)", known.location());
        boolean ours = yes("Does it run this package's own recorder", known.isOurRecorder());
        Answers service = ours ? ourRecorder(known) : existing(known);
        boolean hardware = yes("Reset it by the hardware watchdog when systemd hangs", known.hardwareWatchdog());
        return new Answers(
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

    private Answers ourRecorder(Answers known) throws IOException {
        String source = ask("What is recorded (v4l2:/dev/video0, rtsp://host/path, test)", known.source());
        return new Answers(
                known.name(),
                known.customer(),
                known.location(),
                source,
                Answers.OUR_UNIT,
                Path.of("/run/recorder/heartbeat.json"),
                "recorder",
                Optional.empty(),
                known.hardwareWatchdog());
    }

    private Answers existing(Answers known) throws IOException {
        boolean wasOurs = known.isOurRecorder();
        String unit = ask("Its systemd unit", wasOurs ? "" : known.unit());
        String heartbeat = ask(
                "Its heartbeat file",
                wasOurs ? "/tmp/recorder_heartbeat.json" : known.heartbeat().toString());
        String owner = ask("The user that it runs as (must own the heartbeat)", wasOurs ? "" : known.heartbeatOwner());
        String database = ask(
                "Its video database, if it has one",
                known.database().map(Path::toString).orElse(""));
        return new Answers(
                known.name(),
                known.customer(),
                known.location(),
                known.source(),
                unit,
                Path.of(heartbeat),
                owner,
                Optional.of(database).filter(text -> !text.isEmpty()).map(Path::of),
                known.hardwareWatchdog());
    }

    /** A password: an empty line keeps the present one. What is typed in a terminal is not shown. */
    String askHidden(String question) throws IOException {
        out.print(question + " (an empty line keeps it as it is): ");
        out.flush();
        Optional<Console> console = Tty.console();
        if (console.isPresent()) {
            char[] typed = console.get().readPassword();
            return typed == null ? "" : new String(typed).strip();
        }
        String line = in.readLine();
        return line == null ? "" : line.strip();
    }

    String ask(String question, String known) throws IOException {
        out.print(question + " [" + known + "]: ");
        out.flush();
        String line = in.readLine();
        return line == null || line.isBlank() ? known : line.strip();
    }

    private boolean yes(String question, boolean known) throws IOException {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            String answer = ask(question + ", yes or no", known ? "yes" : "no");
            if (answer.matches("(?i)y|yes")) {
                return true;
            } else if (answer.matches("(?i)n|no")) {
                return false;
            }
            out.println("yes or no?");
        }
        return known;
    }
}
