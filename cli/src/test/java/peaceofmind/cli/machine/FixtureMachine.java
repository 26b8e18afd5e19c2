package peaceofmind.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import peaceofmind.linux.Subprocess;

/** A machine that is a folder, and whose commands answer what they were told to. */
public final class FixtureMachine implements Machine {

    private final Path root;
    private final Map<String, Subprocess.Outcome> answers = new HashMap<>();
    private String user = "root";

    public FixtureMachine(Path root) {
        this.root = root;
    }

    /** Has a file. */
    public FixtureMachine file(String absolute, String text) throws IOException {
        Path file = path(absolute);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
        return this;
    }

    public FixtureMachine folder(String absolute) throws IOException {
        Files.createDirectories(path(absolute));
        return this;
    }

    /** That command succeeds with that output. */
    public FixtureMachine says(String command, String output) {
        answers.put(command, new Subprocess.Exited(0, output, ""));
        return this;
    }

    /** That command fails with that output. */
    public FixtureMachine fails(String command, String output) {
        answers.put(command, new Subprocess.Exited(1, output, ""));
        return this;
    }

    public FixtureMachine asUser(String name) {
        user = name;
        return this;
    }

    @Override
    public Path root() {
        return root;
    }

    @Override
    public Subprocess.Outcome run(List<String> command, Duration limit) {
        return answers.getOrDefault(
                String.join(" ", command), new Subprocess.NotStarted("cannot run " + command.getFirst()));
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public Instant now() {
        return Instant.parse("2026-11-25T08:00:00Z");
    }
}
