// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.recorder.RecorderConfig;
import peaceofmind.recorder.upload.targets.YouTubeConfig;
import picocli.CommandLine;

class ImportCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private ExistingFolder existing = new ExistingFolder(Path.of("/"));

    @BeforeEach
    void createBothRecorders() throws Exception {
        existing = ExistingFolder.create(folder.resolve("existing"));
        Files.createDirectories(folder.resolve("ours"));
        Files.writeString(
                config(),
                "recorder: {source: test, storage: " + folder.resolve("ours")
                        + ", refuse_below_free: 1MB, stop_below_free: 0, keep_videos: 3}\n");
    }

    private Path config() {
        return folder.resolve("peace.yaml");
    }

    private int run() {
        output.getBuffer().setLength(0);
        PrintWriter writer = new PrintWriter(output, true);
        return new CommandLine(new ImportCommand())
                .setOut(writer)
                .setErr(writer)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(existing.project().toString(), "--config", config().toString(), "--files", "copy");
    }

    private RecorderConfig written() throws Exception {
        return TargetDevice.readAll(ConfigDocument.read(config())).recorder();
    }

    @Test
    void everyItemIsListedAndCounted() throws Exception {
        existing.addRow("recording_1.mp4");
        Files.writeString(existing.pending().resolve("recording_1.mp4"), "one");
        Files.writeString(existing.pending().resolve("notes.txt"), "notes");

        assertThat(run()).isZero();
        assertThat(output.toString().lines())
                .contains(
                        "taken over      row      recording_1.mp4",
                        "not needed      file     pending/notes.txt: not a video",
                        "                    rows    files   logins settings",
                        "taken over             1        0        0        0",
                        "not needed             0        1        0        0",
                        "Everything is accounted for.");
        assertThat(config().resolveSibling("peace.yaml.before-import"))
                .as("no setting was taken over")
                .doesNotExist();

        existing.addRow("recording_2.mp4");
        assertThat(run()).isOne();
        assertThat(output.toString().lines())
                .contains(
                        "already here    row      recording_1.mp4",
                        "NOT taken over  row      recording_2.mp4: its file is missing (pending); the row is archived",
                        "Not everything was taken over: see NOT above.");
    }

    @Test
    void settingsAreAddedToTheConfigurationAndOursStay() throws Exception {
        Files.createDirectories(existing.project().resolve("config"));
        Files.createDirectories(existing.project().resolve("credentials"));
        Files.writeString(existing.project().resolve("config/settings.py"), """
                DEFAULT_RECORDING_DURATION = 900
                MAX_UPLOADED_VIDEOS = 50
                GPIO_LED_GREEN = 5
                DEFAULT_PRIVACY_STATUS = "unlisted"
                YOUTUBE_CATEGORY_ID = "20"
                """);
        Files.writeString(existing.project().resolve(".env"), "YOUTUBE_PLAYLIST_ID=PL1\n");
        Files.writeString(
                existing.project().resolve("credentials/client_secret.json"),
                "{\"installed\":{\"client_id\":\"i\",\"client_secret\":\"s\"}}");
        Files.writeString(existing.project().resolve("credentials/token.json"), "{\"refresh_token\":\"r\"}");

        assertThat(run()).isZero();
        assertThat(written().lengths().defaultLength()).hasMinutes(15);
        assertThat(written().lights().enabled()).isTrue();
        assertThat(written().retention().maxCount()).as("ours").isEqualTo(3);
        assertThat(written().upload().targets()).singleElement().isInstanceOfSatisfying(YouTubeConfig.class, target -> {
            assertThat(target.settings().metadata().playlist()).contains("PL1");
            assertThat(target.settings().metadata().privacy()).isEqualTo("unlisted");
            assertThat(target.settings().metadata().category()).isEqualTo(20);
            assertThat(target.settings().tokenFile()).exists();
        });
        assertThat(config().resolveSibling("peace.yaml.before-import"))
                .content()
                .contains("keep_videos: 3");

        String before = Files.readString(config());
        assertThat(run()).isZero();
        assertThat(config()).hasContent(before);
    }

    @Test
    void settingsThatAreNotValidTogetherChangeNothing() throws Exception {
        Files.createDirectories(existing.project().resolve("config"));
        Files.writeString(existing.project().resolve("config/settings.py"), "GPIO_LED_GREEN = 12\n");
        String before = Files.readString(config());
        assertThat(run()).isOne();
        assertThat(output.toString()).contains("not valid", "GPIO line");
        assertThat(config()).hasContent(before);
    }

    @Test
    void sizeAndRateOfThePictureAreWrittenAndTwiceIsHarmless() throws Exception {
        Files.writeString(config(), Files.readString(config()).replace("source: test, ", ""));
        Files.createDirectories(existing.project().resolve("config"));
        Files.writeString(
                existing.project().resolve("config/settings.py"),
                "VIDEO_WIDTH = 1920\nVIDEO_HEIGHT = 1080\nVIDEO_FPS = 30\nVIDEO_CRF = 23\n");
        assertThat(run()).isZero();
        assertThat(output.toString().lines())
                .contains(
                        "taken over      setting  VIDEO_WIDTH, VIDEO_HEIGHT: as recorder.camera.size: 1920x1080",
                        "taken over      setting  VIDEO_FPS: as recorder.camera.rate: 30",
                        "not needed      setting  VIDEO_CRF: chosen by this recorder");
        assertThat(written().camera().format().size()).contains("1920x1080");
        assertThat(written().camera().format().rate()).contains(30);

        String before = Files.readString(config());
        assertThat(run()).isZero();
        assertThat(output.toString().lines()).contains("already here    setting  VIDEO_FPS: recorder.camera.rate");
        assertThat(config()).hasContent(before);
    }
}
