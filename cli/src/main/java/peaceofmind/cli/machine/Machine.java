package peaceofmind.cli.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import peaceofmind.linux.Subprocess;

/** What a command may ask of the machine that it runs on. */
public interface Machine {

    /** {@code /}, or a fixture: every file is looked for below it. */
    Path root();

    /** Runs a command within 10 s and 256 kB of output. */
    default Subprocess.Outcome run(List<String> command) throws InterruptedException {
        return run(command, Duration.ofSeconds(10));
    }

    /** Runs a command within a limit and 256 kB of output. */
    Subprocess.Outcome run(List<String> command, Duration timeout) throws InterruptedException;

    /** Who asks. */
    String user();

    /** The wall clock. */
    Instant now();

    /** That file of this machine; {@code absolute} begins with a slash. */
    default Path path(String absolute) {
        return root().resolve(absolute.substring(1));
    }

    /** Likewise. */
    default Path path(Path absolute) {
        return path(absolute.toAbsolutePath().toString());
    }

    /** Whether systemd runs this machine: sd_booted(3). */
    default boolean hasSystemd() {
        return Files.isDirectory(path("/run/systemd/system"));
    }

    /** What a command printed, where it could be started and succeeded. */
    default Optional<String> output(String... command) throws InterruptedException {
        return run(List.of(command)) instanceof Subprocess.Exited ended && ended.succeeded()
                ? Optional.of(ended.output())
                : Optional.empty();
    }

    /** This machine. */
    static Machine real() {
        return new RealMachine();
    }
}
