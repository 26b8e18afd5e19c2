// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.log.ErrorText;

/**
 * Runs a command for as long as its supervisor allows: a transfer of a file can take hours. Like with {@link Subprocess}, nothing of it is
 * left when this returns, and its output is limited.
 */
public final class MonitoredCommand {

    private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);
    private static final Duration READ_TIME = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT_BYTES = 64 * 1024;
    private static final int SIGKILL = 9;

    private MonitoredCommand() {}

    /** How a command ended. */
    public sealed interface Result {}

    /** The command exited on its own. Outputs are truncated. */
    public record Exited(int exitCode, String output, String errorOutput) implements Result {}

    /** The supervisor had it killed. */
    public record Stopped(String reason) implements Result {}

    /** The command could not be started; {@code reason} names it. */
    public record NotStarted(String reason) implements Result {}

    /** Decides whether a command continues. */
    public interface Supervisor {
        /**
         * Called several times a second.
         *
         * @return why the command is killed; empty: it continues
         */
        Optional<String> check(long pid);
    }

    /**
     * Runs a command with {@code input} as its standard input. An interrupt kills it, too.
     *
     * @throws InterruptedException this thread was interrupted
     */
    public static Result run(List<String> command, String input, Supervisor supervisor) throws InterruptedException {
        List<String> inSession = new ArrayList<>(List.of("setsid"));
        inSession.addAll(command);
        Process process;
        try {
            process = new ProcessBuilder(inSession).start();
        } catch (IOException | OutOfMemoryError problem) {
            // The error is how Java reports that the limit of threads or processes is reached.
            return new NotStarted("cannot run " + command.getFirst() + ": " + ErrorText.of(problem));
        }
        try {
            OutputReader output = OutputReader.start(process.getInputStream(), MAX_OUTPUT_BYTES);
            OutputReader errorOutput = OutputReader.start(process.getErrorStream(), MAX_OUTPUT_BYTES);
            Thread.ofVirtual().start(() -> write(input, process));
            while (!process.waitFor(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                Optional<String> reason = supervisor.check(process.pid());
                if (reason.isPresent()) {
                    return new Stopped(reason.get());
                }
            }
            long deadline = System.nanoTime() + READ_TIME.toNanos();
            return new Exited(
                    process.exitValue(),
                    output.text(deadline, StandardCharsets.UTF_8),
                    errorOutput.text(deadline, StandardCharsets.UTF_8));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            killGroup(process.pid());
            process.destroyForcibly();
        }
    }

    private static void write(String input, Process process) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notRead) {
            // Its exit code says whether that matters.
        }
    }

    private static void killGroup(long leader) {
        try {
            CLibrary.kill(-leader, SIGKILL);
        } catch (IOException nothingLeft) {
            // As it should be.
        }
    }
}
