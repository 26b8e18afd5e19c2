// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.recorder.RecorderConfig;
import peaceofmind.recorder.takeover.ImportItem.Result;
import peaceofmind.testkit.FakeClock;

class LoginAndSettingsTest {

    private static final String CLIENT = "{\"installed\":{\"client_id\":\"id\",\"client_secret\":\"hush\"}}";
    private static final String TOKEN = """
            {"token": "a", "refresh_token": "hush", "client_id": "id", "client_secret": "hush",
             "scopes": ["https://www.googleapis.com/auth/youtube.upload", "https://www.googleapis.com/auth/youtube"]}""";

    private static final String PICTURE = """
            VIDEO_WIDTH = 1920
            VIDEO_HEIGHT = 1080
            VIDEO_FPS = 30
            AUDIO_INPUT_DEVICE = "hw:2,0"  # microphone
            """;

    @TempDir
    private Path folder;

    private final List<ImportItem> items = new ArrayList<>();
    private ExistingInstallation existing = new ExistingInstallation(Path.of("/"));

    @BeforeEach
    void createBothRecorders() throws Exception {
        existing = ExistingInstallation.create(folder.resolve("existing"));
        Files.createDirectories(ours());
    }

    private Path ours() {
        return folder.resolve("ours");
    }

    private Takeover.Settings run() throws Exception {
        return run("");
    }

    /** @param keys of our configuration, each followed by a comma */
    private Takeover.Settings run(String keys) throws Exception {
        items.clear();
        RecorderConfig config =
                RecorderConfig.read(ConfigDocument.parse("test", "recorder: {" + keys + "storage: " + ours() + "}"));
        return new Takeover(config, ImportMode.COPY, new FakeClock(), items::add).run(existing.project());
    }

    private ImportItem item(String name) {
        return items.stream()
                .filter(item -> item.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLoginIsCopiedForTheRecorderAlone() throws Exception {
        existing.addProjectFile("credentials/client_secret.json", CLIENT);
        existing.addProjectFile("credentials/token.json", TOKEN);
        existing.addProjectFile(".env", "YOUTUBE_PLAYLIST_ID=PL123\nYOUTUBE_TOKEN_PATH=credentials/token.json\n");

        Takeover.Settings settings = run();

        Path token = ours().resolve("credentials/youtube.json");
        assertThat(token).hasContent(TOKEN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        assertThat(settings.youTube())
                .containsEntry("playlist", "PL123")
                .containsEntry("token_file", token.toString())
                .containsEntry(
                        "client_file", ours().resolve("credentials/client.json").toString());
        assertThat(items)
                .allMatch(ImportItem::isAccountedFor)
                .noneMatch(item -> item.toString().contains("hush"));

        Files.writeString(token, "{\"refresh_token\":\"newer\"}");
        run();
        assertThat(token).hasContent("{\"refresh_token\":\"newer\"}");
        assertThat(item("credentials/token.json").result()).isEqualTo(Result.ALREADY_HERE);
    }

    @Test
    void whatIsNoLoginIsNotCopied() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), TOKEN);
        Files.createDirectories(existing.project().resolve("credentials"));
        Files.createSymbolicLink(existing.project().resolve("credentials/token.json"), secret);
        existing.addProjectFile("credentials/client_secret.json", "root:hush:19000");
        Takeover.Settings settings = run();
        assertThat(items)
                .hasSize(2)
                .allMatch(item -> item.result() == Result.NOT_TAKEN_OVER)
                .noneMatch(item -> item.toString().contains("hush"));
        assertThat(ours().resolve("credentials")).doesNotExist();
        assertThat(settings.youTube()).isEmpty();

        existing.addProjectFile(".env", "YOUTUBE_TOKEN_PATH=gone.json\n");
        run();
        assertThat(item("gone.json").detail()).contains("peace recorder login");
    }

    @Test
    void aLoginForUploadsAloneIsReported() throws Exception {
        existing.addProjectFile(
                "credentials/token.json",
                "{\"refresh_token\":\"x\",\"scopes\":[\"https://www.googleapis.com/auth/youtube.upload\"]}");
        run();
        assertThat(item("credentials/token.json").detail()).contains("uploads only", "peace recorder login");
    }

    @Test
    void aDamagedLineIsReportedWithoutItsContent() throws Exception {
        existing.addProjectFile(".env", """
                # comment
                export CONTROL_FILE="/run/control.cmd"  # for the remote
                hush hush
                =hush
                UPLOAD_TIMEOUT='600'
                PASSWORD=hush
                YOUTUBE_PLAYLIST_ID=
                METRICS_PORT="91
                """);
        Takeover.Settings settings = run();
        assertThat(settings.keys()).containsEntry("recorder.control_file", "/run/control.cmd");
        assertThat(items)
                .filteredOn(item -> item.result() == Result.NOT_TAKEN_OVER)
                .extracting(ImportItem::name)
                .containsExactlyInAnyOrder(".env, line 3", ".env, line 4", ".env, line 8", "PASSWORD");
        assertThat(items).noneMatch(item -> item.toString().contains("hush"));
        assertThat(item("UPLOAD_TIMEOUT").result()).isEqualTo(Result.NOT_NEEDED);
    }

    @Test
    void constantsBecomeKeysAndNothingIsExecuted() throws Exception {
        existing.addProjectFile("config/settings.py", """
                STORAGE_BASE_PATH = Path("./temp_videos")  # here
                DEFAULT_RECORDING_DURATION = 900  # (15 minutes)
                MIN_FREE_SPACE_BYTES = 5 * 1024 * 1024 * 1024
                BUTTON_LONG_PRESS_DURATION = 1.5
                GPIO_LED_GREEN = 13
                UPLOADED_RETENTION_DAYS = 14
                DEFAULT_CAMERA_DEVICE = "/dev/video2"
                EXTENSION_DURATION = int(os.getenv("EXTENSION", "300"))
                SESSION_TITLE_PREFIX = "Gym # 1"
                """);
        Takeover.Settings settings = run();
        assertThat(settings.keys())
                .containsAllEntriesOf(Map.of(
                        "recorder.default_length", "15min",
                        "recorder.refuse_below_free", 5_368_709_120L,
                        "recorder.lights.long_press", "1500ms",
                        "recorder.lights.green", 13L,
                        "recorder.lights.enabled", true,
                        "recorder.keep_for", "14d",
                        "recorder.source", "v4l2:/dev/video2"))
                .doesNotContainKey("recorder.extension");
        assertThat(item("EXTENSION_DURATION").result()).isEqualTo(Result.NOT_TAKEN_OVER);
        assertThat(PythonConstants.parse("A = [\"x\", 'y',]\nA_B = \"#\" # c\nC = [1]\nD: int = 7")
                        .values())
                .containsOnly(Map.entry("A", List.of("x", "y")), Map.entry("A_B", "#"), Map.entry("D", 7L));
    }

    @Test
    void sizeRateAndSoundAreTakenOverForACameraAtAVideoDevice() throws Exception {
        existing.addProjectFile("config/settings.py", PICTURE);
        Takeover.Settings settings = run();
        assertThat(settings.keys())
                .containsOnly(
                        Map.entry("recorder.camera.size", "1920x1080"),
                        Map.entry("recorder.camera.rate", 30L),
                        Map.entry("recorder.audio", "plughw:2,0"));
        assertThat(settings.names()).containsEntry("recorder.camera.size", "VIDEO_WIDTH, VIDEO_HEIGHT");
        assertThat(items).isEmpty();
    }

    @Test
    void sizeRateAndSoundAreNotForOtherCameras() throws Exception {
        existing.addProjectFile("config/settings.py", PICTURE);
        assertThat(run("source: rtsp://camera/live, ").keys()).isEmpty();
        assertThat(items).hasSize(3).allMatch(item -> item.result() == Result.NOT_NEEDED);
        assertThat(item("VIDEO_FPS").detail())
                .isEqualTo("recorder.source is the network camera rtsp://camera/live here");

        existing.addProjectFile("config/settings.py", PICTURE + "DEFAULT_CAMERA_DEVICE = \"/dev/video1\"\n");
        assertThat(run("cameras: [{name: north, source: v4l2:/dev/video0}], ").keys())
                .as("keys of one camera beside a list of cameras are not valid")
                .isEmpty();
        assertThat(item("DEFAULT_CAMERA_DEVICE").detail()).contains("recorder.cameras");
        assertThat(items).hasSize(4).allMatch(ImportItem::isAccountedFor);
    }

    @Test
    void aSizeOrARateThatIsNoneIsReported() throws Exception {
        existing.addProjectFile("config/settings.py", """
                VIDEO_WIDTH = 1920
                VIDEO_FPS = 29.97
                AUDIO_INPUT_DEVICE = "microphone"
                """);
        assertThat(run().keys()).isEmpty();
        assertThat(items)
                .allMatch(item -> item.result() == Result.NOT_TAKEN_OVER)
                .extracting(ImportItem::name)
                .containsExactlyInAnyOrder("VIDEO_WIDTH, VIDEO_HEIGHT", "VIDEO_FPS", "AUDIO_INPUT_DEVICE");
        assertThat(item("VIDEO_WIDTH, VIDEO_HEIGHT").detail()).contains("recorder.camera.size");

        existing.addProjectFile("config/settings.py", "VIDEO_WIDTH = 0\nVIDEO_HEIGHT = 0\nVIDEO_FPS = 500\n");
        assertThat(run().keys()).isEmpty();
        assertThat(items).hasSize(2).noneMatch(ImportItem::isAccountedFor);
    }

    @Test
    void constantsWithoutCounterpartAreListed() throws Exception {
        existing.addProjectFile("config/settings.py", """
                VIDEO_CRF = 23
                HTTP_TIMEOUT = 30
                METRICS_PORT = int(os.getenv("METRICS_PORT", "9101"))
                HEARTBEAT_TIMEOUT = int(os.getenv("HEARTBEAT_TIMEOUT", "30"))
                """);
        existing.addProjectFile(".env", "METRICS_PORT=9101\n");
        assertThat(run().keys()).isEmpty();
        assertThat(items)
                .allMatch(item -> item.result() == Result.NOT_NEEDED)
                .extracting(ImportItem::name)
                .containsExactly("METRICS_PORT", "HEARTBEAT_TIMEOUT", "HTTP_TIMEOUT", "VIDEO_CRF");
        assertThat(item("VIDEO_CRF").detail()).isEqualTo("chosen by this recorder");
    }
}
