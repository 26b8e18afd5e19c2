// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.control;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.service.Command;
import peaceofmind.recorder.service.CommandQueue;
import peaceofmind.recorder.service.CommandReply;

class ControlFileTest {

    @TempDir
    private Path folder;

    private final CommandQueue commandQueue = new CommandQueue();
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicBoolean statusFails = new AtomicBoolean();
    private final ByteArrayOutputStream logOutput = new ByteArrayOutputStream();
    private ControlFile controlFile;

    @BeforeEach
    void start() {
        Thread.ofPlatform().daemon().start(() -> {
            while (!stopped.get()) {
                commandQueue.drain(
                        command -> new CommandReply(!(command instanceof Command.Extend), command.toString()));
                Thread.onSpinWait();
            }
        });
        Log log = Log.to(new PrintStream(logOutput, true, StandardCharsets.UTF_8), Clock.system());
        controlFile = ControlFile.start(file(), commandQueue, this::status, new PollCounter(), log);
    }

    private JsonObject status() {
        if (statusFails.get()) {
            throw new IllegalStateException("a defect");
        }
        return Json.object().put("state", "ready").build();
    }

    @AfterEach
    void stop() {
        controlFile.close();
        stopped.set(true);
    }

    @Test
    void aCommandIsExecutedAndItsFileRemoved() throws IOException {
        assertThat(replyTo("STOP\n")).isEqualTo("OK: Stop[]\n");
        assertThat(file()).doesNotExist();
    }

    @Test
    void lowerCaseIsAcceptedToo() throws IOException {
        assertThat(replyTo("start")).startsWith("OK: Start[");
    }

    @Test
    void aRefusalIsReported() throws IOException {
        assertThat(replyTo("EXTEND")).startsWith("REFUSED: ");
    }

    @Test
    void theReplyToStatusIsTheStatus() throws IOException {
        assertThat(Json.object().put("state", "ready").build().toPrettyJson() + "\n")
                .isEqualTo(replyTo("STATUS"));
    }

    @Test
    void anUnknownCommandIsRefusedWithTheKnownOnes() throws IOException {
        assertThat(replyTo("DANCE")).contains("START, STOP, EXTEND or STATUS");
    }

    @Test
    void aSymbolicLinkIsNotFollowed() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "STOP");
        Files.createSymbolicLink(file(), target);
        int before = polls.get();
        await().until(() -> polls.get() >= before + 2);
        assertThat(target).hasContent("STOP");
        assertThat(statusFile()).doesNotExist();
    }

    @Test
    void anUnexpectedExceptionIsLoggedAndTheNextCommandIsStillExecuted() throws IOException {
        statusFails.set(true);
        Files.move(Files.writeString(folder.resolve("new"), "STATUS"), file());
        await().until(() -> logOutput.toString(StandardCharsets.UTF_8).contains("control file: "));
        statusFails.set(false);
        assertThat(replyTo("STOP")).startsWith("OK: ");
    }

    /** Counts the sleeps between two polls. */
    private final class PollCounter implements Clock {
        @Override
        public Instant now() {
            return Clock.system().now();
        }

        @Override
        public long nanoTime() {
            return Clock.system().nanoTime();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            polls.incrementAndGet();
            Clock.system().sleep(duration);
        }
    }

    private String replyTo(String text) throws IOException {
        Path temporary = Files.writeString(folder.resolve("new"), text);
        Files.move(temporary, file());
        await().until(() -> Files.exists(statusFile()));
        return Files.readString(statusFile());
    }

    private Path file() {
        return folder.resolve("recorder_control.cmd");
    }

    private Path statusFile() {
        return folder.resolve("recorder_control.cmd.status");
    }
}
