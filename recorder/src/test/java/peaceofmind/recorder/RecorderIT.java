package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.linux.CLibrary;
import peaceofmind.recorder.capture.CaptureSettings;
import peaceofmind.recorder.capture.FfmpegFinisher;
import peaceofmind.recorder.capture.VideoFacts;
import peaceofmind.recorder.capture.VideoQuality;

/** The recorder's process with the real ffmpeg and a real database. */
class RecorderIT {

    private static final int SIGSTOP = 19;
    private static final int SIGCONT = 18;

    @TempDir
    private Path folder;

    private RecorderRun recorder;

    @BeforeEach
    void prepare() {
        recorder = new RecorderRun(folder);
    }

    @AfterEach
    void end() {
        recorder.end();
    }

    @Test
    void aRecordingIsStartedAndStoppedOverTheSocketAndBecomesAVideo() throws Exception {
        recorder.start().awaitState("ready");
        assertThat(recorder.ask("start").text("message").orElse("")).contains("recording for 600 s");
        recorder.awaitState("recording");
        recorder.awaitBytes(50_000);
        assertThat(recorder.ask("extend").text("message").orElse("")).contains("lasts 900 s now");
        assertThat(recorder.ask("stop").text("message")).isPresent();
        recorder.awaitState("ready");
        assertThat(videos("pending")).hasSize(1);
        assertThat(rows()).containsExactly("pending/valid");
        assertThatThrownBy(() -> recorder.ask("stop"))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("in state ready");
    }

    @Test
    void theExistingRecordersControlFileWorks() throws Exception {
        recorder.start().awaitState("ready");
        Path file = folder.resolve("recorder_control.cmd");
        Files.writeString(file, "START\n");
        recorder.awaitState("recording");
        assertThat(file).doesNotExist();
        assertThat(Files.readString(folder.resolve("recorder_control.cmd.status")))
                .startsWith("OK: recording");
    }

    @Test
    void askedToEndItFinishesTheVideoWithinEightSeconds() throws Exception {
        recorder.with("auto_start: true").start().awaitState("recording");
        recorder.awaitBytes(50_000);
        recorder.terminate(Duration.ofSeconds(8));
        assertThat(videos("pending")).hasSize(1);
        assertThat(folder.resolve("videos/recording")).isEmptyDirectory();
        assertThat(rows()).containsExactly("pending/valid");
    }

    @Test
    void killedWhileItRecordsItLosesAtMostTwoSecondsAndTheNextStartMakesTheVideo() throws Exception {
        recorder.with("auto_start: true").start().awaitState("recording");
        long begun = System.nanoTime();
        await().atMost(Duration.ofSeconds(20)).until(() -> System.nanoTime() - begun > 6_000_000_000L);
        Path raw = left().getFirst();
        long recorded = System.nanoTime();
        recorder.kill();
        Duration atLeast = Duration.ofNanos(recorded - begun);
        recorder = new RecorderRun(folder).start();
        recorder.awaitState("ready");
        assertThat(raw).doesNotExist();
        assertThat(rows()).containsExactly("pending/valid");
        VideoFacts facts = new FfmpegFinisher(CaptureSettings.standard("libx264"))
                .probe(videos("pending").getFirst());
        assertThat(facts.quality()).isEqualTo(VideoQuality.VALID);
        Duration lost = atLeast.minus(facts.duration().orElseThrow());
        System.out.printf("recorder killed: footage lost %.2f s%n", lost.toMillis() / 1e3);
        assertThat(lost).isLessThan(Duration.ofSeconds(2));
        assertThat(recorder.beat().orElseThrow().restartCount()).hasValue(1);
        assertThat(recorder.output()).contains("salvaged: ");
    }

    @Test
    void aSourceThatIsGoneIsAnErrorWithItsReasonAndItRecordsAgainWhenTheSourceIsBack() throws Exception {
        Path film = folder.resolve("film.mp4");
        Path away = folder.resolve("away.mp4");
        make(film);
        recorder.source(film.toString()).with("auto_start: true").start().awaitState("recording");
        recorder.awaitBytes(5_000);
        Files.move(film, away);
        // A recorder that restarts now does not find its source.
        recorder.terminate(Duration.ofSeconds(8));
        recorder.start().awaitState("error");
        assertThat(recorder.beat().orElseThrow().json().text("error").orElse(""))
                .contains("film.mp4");
        Files.move(away, film);
        recorder.awaitState("recording");
        assertThat(recorder.beat().orElseThrow().json().get("error")).isEmpty();
    }

    @Test
    void anEncoderThatFfmpegLacksIsAnErrorAndTheRecorderStaysAlive() throws Exception {
        recorder.with("video_encoder: no_such_encoder")
                .with("auto_start: true")
                .start()
                .awaitState("error");
        assertThat(recorder.beat().orElseThrow().json().text("error").orElse(""))
                .contains("no_such_encoder");
        long first = recorder.beat().orElseThrow().sequence().orElseThrow();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> recorder.beat().orElseThrow().sequence().orElseThrow() > first + 1);
        assertThat(videos("corrupted")).as("tries leave no scraps").isEmpty();
    }

    @Test
    void aFrozenRecorderGoesSilentAndAThawedOneGoesOn() throws Exception {
        recorder.with("auto_start: true").start().awaitState("recording");
        recorder.awaitBytes(20_000);
        CLibrary.kill(recorder.pid(), SIGSTOP);
        long silent = recorder.beat().orElseThrow().sequence().orElseThrow();
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(5))
                .until(() -> recorder.beat().orElseThrow().sequence().orElseThrow() <= silent + 1);
        CLibrary.kill(recorder.pid(), SIGCONT);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> recorder.beat().orElseThrow().sequence().orElseThrow() > silent + 2);
        assertThat(recorder.beat().orElseThrow().state()).isEqualTo("recording");
    }

    private void make(Path film) throws Exception {
        assertThat(new ProcessBuilder(
                                "ffmpeg",
                                "-v",
                                "error",
                                "-f",
                                "lavfi",
                                "-i",
                                "testsrc2=size=320x180:rate=10",
                                "-t",
                                "5",
                                film.toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    private List<Path> left() throws IOException {
        return list(folder.resolve("videos/recording"));
    }

    private List<Path> videos(String status) throws IOException {
        return list(folder.resolve("videos").resolve(status));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.sorted().toList();
        }
    }

    private List<String> rows() throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection database =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("videos/video_metadata.db"));
                Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("SELECT status, quality FROM videos")) {
            while (row.next()) {
                rows.add(row.getString(1) + "/" + row.getString(2));
            }
        }
        return rows;
    }
}
