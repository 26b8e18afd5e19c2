package peaceofmind.agent.dashboard;

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

    private final Clock clock;
    private Optional<String> cursor = Optional.empty();
    private Optional<Long> lastNanos = Optional.empty();

    JournalTail(Clock clock) {
        this.clock = clock;
    }

    @Override
    public List<String> poll() throws IOException, InterruptedException {
        long now = clock.nanoTime();
        if (lastNanos.isPresent() && now - lastNanos.get() < PAUSE.toNanos()) {
            return List.of();
        }
        lastNanos = Optional.of(now);
        List<String> command = new ArrayList<>(
                List.of("journalctl", "--no-pager", "-q", "-o", "short-iso", "--show-cursor", "-n", "" + MAX_LINES));
        cursor.ifPresent(after -> command.add("--after-cursor=" + after));
        return switch (Subprocess.run(command, LIMIT, MAX_BYTES)) {
            case Subprocess.Ended ended when ended.succeeded() -> lines(ended.output());
            case Subprocess.Ended ended ->
                throw new IOException("journalctl: " + ended.errorOutput().strip());
            case Subprocess.TimedOut _ -> throw new IOException("journalctl did not answer in time");
            case Subprocess.NotStarted notStarted -> throw new IOException(notStarted.why());
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
