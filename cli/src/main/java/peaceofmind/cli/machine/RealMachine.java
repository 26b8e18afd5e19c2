// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.machine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import peaceofmind.linux.Subprocess;

/** The machine that this runs on. */
final class RealMachine implements Machine {

    private static final int MAX_OUTPUT_BYTES = 256 * 1024;

    @Override
    public Path root() {
        return Path.of("/");
    }

    @Override
    public Subprocess.Result run(List<String> command, Duration timeout) throws InterruptedException {
        return Subprocess.run(command, timeout, MAX_OUTPUT_BYTES);
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
