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
    private static final String CURSOR_PREFIX = "-- cursor: ";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** Each look is a process: not twice a second. */
    private static final Duration MIN_POLL_INTERVAL = Duration.ofSeconds(3);

    private static final String OMITTED_NOTE =
            "(more was written at once than is shown here: see journalctl on the device)";

    private final Clock clock;
    private final String program;
    private Optional<String> cursor = Optional.empty();
    private Optional<Long> lastPollNanos = Optional.empty();

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
        if (lastPollNanos.isPresent() && now - lastPollNanos.get() < MIN_POLL_INTERVAL.toNanos()) {
            return List.of();
        }
        lastPollNanos = Optional.of(now);
        Optional<String> previousCursor = cursor;
        cursor = Optional.empty();
        List<String> lines = runJournalctl(MAX_LINES, previousCursor);
        if (cursor.isPresent()) {
            return lines;
        }
        if (lines.isEmpty()) {
            cursor = previousCursor;
            return lines;
        }
        // The cursor stands at the end: it was cut off, and without it the same lines would come for ever.
        runJournalctl(0, Optional.empty());
        List<String> complete = new ArrayList<>(lines.subList(0, lines.size() - 1));
        complete.add(OMITTED_NOTE);
        return complete;
    }

    private List<String> runJournalctl(int maxLines, Optional<String> afterCursor) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(program, "--no-pager", "-q", "-o", "short-iso", "--show-cursor", "-n", "" + maxLines));
        afterCursor.ifPresent(value -> command.add("--after-cursor=" + value));
        return switch (Subprocess.run(command, TIMEOUT, MAX_BYTES)) {
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
            if (line.startsWith(CURSOR_PREFIX)) {
                cursor = Optional.of(line.substring(CURSOR_PREFIX.length()).strip());
            } else if (!line.isBlank()) {
                lines.add(line);
            }
        }
        return lines;
    }
}
