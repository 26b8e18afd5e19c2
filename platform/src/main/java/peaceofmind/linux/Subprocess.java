package peaceofmind.linux;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs a command without a shell, within limits of time and output. */
public final class Subprocess {

    /** After the process has ended, its children may still hold its output open. */
    private static final Duration OUTPUT_GRACE = Duration.ofMillis(500);

    private Subprocess() {}

    /** How a command went. */
    public sealed interface Outcome {}

    /** It ended by itself. Outputs are cut at the limit. */
    public record Exited(int exitCode, String output, String errorOutput) implements Outcome {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    /** It took longer than the limit, and was killed with all its children. */
    public record TimedOut(Duration timeout) implements Outcome {}

    /** It could not be started: {@code reason} names the command. */
    public record NotStarted(String reason) implements Outcome {}

    /**
     * Runs a command to its end.
     *
     * @param maxOutputBytes of standard output and of standard error; the rest is read and thrown away
     */
    public static Outcome run(List<String> command, Duration timeout, int maxOutputBytes) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
        } catch (IOException problem) {
            return new NotStarted("cannot run " + command.getFirst() + ": " + problem.getMessage());
        }
        OutputReader output = OutputReader.start(process.getInputStream(), maxOutputBytes);
        OutputReader errorOutput = OutputReader.start(process.getErrorStream(), maxOutputBytes);
        try {
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Exited(process.exitValue(), output.text(), errorOutput.text());
            }
            return new TimedOut(timeout);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Reads an output on a thread of its own, so that a full pipe never stops the process; keeps its beginning. */
    private static final class OutputReader implements Runnable {

        private final InputStream stream;
        private final int maxBytes;
        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        private final CountDownLatch finished = new CountDownLatch(1);

        private OutputReader(InputStream stream, int maxBytes) {
            this.stream = stream;
            this.maxBytes = maxBytes;
        }

        static OutputReader start(InputStream stream, int maxBytes) {
            OutputReader reader = new OutputReader(stream, maxBytes);
            Thread.ofVirtual().start(reader);
            return reader;
        }

        @Override
        public void run() {
            byte[] chunk = new byte[8 * 1024];
            try (stream) {
                for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                    buffer.write(chunk, 0, Math.min(read, maxBytes - buffer.size()));
                }
            } catch (IOException closed) {
                // The process was killed: what it had written until then stands.
            } finally {
                finished.countDown();
            }
        }

        /** What was written until the end, or until now where a child of the process still holds the output open. */
        String text() throws InterruptedException {
            finished.await(OUTPUT_GRACE.toMillis(), TimeUnit.MILLISECONDS);
            return buffer.toString(StandardCharsets.UTF_8);
        }
    }
}
