// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The first word of a configured command. */
final class Executables {

    static final String EXPECTED =
            "must be a list of a command and its arguments; the command is an absolute path, or a name without /";

    private Executables() {}

    /** Whether it can be meant: what is relative to a folder depends on where the watchdog was started. */
    static boolean isValid(String executable) {
        return !executable.isBlank() && (executable.startsWith("/") || !executable.contains("/"));
    }

    /** Whether it can be executed on this machine; a name is searched for in {@code PATH}. */
    static boolean exists(String executable) {
        if (executable.startsWith("/")) {
            return isExecutableFile(Path.of(executable));
        }
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> isExecutableFile(Path.of(folder, executable)));
    }

    private static boolean isExecutableFile(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
