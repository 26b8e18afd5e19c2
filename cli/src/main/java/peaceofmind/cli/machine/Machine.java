// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.linux.Subprocess;

/** The machine that a command runs on. */
public interface Machine {

    /** {@code /}, or a fixture: all files are resolved below it. */
    Path root();

    /** Runs a command, limited to 10 s and 256 kB of output. */
    default Subprocess.Result run(List<String> command) throws InterruptedException {
        return run(command, Duration.ofSeconds(10));
    }

    /** Runs a command, limited to {@code timeout} and 256 kB of output. */
    Subprocess.Result run(List<String> command, Duration timeout) throws InterruptedException;

    /** Name of the user who runs the command. */
    String user();

    /** The wall clock. */
    Instant now();

    /** A file of this machine; {@code absolute} starts with a slash. */
    default Path path(String absolute) {
        return root().resolve(absolute.substring(1));
    }

    /** A file of this machine. */
    default Path path(Path absolute) {
        return path(absolute.toAbsolutePath().toString());
    }

    /** Whether systemd runs this machine: sd_booted(3). */
    default boolean hasSystemd() {
        return Files.isDirectory(path("/run/systemd/system"));
    }

    /** Output of a command; empty if it could not be started or failed. */
    default Optional<String> output(String... command) throws InterruptedException {
        return run(List.of(command)) instanceof Subprocess.Exited exited && exited.succeeded()
                ? Optional.of(exited.output())
                : Optional.empty();
    }

    /** Why a command did not succeed, for people. */
    static String failureReason(Subprocess.Result result) {
        return switch (result) {
            case Subprocess.Exited exited -> {
                String error = exited.errorOutput().strip();
                yield "exit code " + exited.exitCode() + (error.isEmpty() ? "" : ": " + error);
            }
            case Subprocess.TimedOut timedOut ->
                "not finished after " + timedOut.timeout().toSeconds() + " s";
            case Subprocess.NotStarted notStarted -> notStarted.reason();
        };
    }

    /** A folder that stands for a machine: commands are not run. */
    static Machine ofFolder(Path root) {
        return new FolderMachine(root);
    }

    /** This machine. */
    static Machine real() {
        return new RealMachine();
    }
}
