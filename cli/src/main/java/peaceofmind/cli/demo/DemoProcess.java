// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.log.ErrorText;

/** One process of the demo, started as on a device, with its output in a file. */
final class DemoProcess {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(12);

    private final String name;
    private final List<String> command;
    private final Path output;
    private Optional<Process> process = Optional.empty();

    DemoProcess(String name, List<String> command, Path output) {
        this.name = name;
        this.command = command;
        this.output = output;
    }

    String name() {
        return name;
    }

    void start() throws IOException {
        if (Files.exists(output) && Files.size(output) > 1_000_000) {
            Files.delete(output);
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        // Its processes exit with the demo, even when it is killed and cannot stop them.
        builder.environment()
                .put("PEACE_EXIT_WITH", Long.toString(ProcessHandle.current().pid()));
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        process = Optional.of(builder.start());
    }

    boolean isRunning() {
        return process.filter(Process::isAlive).isPresent();
    }

    Optional<Long> pid() {
        return process.filter(Process::isAlive).map(Process::pid);
    }

    /** Its exit code; empty while it runs. */
    Optional<Integer> exitCode() {
        return process.filter(exited -> !exited.isAlive()).map(Process::exitValue);
    }

    /** Asks it to exit. */
    void terminate() {
        process.ifPresent(Process::destroy);
    }

    /** Waits for it to exit after {@link #terminate}, and kills it when that takes too long. */
    void awaitExit() {
        process.ifPresent(stopping -> {
            try {
                if (!stopping.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                    stopping.descendants().forEach(ProcessHandle::destroyForcibly);
                    stopping.destroyForcibly().waitFor();
                }
            } catch (InterruptedException interrupted) {
                stopping.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The last lines of its output, to explain why it did not start. */
    List<String> lastOutput(int lines) {
        try {
            List<String> all = Files.readAllLines(output);
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException unreadable) {
            return List.of("(cannot read its output: " + ErrorText.of(unreadable) + ")");
        }
    }
}
