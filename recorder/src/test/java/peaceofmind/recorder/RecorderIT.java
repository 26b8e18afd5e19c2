// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static peaceofmind.testkit.Eventually.await;

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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.CLibrary;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.capture.CaptureSettings;
import peaceofmind.recorder.capture.FakeRtspCamera;
import peaceofmind.recorder.capture.FfmpegFinisher;
import peaceofmind.recorder.capture.VideoFacts;
import peaceofmind.recorder.capture.VideoQuality;
import peaceofmind.recorder.storage.TestVideoStores;

/** The recorder's process with the real ffmpeg and a real database. */
@Execution(ExecutionMode.CONCURRENT)
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
    void stop() {
        recorder.destroy();
    }

    @Test
    void aRecordingIsStartedAndStoppedOverTheSocketAndBecomesAVideo() throws Exception {
        recorder.start().awaitState("ready");
        assertThat(recorder.send("start").text("message").orElse("")).contains("recording for 600 s");
        recorder.awaitState("recording");
        recorder.awaitBytes(50_000);
        assertThat(recorder.send("extend").text("message").orElse("")).contains("now lasts 900 s");
        assertThat(recorder.send("stop").text("message")).isPresent();
        recorder.awaitState("ready");
        assertThat(videos("pending")).hasSize(1);
        assertThat(rows()).containsExactly("pending/valid");
        assertThatThrownBy(() -> recorder.send("stop"))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("in state ready");
    }

    @Test
    void aStartOfACameraThatSendsNothingIsRefusedInTime() throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, FakeRtspCamera.Trait.SENDS_NOTHING)) {
            recorder.source(camera.address()).start().awaitState("ready");
            assertThatThrownBy(() -> recorder.send("start"))
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining("no picture has been recorded within 9 s");
            // It continues trying, and says what it has found.
            await().until(() -> recorder.heartbeat()
                    .filter(beat -> beat.json().text("error").orElse("").contains("has delivered no picture"))
                    .isPresent());
        }
    }

    @Test
    void aWrongPasswordIsOneErrorHoweverOftenItIsTried() throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, FakeRtspCamera.Trait.REJECTS_PASSWORD)) {
            recorder.source(camera.address())
                    .withConfig("auto_start: true")
                    .start()
                    .awaitState("error");
            int attempts = camera.authorizations().size();
            await().until(() -> camera.authorizations().size() >= attempts + 3);
            JsonObject status = recorder.send("status");
            assertThat(status.text("state")).contains("error");
            assertThat(status.text("error").orElse("")).contains("rejects the user or password");
            assertThat(status.integer("error_count")).contains(1L);
            assertThat(recorder.output())
                    .doesNotContain("→ recording")
                    .doesNotContain("error → ")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void anEncoderOfAFewBitsMakesAPlayableVideo() throws Exception {
        recorder.withConfig("video_rate: 100k").start().awaitState("ready");
        recorder.send("start");
        recorder.awaitBytes(30_000);
        recorder.send("stop");
        recorder.awaitState("ready");
        await().until(() -> rows().equals(List.of("pending/valid")));
        assertThat(recorder.output()).doesNotContain("WARNING");
    }

    @Test
    void theHeartbeatSaysHowTheRecordingProceedsAndThatItIsBlackAndSilent() throws Exception {
        Path black = folder.resolve("black.mkv");
        Subprocess.run(
                List.of(
                        "ffmpeg",
                        "-loglevel",
                        "error",
                        "-f",
                        "lavfi",
                        "-i",
                        "color=black:size=320x180:rate=10",
                        "-f",
                        "lavfi",
                        "-i",
                        "anullsrc",
                        "-t",
                        "5",
                        "-c:v",
                        "libx264",
                        "-c:a",
                        "aac",
                        black.toString()),
                Duration.ofMinutes(1),
                10_000);
        recorder.source(black.toString())
                .withConfig("check: {pictures: always, every: 5s, silent_below: -60}")
                .start()
                .awaitState("ready");
        recorder.send("start");
        // Checks become rare on a busy machine: at most a twentieth of the time goes into them.
        await().atMost(Duration.ofMinutes(15)).until(() -> {
            JsonObject status = recorder.send("status");
            return status.number("picture_black_seconds").orElse(0.0) >= 5
                    && status.number("audio_silent_seconds").orElse(0.0) >= 5
                    && status.number("frame_rate").orElse(0.0) > 1
                    && status.number("encoder_speed").orElse(0.0) > 0.1;
        });
        JsonObject heartbeat = recorder.heartbeat().orElseThrow().json();
        assertThat(heartbeat.number("audio_level_dbfs").orElseThrow()).isLessThan(-80);
        assertThat(heartbeat.integer("frames_dropped")).isPresent();
        assertThat(heartbeat.number("picture_frozen_seconds")).as("black").contains(0.0);
        recorder.send("stop");
        recorder.awaitState("ready");
        await().until(() -> recorder.send("status").number("frame_rate").isEmpty());
        assertThat(recorder.send("status").number("picture_black_seconds"))
                .as("not over")
                .isPresent();
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
    void sigtermFinishesTheVideo() throws Exception {
        recorder.withConfig("auto_start: true").start().awaitState("recording");
        recorder.awaitBytes(50_000);
        recorder.terminate();
        assertThat(videos("pending")).hasSize(1);
        assertThat(folder.resolve("videos/recording")).isEmptyDirectory();
        assertThat(rows()).containsExactly("pending/valid");
    }

    @Test
    void aKilledRecordingLosesAtMostTwoSecondsAndIsSalvagedByTheNextStart() throws Exception {
        recorder.withConfig("auto_start: true").start().awaitState("recording");
        long startedAt = System.nanoTime();
        await().until(() -> System.nanoTime() - startedAt > 6_000_000_000L);
        Path rawFile = rawFiles().getFirst();
        long recordedUntil = System.nanoTime();
        recorder.kill();
        Duration minRecorded = Duration.ofNanos(recordedUntil - startedAt);
        recorder = new RecorderRun(folder).start();
        recorder.awaitState("ready");
        await().until(() -> !Files.exists(rawFile));
        assertThat(rows()).containsExactly("pending/valid");
        VideoFacts facts = new FfmpegFinisher(CaptureSettings.defaults("libx264"))
                .probe(videos("pending").getFirst());
        assertThat(facts.quality()).isEqualTo(VideoQuality.VALID);
        Duration lost = minRecorded.minus(facts.duration().orElseThrow());
        System.out.printf("recorder killed: footage lost %.2f s%n", lost.toMillis() / 1e3);
        assertThat(lost).isLessThan(Duration.ofSeconds(2));
        assertThat(recorder.heartbeat().orElseThrow().restartCount()).hasValue(1);
        assertThat(recorder.output()).contains("salvaged recording_");
    }

    @Test
    void aRequestedRecordingContinuesAfterAKillAndNotAfterAStop() throws Exception {
        recorder.start().awaitState("ready");
        assertThat(recorder.send("start").text("message").orElse("")).contains("recording for 600 s");
        await().until(() -> Files.exists(folder.resolve("state/session.json")));
        recorder.kill();
        recorder.start().awaitState("recording");
        assertThat(recorder.heartbeat()
                        .orElseThrow()
                        .json()
                        .integer("left_seconds")
                        .orElseThrow())
                .isLessThan(600);
        assertThat(recorder.output()).contains("continuing the recording that a restart has interrupted");
        recorder.send("stop");
        recorder.awaitState("ready");
        await().until(() -> !Files.exists(folder.resolve("state/session.json")));
        recorder.kill();
        recorder.start().awaitState("ready");
    }

    @Test
    void betweenTwoRecordingsThereIsNoOtherState() throws Exception {
        recorder.withConfig("auto_start: true")
                .withConfig("default_length: 10s")
                .start()
                .awaitState("recording");
        await().until(() -> videos("pending").size() >= 2);
        assertThat(recorder.output().split("state recording →", -1)).hasSize(1);
        assertThat(recorder.output().split("recording to ", -1)).hasSizeGreaterThan(3);
    }

    @Test
    void aMissingSourceIsAnErrorUntilItIsBack() throws Exception {
        Path video = folder.resolve("film.mp4");
        Path moved = folder.resolve("away.mp4");
        RecorderRun.makeVideo(video);
        recorder.source(video.toString()).withConfig("auto_start: true").start().awaitState("recording");
        recorder.awaitBytes(5_000);
        Files.move(video, moved);
        // After a restart the recorder does not find its source.
        recorder.terminate();
        recorder.start().awaitState("error");
        assertThat(recorder.heartbeat().orElseThrow().json().text("error").orElse(""))
                .contains("film.mp4");
        Files.move(moved, video);
        recorder.awaitState("recording");
        assertThat(recorder.heartbeat().orElseThrow().json().get("error")).isEmpty();
    }

    @Test
    void anEncoderThatFfmpegLacksIsAnErrorButTheRecorderStaysAlive() throws Exception {
        recorder.withConfig("video_encoder: no_such_encoder")
                .withConfig("auto_start: true")
                .start()
                .awaitState("error");
        assertThat(recorder.heartbeat().orElseThrow().json().text("error").orElse(""))
                .contains("no_such_encoder");
        long firstSequence = recorder.heartbeat().orElseThrow().sequence().orElseThrow();
        await().until(() -> recorder.heartbeat().orElseThrow().sequence().orElseThrow() > firstSequence + 1);
        assertThat(videos("corrupted")).as("failed attempts leave no files").isEmpty();
    }

    @Test
    void aSecondRecorderDoesNoHarmToTheFirst() throws Exception {
        recorder.withConfig("auto_start: true").start().awaitState("recording");
        recorder.awaitBytes(20_000);
        String file = recorder.heartbeat().orElseThrow().json().text("file").orElseThrow();
        RecorderRun second =
                new RecorderRun(folder).withConfig("auto_start: true").start();
        try {
            assertThat(second.awaitExit()).isEqualTo(1);
        } finally {
            second.destroy();
        }
        assertThat(recorder.output()).contains("another recorder is running and uses " + folder.resolve("state"));
        recorder.awaitBytes(recorder.heartbeat().orElseThrow().recordingBytes().orElseThrow() + 20_000);
        assertThat(recorder.heartbeat().orElseThrow().json().text("file")).contains(file);
    }

    @Test
    void aDatabaseDamagedWhileRecordingIsRebuiltWithoutARestart() throws Exception {
        recorder.start().awaitState("ready");
        for (String suffix : List.of("", "-wal", "-shm")) {
            TestVideoStores.overwrite(folder.resolve("videos/video_metadata.db" + suffix));
        }
        recorder.send("start");
        recorder.awaitState("recording");
        recorder.awaitBytes(50_000);
        recorder.send("stop");
        recorder.awaitState("ready");
        await().until(() -> recorder.output().contains("is rebuilt"));
        assertThat(videos("pending")).hasSize(1);
        assertThat(rows()).containsExactly("pending/valid");
    }

    @Test
    void aFrozenRecorderStopsItsHeartbeatAndContinuesAfterwards() throws Exception {
        recorder.withConfig("auto_start: true").start().awaitState("recording");
        recorder.awaitBytes(20_000);
        CLibrary.kill(recorder.pid(), SIGSTOP);
        long frozenSequence = recorder.heartbeat().orElseThrow().sequence().orElseThrow();
        await().during(Duration.ofSeconds(3))
                .until(() -> recorder.heartbeat().orElseThrow().sequence().orElseThrow() <= frozenSequence + 1);
        CLibrary.kill(recorder.pid(), SIGCONT);
        await().until(() -> recorder.heartbeat().orElseThrow().sequence().orElseThrow() > frozenSequence + 2);
        assertThat(recorder.heartbeat().orElseThrow().state()).isEqualTo("recording");
    }

    private List<Path> rawFiles() throws IOException {
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
