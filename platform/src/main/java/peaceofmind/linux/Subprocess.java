// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.log.ErrorText;

/** Runs a command without a shell, with limits on its run time and output. */
public final class Subprocess {

    /** For reading the rest of the output of a command that used up its time limit. */
    private static final Duration MIN_READ_TIME = Duration.ofMillis(500);

    private Subprocess() {}

    /** How a command ended. */
    public sealed interface Result {}

    /** The command exited on its own. Outputs are truncated at the limit. */
    public record Exited(int exitCode, String output, String errorOutput) implements Result {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** The command exceeded the timeout, and was killed with all its children. */
    public record TimedOut(Duration timeout) implements Result {}

    /** The command could not be started; {@code reason} names it. */
    public record NotStarted(String reason) implements Result {}

    /**
     * Runs a command until it has exited and its output has ended, which is later when a child still holds it open. When the time is up
     * before the output ends, what was read until then is returned.
     *
     * @param maxOutputBytes limit for each of standard output and standard error; the rest is discarded
     */
    public static Result run(List<String> command, Duration timeout, int maxOutputBytes) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
        } catch (IOException | OutOfMemoryError problem) {
            // The error is how Java reports that the limit of threads or processes is reached.
            return new NotStarted("cannot run " + command.getFirst() + ": " + ErrorText.of(problem));
        }
        try {
            OutputReader output = OutputReader.start(process.getInputStream(), maxOutputBytes);
            OutputReader errorOutput = OutputReader.start(process.getErrorStream(), maxOutputBytes);
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                // Not for a fixed moment: on a busy machine a reader may get its first turn seconds after the command
                // exited.
                long readDeadline = Math.max(deadline - System.nanoTime(), MIN_READ_TIME.toNanos()) + System.nanoTime();
                return new Exited(process.exitValue(), output.text(readDeadline), errorOutput.text(readDeadline));
            }
            return new TimedOut(timeout);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
