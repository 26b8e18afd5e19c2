package peaceofmind.recorder.capture;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.linux.Subprocess;

/** Tells an ffmpeg that its surroundings hindered from one that could make nothing of its file. */
final class Hindrance {

    private static final int SIGNALLED = 128;

    /** The last signal that ends programs, SIGSYS. Beyond it an ffmpeg from 6.1 on says which error it met: 256 less errno. */
    private static final int LAST_SIGNAL = 31;

    /** What ffmpeg makes of a SIGTERM or SIGINT. */
    private static final int ASKED_TO_END = 255;

    /** A library or the program itself could not be loaded, as in the midst of an update of its package. */
    private static final int NOT_LOADED = 127;

    /** What the C library says of errors that no content of a file causes. */
    private static final List<String> WORDS = List.of(
            "no space left on device",
            "disk quota exceeded",
            "file too large",
            "read-only file system",
            "permission denied",
            "operation not permitted",
            "input/output error",
            "remote i/o error",
            "structure needs cleaning",
            "bad message",
            "stale file handle",
            "transport endpoint is not connected",
            "connection timed out",
            "host is down",
            "no such file or directory",
            "no such device",
            "device or resource busy",
            "resource temporarily unavailable",
            "cannot allocate memory",
            "too many open files",
            "error while loading shared libraries");

    private Hindrance() {}

    /** What hindered it, in words. Also where it tells success: it does so after a file that it could not write to its end. */
    static Optional<String> of(Subprocess.Exited ended) {
        return ended.errorOutput()
                .lines()
                .filter(Hindrance::isNamedIn)
                .findFirst()
                .or(() -> byExit(ended.exitCode()));
    }

    static boolean isNamedIn(String line) {
        String small = line.toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(small::contains);
    }

    private static Optional<String> byExit(int exitCode) {
        if (exitCode > SIGNALLED && exitCode <= SIGNALLED + LAST_SIGNAL) {
            return Optional.of("it was ended by signal " + (exitCode - SIGNALLED));
        } else if (exitCode == ASKED_TO_END) {
            return Optional.of("it was asked to end before it was done");
        } else if (exitCode == NOT_LOADED) {
            return Optional.of("it could not be loaded (exit code " + exitCode + ")");
        }
        return Optional.empty();
    }
}
