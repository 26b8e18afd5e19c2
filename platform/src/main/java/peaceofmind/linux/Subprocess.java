package peaceofmind.linux;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a command without a shell, within limits of time and output. */
public final class Subprocess {

    /** After the process has ended, its children may still hold its output open. */
    private static final Duration OUTPUT_GRACE = Duration.ofMillis(500);

    private Subprocess() {}

    /** How a command went. */
    public sealed interface Outcome {}

    /** It ended by itself. Outputs are cut at the limit. */
    public record Ended(int exitCode, String output, String errorOutput) implements Outcome {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** It took longer than the limit, and was killed with all its children. */
    public record TimedOut(Duration limit) implements Outcome {}

    /** It could not be started: {@code why} names the command. */
    public record NotStarted(String why) implements Outcome {}

    /**
     * Runs a command to its end.
     *
     * @param maxOutputBytes of standard output and of standard error; the rest is read and thrown away
     */
    public static Outcome run(List<String> command, Duration limit, int maxOutputBytes) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
        } catch (IOException problem) {
            return new NotStarted("cannot run " + command.getFirst() + ": " + problem.getMessage());
        }
        CompletableFuture<String> output = drain(process.getInputStream(), maxOutputBytes);
        CompletableFuture<String> errorOutput = drain(process.getErrorStream(), maxOutputBytes);
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Ended(process.exitValue(), text(output), text(errorOutput));
            }
            return new TimedOut(limit);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String text(CompletableFuture<String> output) {
        return output.completeOnTimeout("", OUTPUT_GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static CompletableFuture<String> drain(InputStream stream, int maxBytes) {
        CompletableFuture<String> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                byte[] kept = stream.readNBytes(maxBytes);
                stream.transferTo(OutputStream.nullOutputStream());
                result.complete(new String(kept, StandardCharsets.UTF_8));
            } catch (IOException closed) {
                result.complete("");
            }
        });
        return result;
    }
}
