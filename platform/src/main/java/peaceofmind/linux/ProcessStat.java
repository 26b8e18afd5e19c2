package peaceofmind.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process as {@code /proc/PID/stat} shows it (proc(5)).
 *
 * @param state R, S, D, T (stopped), Z (zombie) …
 * @param startTicks clock ticks after boot at which it started: with the pid, a name that is never used twice in one boot
 * @param cpuTicks user and system time so far
 */
public record ProcessStat(
        long pid, String command, char state, long parentPid, long processGroup, long cpuTicks, long startTicks) {

    /** The process, or empty when there is none. */
    public static Optional<ProcessStat> read(Path proc, long pid) {
        try {
            // The command may hold any byte.
            String text =
                    Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            return parse(text);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Empty when the text is not in the form of {@code /proc/PID/stat}. */
    static Optional<ProcessStat> parse(String text) {
        int open = text.indexOf('(');
        // The command stands in brackets and may hold blanks and brackets itself.
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
                    Long.parseLong(rest[19])));
        } catch (NumberFormatException | IndexOutOfBoundsException malformed) {
            return Optional.empty();
        }
    }
}
