package peaceofmind.recorder.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.service.Command;
import peaceofmind.recorder.service.Inbox;
import peaceofmind.recorder.service.Reply;

class ControlFileTest {

    @TempDir
    private Path folder;

    private final Inbox inbox = new Inbox();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private ControlFile controlFile;

    @BeforeEach
    void start() {
        Thread.ofPlatform().daemon().start(() -> {
            while (!ending.get()) {
                inbox.answerAll(command -> new Reply(!(command instanceof Command.Extend), command.toString()));
                Thread.onSpinWait();
            }
        });
        Log log = Log.to(new PrintStream(said, true, StandardCharsets.UTF_8), Clock.system());
        controlFile = new ControlFile(file(), inbox, this::status, Clock.system(), log);
    }

    private JsonObject status() {
        if (broken.get()) {
            throw new IllegalStateException("a defect");
        }
        return Json.object().put("state", "ready").build();
    }

    @AfterEach
    void end() {
        controlFile.close();
        ending.set(true);
    }

    @Test
    void aCommandIsCarriedOutAndItsFileRemoved() throws IOException {
        assertThat(answerTo("STOP\n")).isEqualTo("OK: Stop[]\n");
        assertThat(file()).doesNotExist();
    }

    @Test
    void smallLettersAreUnderstoodToo() throws IOException {
        assertThat(answerTo("start")).startsWith("OK: Start[");
    }

    @Test
    void aRefusalSaysSo() throws IOException {
        assertThat(answerTo("EXTEND")).startsWith("REFUSED: ");
    }

    @Test
    void statusIsAnsweredWithTheStatus() throws IOException {
        assertThat(Json.object().put("state", "ready").build().toPrettyJson() + "\n")
                .isEqualTo(answerTo("STATUS"));
    }

    @Test
    void anUnknownWordIsRefusedWithTheOnesThatAreKnown() throws IOException {
        assertThat(answerTo("DANCE")).contains("START, STOP, EXTEND and STATUS");
    }

    @Test
    void aSymbolicLinkIsNotFollowed() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "STOP");
        Files.createSymbolicLink(file(), target);
        await().during(Duration.ofMillis(700)).atMost(Duration.ofSeconds(2)).until(() -> Files.exists(target));
        assertThat(answer()).doesNotExist();
    }

    @Test
    void aDefectIsSaidAndTheNextCommandIsStillCarriedOut() throws IOException {
        broken.set(true);
        Files.move(Files.writeString(folder.resolve("new"), "STATUS"), file());
        await().atMost(Duration.ofSeconds(5))
                .until(() -> said.toString(StandardCharsets.UTF_8).contains("control file: "));
        broken.set(false);
        assertThat(answerTo("STOP")).startsWith("OK: ");
    }

    private String answerTo(String text) throws IOException {
        Path temporary = Files.writeString(folder.resolve("new"), text);
        Files.move(temporary, file());
        await().atMost(Duration.ofSeconds(5)).until(() -> Files.exists(answer()));
        return Files.readString(answer());
    }

    private Path file() {
        return folder.resolve("recorder_control.cmd");
    }

    private Path answer() {
        return folder.resolve("recorder_control.cmd.status");
    }
}
