// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.foundation.log.ErrorText;

/**
 * A command that keeps writing lines, such as {@code journalctl --follow}. Lines have a maximum length, and a slow reader makes the
 * command wait. The command is killed on close, and when the thread that started it ends for any reason (PR_SET_PDEATHSIG of prctl(2),
 * through {@code setpriv}): start it on a platform thread that lives as long as it should.
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
     * @param maxLineBytes longer lines are dropped and counted
     * @throws IOException when it can't be started; the message names the command
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
            throw new IOException("cannot run " + command.getFirst() + ": " + ErrorText.of(problem), problem);
        }
    }

    /** Waits for the next complete line, without its line break; empty when the command has exited. Replaces invalid UTF-8. */
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

    /** Lines dropped because of their length. */
    public long droppedLines() {
        return droppedLines;
    }

    /** The last line that the command wrote to standard error; empty when there was none. */
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
            lastError = lastError.isEmpty() ? "exited" : lastError;
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
