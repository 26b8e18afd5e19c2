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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.CLibrary;
import peaceofmind.recorder.capture.CaptureSettings;
import peaceofmind.recorder.capture.FfmpegFinisher;
import peaceofmind.recorder.capture.VideoQuality;

/** One recorder of several cameras, with the real ffmpeg and a real database. */
class SeveralCamerasIT {

    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;
    private static final String NORTH = "{name: north, source: \"test:320x180@10\"}";
    private static final String SOUTH = "{name: south, source: \"test:160x120@10\"}";

    @TempDir
    private Path folder;

    private RecorderRun recorder = new RecorderRun(Path.of("/nonexistent"));

    @AfterEach
    void stop() {
        recorder.destroy();
    }

    @Test
    void twoCamerasAreRecordedAtOnceToOneVideoEach() throws Exception {
        start(NORTH, SOUTH).awaitState("ready");
        assertThat(recorder.send("start").text("message").orElse(""))
                .isEqualTo("north: recording for 600 s; south: recording for 600 s");
        recorder.awaitState("recording");
        awaitBytes("north", 20_000);
        awaitBytes("south", 20_000);
        JsonObject status = recorder.send("status");
        assertThat(status.text("error")).isEmpty();
        assertThat(status.integer("frames_dropped")).as("of each camera only").isEmpty();
        assertThat(camera("north").text("file").orElse("")).endsWith("_north.mkv");
        assertThat(rawFiles("south")).singleElement().asString().endsWith("_south.mkv");
        recorder.send("stop");
        recorder.awaitState("ready");
        await().until(() -> rows().size() == 2);
        assertThat(rows()).containsExactlyInAnyOrder("north/pending/valid", "south/pending/valid");
        assertThat(videos()).hasSize(2).allSatisfy(SeveralCamerasIT::assertPlays);
        JsonObject listing = recorder.send("videos");
        assertThat(listing.items("videos"))
                .extracting(video -> ((JsonObject) video).text("camera").orElse(""))
                .containsExactlyInAnyOrder("north", "south");
    }

    @Test
    void eachCameraIsStartedAndStoppedByItsName() throws Exception {
        start(NORTH, SOUTH).awaitState("ready");
        assertThat(recorder.send("start", "south").text("message")).contains("south: recording for 600 s");
        awaitBytes("south", 1);
        assertThat(camera("north").text("state")).contains("ready");
        assertThat(recorder.send("start").text("message"))
                .contains("north: recording for 600 s; south: is already recording");
        recorder.send("stop", "south");
        awaitCameraState("south", "ready");
        assertThat(camera("north").text("state")).contains("recording");
        assertThatThrownBy(() -> recorder.send("start", "west"))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("there is no camera west; configured: north, south");
    }

    @Test
    void aCameraThatIsMissingStopsNoOtherAndIsRecordedOnceItIsBack() throws Exception {
        Path film = folder.resolve("film.mkv");
        start(NORTH, "{name: south, source: " + film + "}").awaitState("ready");
        assertThatThrownBy(() -> recorder.send("start"))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("north: recording for 600 s; south: ")
                .hasMessageContaining("film.mkv");
        recorder.awaitState("recording");
        await().until(() -> recorder.heartbeat()
                .filter(beat -> beat.json().text("error").orElse("").startsWith("south: "))
                .isPresent());
        assertThat(camera("north").text("error")).isEmpty();
        assertThat(recorder.send("status").bool("camera_connected")).contains(false);
        RecorderRun.makeVideo(film);
        awaitCameraState("south", "recording");
        assertThat(recorder.send("status").text("error")).isEmpty();
    }

    @Test
    void aCameraThatDiesOrHangsIsRecordedAgainWhileTheOtherContinues() throws Exception {
        start(NORTH, SOUTH).awaitState("ready");
        recorder.send("start");
        awaitBytes("south", 20_000);
        String ofNorth = camera("north").text("file").orElseThrow();
        for (int signal : List.of(SIGKILL, SIGSTOP)) {
            String ofSouth = camera("south").text("file").orElseThrow();
            CLibrary.kill(ffmpegOf(ofSouth), signal);
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> !camera("south").text("file").orElse(ofSouth).equals(ofSouth));
        }
        assertThat(camera("north").text("file")).contains(ofNorth);
        assertThat(camera("north").integer("error_count")).contains(0L);
        assertThat(camera("south").integer("error_count").orElse(0L)).isGreaterThanOrEqualTo(2);
        long bytes = camera("north").integer("recording_bytes").orElseThrow();
        awaitBytes("north", bytes + 1000);
    }

    @Test
    void afterAKillTheNextStartSalvagesBothAndContinuesBoth() throws Exception {
        start(NORTH, SOUTH).awaitState("ready");
        recorder.send("start");
        awaitBytes("north", 50_000);
        awaitBytes("south", 50_000);
        await().until(() -> Files.exists(folder.resolve("state/session-north.json"))
                && Files.exists(folder.resolve("state/session-south.json")));
        recorder.kill();
        recorder.start().awaitState("recording");
        awaitBytes("north", 1000);
        awaitBytes("south", 1000);
        await().until(() -> rows().size() == 2);
        assertThat(rows()).containsExactlyInAnyOrder("north/pending/valid", "south/pending/valid");
        assertThat(videos()).allSatisfy(SeveralCamerasIT::assertPlays);
        assertThat(recorder.output().split("salvaged recording_", -1)).hasSize(3);
    }

    private RecorderRun start(String... cameras) throws IOException {
        recorder = new RecorderRun(folder).cameras(cameras).start();
        return recorder;
    }

    private JsonObject camera(String name) throws ControlException {
        return recorder.send("status").items("cameras").stream()
                .map(JsonObject.class::cast)
                .filter(camera -> camera.text("name").orElse("").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void awaitBytes(String name, long bytes) {
        await().until(() -> camera(name).integer("recording_bytes").orElse(0L) >= bytes);
    }

    private void awaitCameraState(String name, String state) {
        await().until(() -> camera(name).text("state").orElse("").equals(state));
    }

    private List<Path> rawFiles(String camera) throws IOException {
        try (Stream<Path> found = Files.list(folder.resolve("videos/recording").resolve(camera))) {
            return found.toList();
        }
    }

    private List<Path> videos() throws IOException {
        try (Stream<Path> found = Files.list(folder.resolve("videos/pending"))) {
            return found.toList();
        }
    }

    private List<String> rows() throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection database =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("videos/video_metadata.db"));
                Statement statement = database.createStatement();
                ResultSet table = statement.executeQuery("SELECT * FROM videos")) {
            while (table.next()) {
                rows.add(
                        table.getString("camera") + "/" + table.getString("status") + "/" + table.getString("quality"));
            }
        }
        return rows;
    }

    private static void assertPlays(Path video) throws Exception {
        assertThat(new FfmpegFinisher(CaptureSettings.defaults("libx264"))
                        .probe(video)
                        .quality())
                .isEqualTo(VideoQuality.VALID);
    }

    /** The process that writes that file. */
    private long ffmpegOf(String file) {
        return ProcessHandle.of(recorder.pid())
                .orElseThrow()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(file))
                .findFirst()
                .orElseThrow()
                .pid();
    }
}
