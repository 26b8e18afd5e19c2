// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.linux.Subprocess;

/** Distinguishes an ffmpeg that failed because of its environment from one that failed because of its input file. */
final class EnvironmentError {

    private static final int SIGNAL_EXIT_BASE = 128;

    /** The highest signal that terminates programs, SIGSYS. Higher exit codes are errors of ffmpeg 6.1 and later: 256 minus errno. */
    private static final int MAX_SIGNAL = 31;

    /** The exit code of ffmpeg after SIGTERM or SIGINT. */
    private static final int TERMINATED_EXIT_CODE = 255;

    /** A library or the program itself could not be loaded, for example while its package is being updated. */
    private static final int LOAD_FAILED_EXIT_CODE = 127;

    /** Messages of the C library for errors that are never caused by the contents of a file. */
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

    /** The error, if any. Checked even on success, since ffmpeg can report success for a file that it could not write completely. */
    static Optional<String> detect(Subprocess.Exited result) {
        return result.errorOutput()
                .lines()
                .filter(EnvironmentError::matches)
                .findFirst()
                .or(() -> fromExitCode(result.exitCode()));
    }

    static boolean matches(String line) {
        String lowerCase = line.toLowerCase(Locale.ROOT);
        return MESSAGES.stream().anyMatch(lowerCase::contains);
    }

    private static Optional<String> fromExitCode(int exitCode) {
        if (exitCode > SIGNAL_EXIT_BASE && exitCode <= SIGNAL_EXIT_BASE + MAX_SIGNAL) {
            return Optional.of("it was killed by signal " + (exitCode - SIGNAL_EXIT_BASE));
        } else if (exitCode == TERMINATED_EXIT_CODE) {
            return Optional.of("it was terminated before it had finished");
        } else if (exitCode == LOAD_FAILED_EXIT_CODE) {
            return Optional.of("it could not be loaded (exit code " + exitCode + ")");
        }
        return Optional.empty();
    }
}
