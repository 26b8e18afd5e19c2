package peaceofmind.dashboard;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;

/** Follows systemd's journal for one reader, by its cursor. One thread. */
final class JournalTail implements LogReader {

    private static final int MAX_LINES = 300;
    private static final int MAX_BYTES = 256 * 1024;
    private static final String CURSOR = "-- cursor: ";
    private static final Duration LIMIT = Duration.ofSeconds(5);
    /** Each look is a process: not twice a second. */
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private static final String LEFT_OUT =
            "(more was written at once than is shown here: see journalctl on the device)";

    private final Clock clock;
    private final String program;
    private Optional<String> cursor = Optional.empty();
    private Optional<Long> lastNanos = Optional.empty();

    JournalTail(Clock clock) {
        this(clock, "journalctl");
    }

    /** @param program in the place of journalctl */
    JournalTail(Clock clock, String program) {
        this.clock = clock;
        this.program = program;
    }

    @Override
    public List<String> poll() throws IOException, InterruptedException {
        long now = clock.nanoTime();
        if (lastNanos.isPresent() && now - lastNanos.get() < PAUSE.toNanos()) {
            return List.of();
        }
        lastNanos = Optional.of(now);
        Optional<String> before = cursor;
        cursor = Optional.empty();
        List<String> lines = run(MAX_LINES, before);
        if (cursor.isPresent()) {
            return lines;
        }
        if (lines.isEmpty()) {
            cursor = before;
            return lines;
        }
        // The cursor stands at the end: it was cut off, and without it the same lines would come for ever.
        run(0, Optional.empty());
        List<String> whole = new ArrayList<>(lines.subList(0, lines.size() - 1));
        whole.add(LEFT_OUT);
        return whole;
    }

    private List<String> run(int most, Optional<String> after) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(program, "--no-pager", "-q", "-o", "short-iso", "--show-cursor", "-n", "" + most));
        after.ifPresent(seen -> command.add("--after-cursor=" + seen));
        return switch (Subprocess.run(command, LIMIT, MAX_BYTES)) {
            case Subprocess.Exited ended when ended.succeeded() -> lines(ended.output());
            case Subprocess.Exited ended ->
                throw new IOException("journalctl: " + ended.errorOutput().strip());
            case Subprocess.TimedOut _ -> throw new IOException("journalctl did not answer in time");
            case Subprocess.NotStarted notStarted -> throw new IOException(notStarted.reason());
        };
    }

    private List<String> lines(String output) {
        List<String> lines = new ArrayList<>();
        for (String line : output.split("\n", -1)) {
            if (line.startsWith(CURSOR)) {
                cursor = Optional.of(line.substring(CURSOR.length()).strip());
            } else if (!line.isBlank()) {
                lines.add(line);
            }
        }
        return lines;
    }
}
