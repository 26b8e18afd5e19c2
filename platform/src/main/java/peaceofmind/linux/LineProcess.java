package peaceofmind.linux;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command that goes on writing lines, such as {@code journalctl --follow}: read by the thread that started it, at that thread's
 * pace. A line has a limit; whoever does not read makes the command wait. It is killed when it is closed, and when the thread that
 * started it ends, however that happens (prctl(2), PR_SET_PDEATHSIG, by {@code setpriv}): a platform thread, which lives as long.
 */
public final class LineProcess implements AutoCloseable {

    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final int MAX_ERROR_CHARS = 500;

    private final Process process;
    private final InputStream output;
    private final int maxLineBytes;
    private final ByteArrayOutputStream lineBuffer = new ByteArrayOutputStream(1024);
    private volatile String lastError = "";
    private long droppedLines;

    private LineProcess(Process process, int maxLineBytes) {
        this.process = process;
        this.output = new BufferedInputStream(process.getInputStream(), 16 * 1024);
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Starts a command, without a shell.
     *
     * @param maxLineBytes a longer line is left out and counted
     * @throws IOException when it cannot be started; names the command
     */
    public static LineProcess start(List<String> command, int maxLineBytes) throws IOException {
        List<String> fullCommand = new ArrayList<>();
        if (Files.isExecutable(SETPRIV)) {
            fullCommand.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL", "--"));
        }
        fullCommand.addAll(command);
        try {
            Process process = new ProcessBuilder(fullCommand)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            LineProcess lines = new LineProcess(process, maxLineBytes);
            Thread.ofVirtual().start(lines::drainErrors);
            return lines;
        } catch (IOException problem) {
            throw new IOException("cannot run " + command.getFirst() + ": " + problem.getMessage(), problem);
        }
    }

    /** The next whole line without its end, waiting for it; empty when the command has ended. What is not UTF-8 is replaced. */
    public Optional<String> readLine() {
        try {
            lineBuffer.reset();
            boolean skipping = false;
            for (int c = output.read(); c >= 0; c = output.read()) {
                if (c == '\n' && !skipping) {
                    return Optional.of(lineBuffer.toString(StandardCharsets.UTF_8));
                } else if (c == '\n') {
                    skipping = false;
                    lineBuffer.reset();
                } else if (!skipping && lineBuffer.size() >= maxLineBytes) {
                    droppedLines++;
                    skipping = true;
                } else if (!skipping) {
                    lineBuffer.write(c);
                }
            }
            return Optional.empty();
        } catch (IOException closed) {
            // The process was killed: there is nothing more to read.
            return Optional.empty();
        }
    }

    /** Lines that were left out because of their length. */
    public long droppedLines() {
        return droppedLines;
    }

    /** The last line that it wrote to standard error; empty when there was none. */
    public String lastError() {
        return lastError;
    }

    private void drainErrors() {
        try (InputStream errors = process.getErrorStream()) {
            StringBuilder text = new StringBuilder();
            for (int c = errors.read(); c >= 0; c = errors.read()) {
                if (c != '\n' && text.length() < MAX_ERROR_CHARS) {
                    text.append((char) c);
                } else if (c == '\n') {
                    lastError = text.toString();
                    text.setLength(0);
                }
            }
        } catch (IOException closed) {
            lastError = lastError.isEmpty() ? "ended" : lastError;
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
