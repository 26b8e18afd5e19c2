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

    /** Empty when the text does not have the format of {@code /proc/PID/stat}. */
    static Optional<ProcessStat> parse(String text) {
        int open = text.indexOf('(');
        // The command is in parentheses, and can contain spaces and parentheses itself.
        int close = text.lastIndexOf(')');
        if (open < 1 || close < open) {
            return Optional.empty();
        }
        String[] rest = text.substring(close + 1).strip().split(" ", -1);
        try {
            return Optional.of(new ProcessStat(
                    Long.parseLong(text.substring(0, open).strip()),
                    text.substring(open + 1, close),
                    rest[0].charAt(0),
                    Long.parseLong(rest[1]),
                    Long.parseLong(rest[2]),
                    Long.parseLong(rest[11]) + Long.parseLong(rest[12]),
                    Long.parseLong(rest[17]),
                    Long.parseLong(rest[19])));
        } catch (NumberFormatException | IndexOutOfBoundsException malformed) {
            return Optional.empty();
        }
    }
}
