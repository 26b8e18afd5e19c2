// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import peaceofmind.linux.Subprocess;

/** A folder that stands for a machine, such as an image that is being prepared: it has files, and runs nothing. */
record FolderMachine(Path root) implements Machine {

    @Override
    public Subprocess.Result run(List<String> command, Duration timeout) {
        return new Subprocess.NotStarted(command.getFirst() + " is not run for a folder");
    }

    @Override
    public String user() {
        return System.getProperty("user.name", "?");
    }

    @Override
    public Instant now() {
        return Instant.now();
    }
}
