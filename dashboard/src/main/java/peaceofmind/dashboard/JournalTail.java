// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;

/** Follows the systemd journal for one reader, by cursor. Not thread-safe. */
final class JournalTail implements LogReader {

    private static final int MAX_LINES = 300;
    private static final int MAX_BYTES = 256 * 1024;
    private static final String CURSOR_PREFIX = "-- cursor: ";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** Each poll starts a process. */
    private static final Duration MIN_POLL_INTERVAL = Duration.ofSeconds(3);

    private static final String OMITTED_NOTE = "(some lines were left out here: see journalctl on the device)";

    private final Clock clock;
    private final List<String> program;
    private final Duration timeout;
    private Optional<String> cursor = Optional.empty();
    private Optional<Long> lastPollNanos = Optional.empty();

    /** Of the whole system. */
    JournalTail(Clock clock) {
        this(clock, List.of("journalctl"), TIMEOUT);
    }

    /** Of one unit. */
    JournalTail(Clock clock, String unit) {
        this(clock, List.of("journalctl", "--unit=" + unit), TIMEOUT);
    }

    /**
     * @param program run instead of journalctl, with its first arguments
     * @param timeout of one run
     */
    JournalTail(Clock clock, List<String> program, Duration timeout) {
        this.clock = clock;
        this.program = program;
        this.timeout = timeout;
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
        // The output was truncated, and with it the cursor at its end: without one, the same lines would be returned
        // again.
        runJournalctl(0, Optional.empty());
        List<String> complete = new ArrayList<>(lines.subList(0, lines.size() - 1));
        complete.add(OMITTED_NOTE);
        return complete;
    }

    private List<String> runJournalctl(int maxLines, Optional<String> afterCursor)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("--no-pager", "-q", "-o", "short-iso", "--show-cursor", "-n", "" + maxLines));
        afterCursor.ifPresent(value -> command.add("--after-cursor=" + value));
        return switch (Subprocess.run(command, timeout, MAX_BYTES)) {
            case Subprocess.Exited exited when exited.succeeded() -> lines(exited.output());
            case Subprocess.Exited exited ->
                throw new IOException("journalctl: " + exited.errorOutput().strip());
            case Subprocess.TimedOut _ -> throw new IOException("journalctl timed out");
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
