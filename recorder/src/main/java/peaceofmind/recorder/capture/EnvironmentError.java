package peaceofmind.recorder.capture;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.linux.Subprocess;

/** Tells an ffmpeg that its surroundings hindered from one that could make nothing of its file. */
final class EnvironmentError {

    private static final int SIGNAL_EXIT_BASE = 128;

    /** The last signal that ends programs, SIGSYS. Beyond it an ffmpeg from 6.1 on says which error it met: 256 less errno. */
    private static final int MAX_SIGNAL = 31;

    /** What ffmpeg makes of a SIGTERM or SIGINT. */
    private static final int TERMINATED_EXIT_CODE = 255;

    /** A library or the program itself could not be loaded, as in the midst of an update of its package. */
    private static final int LOAD_FAILED_EXIT_CODE = 127;

    /** What the C library says of errors that no content of a file causes. */
    private static final List<String> MESSAGES = List.of(
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

    private EnvironmentError() {}

    /** What hindered it, in words. Also where it tells success: it does so after a file that it could not write to its end. */
    static Optional<String> detect(Subprocess.Exited ended) {
        return ended.errorOutput()
                .lines()
                .filter(EnvironmentError::matches)
                .findFirst()
                .or(() -> fromExitCode(ended.exitCode()));
    }

    static boolean matches(String line) {
        String lowerCase = line.toLowerCase(Locale.ROOT);
        return MESSAGES.stream().anyMatch(lowerCase::contains);
    }

    private static Optional<String> fromExitCode(int exitCode) {
        if (exitCode > SIGNAL_EXIT_BASE && exitCode <= SIGNAL_EXIT_BASE + MAX_SIGNAL) {
            return Optional.of("it was ended by signal " + (exitCode - SIGNAL_EXIT_BASE));
        } else if (exitCode == TERMINATED_EXIT_CODE) {
            return Optional.of("it was asked to end before it was done");
        } else if (exitCode == LOAD_FAILED_EXIT_CODE) {
            return Optional.of("it could not be loaded (exit code " + exitCode + ")");
        }
        return Optional.empty();
    }
}
