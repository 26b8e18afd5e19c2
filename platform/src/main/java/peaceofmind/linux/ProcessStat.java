// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process as described by {@code /proc/PID/stat} (proc(5)).
 *
 * @param state of its first thread: R, S, D, T (stopped), Z (zombie) …
 * @param threads how many it has
 * @param cpuTicks user and system time so far, in clock ticks
 * @param startTicks start time in clock ticks since boot; unique within one boot, together with the PID
 */
public record ProcessStat(
        long pid,
        String command,
        char state,
        long parentPid,
        long processGroup,
        long cpuTicks,
        long threads,
        long startTicks) {

    /** The process, or empty when there is none. */
    public static Optional<ProcessStat> read(Path proc, long pid) {
        try {
            // The command can contain any byte.
            String text =
                    Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            return parse(text);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /**
     * Whether the process has exited, and only its parent has not noticed yet. A program whose first thread has ended is shown as a
     * zombie too, and runs on as long as it has another one.
     */
    public boolean hasExited() {
        return state == 'X' || (state == 'Z' && threads <= 1);
    }

    /** Fields of a line, each followed by a space or the end of the line. */
    private static final class Fields {
        private final String line;
        private int position;

        private Fields(String line, int position) {
            this.line = line;
            this.position = position;
        }

        private String text() {
            int start = position;
            skip(1);
            return line.substring(start, position - 1);
        }

        private long number() {
            int start = position;
            skip(1);
            return Long.parseLong(line, start, position - 1, 10);
        }

        private void skip(int fields) {
            for (int skipped = 0; skipped < fields; skipped++) {
                while (position < line.length() && line.charAt(position) > ' ') {
                    position++;
                }
                position++;
            }
        }
    }

    /** Empty when the text does not have the format of {@code /proc/PID/stat}. */
    public static Optional<ProcessStat> parse(String text) {
        int open = text.indexOf('(');
        // The command is in parentheses, and can contain spaces and parentheses itself.
        int close = text.lastIndexOf(')');
        if (open < 1 || close < open) {
            return Optional.empty();
        }
        try {
            // Only the fields that are used are read, without an array of all fifty: the watchdog reads every process
            // again and again.
            Fields rest = new Fields(text, close + 2);
            char state = rest.text().charAt(0);
            long parentPid = rest.number();
            long processGroup = rest.number();
            rest.skip(8);
            long cpuTicks = rest.number() + rest.number();
            rest.skip(4);
            long threads = rest.number();
            rest.skip(1);
            return Optional.of(new ProcessStat(
                    Long.parseLong(text.substring(0, open).strip()),
                    text.substring(open + 1, close),
                    state,
                    parentPid,
                    processGroup,
                    cpuTicks,
                    threads,
                    rest.number()));
        } catch (NumberFormatException | IndexOutOfBoundsException malformed) {
            return Optional.empty();
        }
    }
}
