// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.upload.youtube.FakeYouTube;

/** A recorder in its own process, killed with SIGKILL while it uploads to a server that enforces YouTube's protocol. */
class UploadRecoveryIT {

    private static final List<String> DATABASE_FILES = List.of("video_metadata.db", "video_metadata.db-wal");
    private static final String NAME = "recording_2026-11-24_114616.mp4";

    @TempDir
    private Path folder;

    private FakeYouTube youTube;
    private RecorderRun recorder;
    private Path share;

    @BeforeEach
    void prepare() throws Exception {
        youTube = FakeYouTube.start();
        share = Files.createDirectories(folder.resolve("share"));
        Path client = Files.writeString(
                folder.resolve("client.json"),
                "{\"installed\":{\"client_id\":\"%s\",\"client_secret\":\"%s\"}}"
                        .formatted(FakeYouTube.CLIENT_ID, FakeYouTube.CLIENT_SECRET));
        Path token = Files.writeString(
                folder.resolve("token.json"), "{\"refresh_token\":\"" + FakeYouTube.REFRESH_TOKEN + "\"}");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        recorder = new RecorderRun(folder).withConfig("""
            upload:
                max_rate: 100KB
                folder: %s
                mount: off
                targets:
                  - youtube: {client_file: %s, token_file: %s, test_server: "%s", title: "Gym {date}"}""".formatted(share, client, token, youTube.url()));
        createVideo();
    }

    @AfterEach
    void stop() {
        recorder.destroy();
        youTube.close();
    }

    /** About 15 s long at that rate. */
    private void createVideo() throws Exception {
        Path pending = Files.createDirectories(folder.resolve("videos/pending"));
        Subprocess.run(
                List.of(
                        "ffmpeg",
                        "-loglevel",
                        "error",
                        "-f",
                        "lavfi",
                        "-i",
                        "nullsrc=size=320x180:rate=10,geq=random(1)*255:128:128",
                        "-t",
                        "6",
                        "-c:v",
                        "libx264",
                        "-b:v",
                        "2M",
                        pending.resolve(NAME).toString()),
                Duration.ofMinutes(1),
                10_000);
        assertThat(pending.resolve(NAME)).isNotEmptyFile();
    }

    @Test
    void anUploadContinuesAtTheByteAfterSigkillAndTheDatabaseHasTheAddress() throws Exception {
        byte[] content = Files.readAllBytes(folder.resolve("videos/pending").resolve(NAME));
        recorder.start().awaitState("ready");
        await().until(() -> youTube.receivedBytes() > 250_000);
        JsonObject progress =
                (JsonObject) recorder.send("status").items("uploads").getLast();
        assertThat(progress.text("target")).contains("youtube");
        await().until(() -> ((JsonObject)
                        recorder.send("status").items("uploads").getLast())
                .integer("bytes_per_second")
                .isPresent());
        recorder.kill();
        assertPartReceived(content);
        assertUploadedAfterStart(content);
        assertThat(share.resolve(NAME)).hasBinaryContent(content);
        assertThat(sessionsStarted()).as("one session for all of it").isOne();
        assertThat(youTube.requests())
                .as("from the byte where it stopped")
                .anyMatch(request -> request.matches("PUT /upload/youtube/v3/videos bytes [1-9]\\d*-"
                        + (content.length - 1) + "/" + content.length));
        assertThat(query("SELECT status || ' ' || youtube_url FROM videos"))
                .startsWith("completed https://youtu.be/video_id_");
        assertThat(recorder.output() + Files.readString(folder.resolve("log/service.log")))
                .doesNotContain(
                        FakeYouTube.REFRESH_TOKEN, FakeYouTube.CLIENT_SECRET, "ya29.access", "upload_id=", "session-");
    }

    private void assertPartReceived(byte[] content) {
        assertThat(youTube.receivedBytes()).as("of the video").isBetween(250_000L, (long) content.length - 1);
    }

    /** The server counts it as a violation if a part does not start at the byte that it has. */
    private void assertUploadedAfterStart(byte[] content) throws Exception {
        recorder.start().awaitState("ready");
        await().until(() -> youTube.videoContents().size() == 1);
        await().until(() -> Files.exists(folder.resolve("videos/uploaded").resolve(NAME)));
        assertThat(youTube.videoContents()).containsExactly(content);
        assertThat(youTube.violations()).isEmpty();
    }

    private long sessionsStarted() {
        return youTube.requests().stream()
                .filter("POST /upload/youtube/v3/videos"::equals)
                .count();
    }

    @Test
    void anUploadContinuesAtTheServersByteAfterAPowerCutThatTookTheLatestWritesWithIt() throws Exception {
        byte[] content = Files.readAllBytes(folder.resolve("videos/pending").resolve(NAME));
        recorder.start().awaitState("ready");
        await().until(() -> youTube.receivedBytes() > 50_000);
        Path image = copyDatabase();
        await().until(() -> youTube.receivedBytes() > 250_000);
        recorder.kill();
        assertPartReceived(content);
        restoreDatabase(image);
        assertThat(query("SELECT count(*) || ' ' || max(session_offset) FROM target_uploads WHERE target = 'youtube'"))
                .as("the session was saved before the first byte was sent, its offset later")
                .isEqualTo("1 0");
        assertUploadedAfterStart(content);
        assertThat(sessionsStarted()).as("one session for all of it").isOne();
    }

    @Test
    void anUploadWhoseSessionExpiredWhileThePowerWasOffStartsAgain() throws Exception {
        byte[] content = Files.readAllBytes(folder.resolve("videos/pending").resolve(NAME));
        recorder.start().awaitState("ready");
        await().until(() -> youTube.receivedBytes() > 250_000);
        recorder.kill();
        assertPartReceived(content);
        youTube.expireSessions();
        assertUploadedAfterStart(content);
        assertThat(sessionsStarted()).isEqualTo(2);
    }

    /** As it is on the disk at one moment. */
    private Path copyDatabase() throws Exception {
        signal("STOP");
        Path image = Files.createDirectories(folder.resolve("image"));
        for (String file : DATABASE_FILES) {
            Files.copy(folder.resolve("videos").resolve(file), image.resolve(file));
        }
        signal("CONT");
        return image;
    }

    private void restoreDatabase(Path image) throws Exception {
        Files.deleteIfExists(folder.resolve("videos/video_metadata.db-shm"));
        for (String file : DATABASE_FILES) {
            Files.copy(
                    image.resolve(file), folder.resolve("videos").resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(recorder.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void aLoginByACodeWritesAPrivateTokenWithWhichUploadsStart() throws Exception {
        Path token = folder.resolve("token.json");
        Files.delete(token);
        recorder.start().awaitState("ready");
        await().until(() -> String.valueOf(recorder.send("status").items("uploads"))
                .contains("nobody has logged in yet: peace recorder login youtube"));
        JsonObject login = recorder.send("login");
        assertThat(login.text("state")).contains("waiting");
        assertThat(login.text("address")).contains("https://www.google.com/device");
        assertThat(login.text("code")).contains("GQVQ-JKEC");
        await().until(() -> recorder.send("login_status").text("state").equals(Optional.of("done")));
        assertThat(Files.getPosixFilePermissions(token)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(recorder.send("login_status").toJson()).doesNotContain(FakeYouTube.REFRESH_TOKEN);
        await().until(() -> youTube.receivedBytes() > 0);
    }

    private String query(String sql) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("videos/video_metadata.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "no row";
        }
    }
}
