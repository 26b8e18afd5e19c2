// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.control;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.service.Command;
import peaceofmind.recorder.service.CommandQueue;
import peaceofmind.recorder.service.CommandReply;

/**
 * Commands as the existing recorder accepts them: a file that contains {@code START}, {@code STOP}, {@code EXTEND} or {@code STATUS}. It
 * is removed after reading, and the reply is written to {@code FILE.status}.
 */
public final class ControlFile implements AutoCloseable {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private static final int MAX_BYTES = 1024;

    private final Path file;
    private final CommandQueue commandQueue;
    private final Supplier<JsonObject> status;
    private final Clock clock;
    private final Log log;
    private final Thread thread;
    private Optional<String> lastError = Optional.empty();

    private ControlFile(Path file, CommandQueue commandQueue, Supplier<JsonObject> status, Clock clock, Log log) {
        this.file = file;
        this.commandQueue = commandQueue;
        this.status = status;
        this.clock = clock;
        this.log = log;
        this.thread = Thread.ofPlatform().daemon().name("control-file").unstarted(this::run);
    }

    /** Starts polling for the file four times a second. */
    public static ControlFile start(
            Path file, CommandQueue commandQueue, Supplier<JsonObject> status, Clock clock, Log log) {
        ControlFile controlFile = new ControlFile(file, commandQueue, status, clock, log);
        controlFile.thread.start();
        return controlFile;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                poll();
                clock.sleep(POLL_INTERVAL);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll() {
        try {
            Optional<String> command = takeCommand();
            if (command.isPresent()) {
                DurableFile.replace(file.resolveSibling(file.getFileName() + ".status"), execute(command.get()) + "\n");
            }
            lastError = Optional.empty();
        } catch (IOException | RuntimeException problem) {
            // Logged once, since this runs four times a second. Unexpected exceptions must not stop the polling.
            if (lastError.isEmpty()) {
                log.warn("control file: " + ErrorText.of(problem));
            }
            lastError = Optional.of(ErrorText.of(problem));
        }
    }

    private Optional<String> takeCommand() throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes(MAX_BYTES);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        String command = new String(bytes, StandardCharsets.UTF_8).strip().toUpperCase(Locale.ROOT);
        if (command.isEmpty()) {
            // Its writer has only just created it.
            return Optional.empty();
        }
        Files.delete(file);
        return Optional.of(command);
    }

    private String execute(String command) {
        return switch (command) {
            case "START" -> format(commandQueue.submit(new Command.Start(Optional.empty())));
            case "STOP" -> format(commandQueue.submit(new Command.Stop()));
            case "EXTEND" -> format(commandQueue.submit(new Command.Extend()));
            case "STATUS" -> status.get().toPrettyJson();
            default -> "REFUSED: unknown command; use START, STOP, EXTEND or STATUS";
        };
    }

    private static String format(CommandReply reply) {
        return (reply.accepted() ? "OK: " : "REFUSED: ") + reply.message();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
