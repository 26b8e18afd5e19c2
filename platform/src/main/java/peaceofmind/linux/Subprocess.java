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
import peaceofmind.foundation.log.ErrorText;

/** Runs a command without a shell, with limits on its run time and output. */
public final class Subprocess {

    /** After the process has exited, its children may still hold its output open. */
    private static final Duration OUTPUT_GRACE = Duration.ofMillis(500);

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
     * Runs a command until it exits.
     *
     * @param maxOutputBytes limit for each of standard output and standard error; the rest is discarded
     */
    public static Result run(List<String> command, Duration timeout, int maxOutputBytes) throws InterruptedException {
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
                return new Exited(process.exitValue(), output.text(), errorOutput.text());
            }
            return new TimedOut(timeout);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Reads an output on its own thread, so that a full pipe never blocks the process; keeps the first {@code maxBytes}. */
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
                // The process was killed: what it wrote until then is kept.
            } finally {
                finished.countDown();
            }
        }

        /** What was written until the end, or so far when a child of the process still holds the output open. */
        String text() throws InterruptedException {
            finished.await(OUTPUT_GRACE.toMillis(), TimeUnit.MILLISECONDS);
            return buffer.toString(StandardCharsets.UTF_8);
        }
    }
}
