// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import peaceofmind.linux.Subprocess;

/** A machine that is a folder, with canned results of its commands. */
public final class FixtureMachine implements Machine {

    private final Path root;
    private final Map<String, Subprocess.Result> results = new HashMap<>();
    private final List<String> commands = new ArrayList<>();
    private String user = "root";

    public FixtureMachine(Path root) {
        this.root = root;
    }

    /** Creates a file. */
    public FixtureMachine withFile(String absolute, String text) throws IOException {
        Path file = path(absolute);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
        return this;
    }

    public FixtureMachine withFolder(String absolute) throws IOException {
        Files.createDirectories(path(absolute));
        return this;
    }

    /** The command succeeds with this output. */
    public FixtureMachine withOutput(String command, String output) {
        results.put(command, new Subprocess.Exited(0, output, ""));
        return this;
    }

    /** The command fails with this output. */
    public FixtureMachine withFailure(String command, String output) {
        results.put(command, new Subprocess.Exited(1, output, ""));
        return this;
    }

    /** The command has this result. */
    public FixtureMachine withResult(String command, Subprocess.Result result) {
        results.put(command, result);
        return this;
    }

    /** Every command that was run, in its order. */
    public List<String> commands() {
        return List.copyOf(commands);
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
    public Subprocess.Result run(List<String> command, Duration timeout) {
        commands.add(String.join(" ", command));
        return results.getOrDefault(
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
