// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.log.ErrorText;

/** Runs a command without a shell, with limits on its run time and output. */
public final class Subprocess {

    /** For reading the rest of the output of a command that used up its time limit. */
    private static final Duration MIN_READ_TIME = Duration.ofMillis(500);

    private static final int SIGKILL = 9;

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
        return run(
                new ProcessBuilder(command),
                command.getFirst(),
                Optional.empty(),
                timeout,
                maxOutputBytes,
                false,
                StandardCharsets.UTF_8);
    }

    /**
     * Like {@link #runInOwnSession}, with input.
     *
     * @param environment variables besides those of this process
     * @param input for its standard input; a command need not read it
     */
    public static Result runWithInput(
            List<String> command, Map<String, String> environment, String input, Duration timeout, int maxOutputBytes)
            throws InterruptedException {
        ProcessBuilder builder = inSession(command);
        builder.environment().putAll(environment);
        return run(
                builder, command.getFirst(), Optional.of(input), timeout, maxOutputBytes, true, StandardCharsets.UTF_8);
    }

    /** Like {@link #run}, for output that is not text: each byte is one character of the result (ISO 8859-1). */
    public static Result runBinary(List<String> command, Duration timeout, int maxOutputBytes)
            throws InterruptedException {
        return run(
                new ProcessBuilder(command),
                command.getFirst(),
                Optional.empty(),
                timeout,
                maxOutputBytes,
                false,
                StandardCharsets.ISO_8859_1);
    }

    /**
     * Like {@link #run}, for a command of somebody else: it leads a session of its own, of which nothing is left when this returns, also
     * what it has started in the background. A command that does not exist exits with code 127, one that cannot be executed with 126.
     */
    public static Result runInOwnSession(List<String> command, Duration timeout, int maxOutputBytes)
            throws InterruptedException {
        return run(
                inSession(command),
                command.getFirst(),
                Optional.empty(),
                timeout,
                maxOutputBytes,
                true,
                StandardCharsets.UTF_8);
    }

    private static ProcessBuilder inSession(List<String> command) {
        List<String> inSession = new ArrayList<>(List.of("setsid"));
        inSession.addAll(command);
        return new ProcessBuilder(inSession);
    }

    private static Result run(
            ProcessBuilder builder,
            String name,
            Optional<String> input,
            Duration timeout,
            int maxOutputBytes,
            boolean leadsSession,
            Charset charset)
            throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Process process;
        try {
            if (input.isEmpty()) {
                builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            }
            process = builder.start();
        } catch (IOException | OutOfMemoryError problem) {
            // The error is how Java reports that the limit of threads or processes is reached.
            return new NotStarted("cannot run " + name + ": " + ErrorText.of(problem));
        }
        try {
            OutputReader output = OutputReader.start(process.getInputStream(), maxOutputBytes);
            OutputReader errorOutput = OutputReader.start(process.getErrorStream(), maxOutputBytes);
            input.ifPresent(text -> Thread.ofVirtual().start(() -> write(text, process)));
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                // Not for a fixed moment: on a busy machine a reader may get its first turn seconds after the command
                // exited.
                long readDeadline = Math.max(deadline - System.nanoTime(), MIN_READ_TIME.toNanos()) + System.nanoTime();
                return new Exited(
                        process.exitValue(),
                        output.text(readDeadline, charset),
                        errorOutput.text(readDeadline, charset));
            }
            return new TimedOut(timeout);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            if (leadsSession) {
                killGroup(process.pid());
            }
            process.destroyForcibly();
        }
    }

    /** On a thread of its own: a command that does not read would block it once the pipe is full. */
    private static void write(String input, Process process) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notRead) {
            // Its exit code says whether that matters.
        }
    }

    /** Also if its leader has exited: what it left behind is not a descendant any more. */
    private static void killGroup(long leader) {
        try {
            CLibrary.kill(-leader, SIGKILL);
        } catch (IOException nothingLeft) {
            // As it should be.
        }
    }
}
