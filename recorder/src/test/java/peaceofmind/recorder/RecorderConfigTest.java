// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.RateControl;
import peaceofmind.recorder.storage.CorruptedCleanUp;
import peaceofmind.recorder.storage.RetentionPolicy;
import peaceofmind.recorder.upload.ShareGuard;
import peaceofmind.recorder.upload.UploadLimits;
import peaceofmind.recorder.upload.targets.FolderConfig;

class RecorderConfigTest {

    @TempDir
    private Path folder;

    private final RecorderConfig defaults = RecorderConfig.read(ConfigDocument.empty());

    @Test
    void theFreeSpaceHasDefaultLimits() {
        assertThat(defaults.refuseBelowFree()).isEqualTo(5_000_000_000L);
        assertThat(defaults.warnBelowFree()).isEqualTo(10_000_000_000L);
        assertThat(defaults.stopBelowFree()).isEqualTo(1_000_000_000L);
    }

    @Test
    void aRecordingLastsTenMinutesByDefaultAndTwentyAtMost() {
        assertThat(defaults.lengths().defaultLength()).isEqualTo(Duration.ofMinutes(10));
        assertThat(defaults.lengths().extension()).isEqualTo(Duration.ofMinutes(5));
        assertThat(defaults.lengths().maxLength()).isEqualTo(Duration.ofMinutes(20));
        assertThat(defaults.autoStart()).isFalse();
    }

    @Test
    void uploadedVideosAreKeptForAWeekByDefaultAndTwentyAtMost() {
        assertThat(defaults.retention()).isEqualTo(new RetentionPolicy(Duration.ofDays(7), 20, Duration.ofDays(365)));
        assertThat(defaults.storage()).isEqualTo(Path.of("/var/lib/recorder"));
    }

    @Test
    void aConstantQualityIsForAnEncoderThatHasIt() throws Exception {
        assertThat(read("recorder: {video_rate: crf28}").rateControl()).isEqualTo(new RateControl.ConstantQuality(28));
        assertThat(read("recorder: {video_encoder: h264_v4l2m2m, video_rate: 4M}")
                        .rateControl())
                .isEqualTo(new RateControl.BitRate(4000));
        ConfigDocument mistake =
                ConfigDocument.parse("test", "recorder: {video_encoder: h264_v4l2m2m, video_rate: crf28}");
        RecorderConfig.read(mistake);
        assertThatThrownBy(() -> mistake.check(Set.of(RecorderConfig.SECTION))).hasMessageContaining("set a bit rate");
    }

    @Test
    void videosThatCannotBePlayedAreKeptForAMonthAndFitASmallCard() {
        assertThat(defaults.corruptedRetention())
                .isEqualTo(new CorruptedCleanUp.Retention(Duration.ofDays(30), 1_000_000_000L));
    }

    @Test
    void aFailedUploadIsRetriedTwiceByDefaultAfterFiveMinutes() {
        assertThat(defaults.upload().retryPolicy().maxRetries()).isEqualTo(2);
        assertThat(defaults.upload().retryPolicy().retryDelay()).isEqualTo(Duration.ofMinutes(5));
        assertThat(defaults.upload().targets()).isEmpty();
        assertThat(defaults.upload().limits()).isEqualTo(UploadLimits.Config.NONE);
    }

    @Test
    void theKeysOfASingleFolderAreATargetBesideTheList() throws Exception {
        RecorderConfig config = RecorderConfig.read(ConfigDocument.parse("test", """
            recorder:
              upload:
                folder: /mnt/nas
                mount: required
                max_rate: 500KB
                quiet_hours: 18:00-22:30
                pause_while_recording: true
                targets:
                  - name: office
                    folder: {path: /mnt/office, mark_file: here}
            """));
        assertThat(config.upload().targets())
                .containsExactly(
                        new FolderConfig("folder", Path.of("/mnt/nas"), ShareGuard.Mode.REQUIRED, Optional.empty()),
                        new FolderConfig("office", Path.of("/mnt/office"), ShareGuard.Mode.AUTO, Optional.of("here")));
        assertThat(config.upload().limits())
                .isEqualTo(new UploadLimits.Config(
                        500_000,
                        Optional.of(new UploadLimits.QuietHours(LocalTime.of(18, 0), LocalTime.of(22, 30))),
                        true));
    }

    @Test
    void videosAndPasswordsAreNotSentWithoutEncryptionToAnotherMachine() throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", """
                recorder:
                  upload:
                    targets:
                      - webdav: {url: "http://nas/videos", username: gym, password_file: /p}
                      - s3: {url: "http://nas:9000", bucket: gym, access_key: a, secret_key_file: /s}
                      - name: allowed
                        s3: {url: "http://nas:9000", bucket: gym, access_key: a, secret_key_file: /s, allow_insecure: true}
                """);
        RecorderConfig config = RecorderConfig.read(document);
        document.check(Set.of(RecorderConfig.SECTION));
        List<Optional<String>> problems = config.upload().targets().stream()
                .map(target -> target.create(Clock.system()).problem())
                .toList();
        assertThat(problems.get(0).orElseThrow()).contains("without encryption");
        assertThat(problems.get(1).orElseThrow()).contains("without encryption");
        assertThat(problems.get(2).orElseThrow()).contains("/s cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "targets: [{name: a}] | needs one section with its kind",
                "targets: [{folder: {mount: off}}] | the folder to copy videos to",
                "targets: [{name: 'a b', folder: {path: /a}}] | must be 1 to 40 letters",
                "targets: [{folder: {path: /a}}, {folder: {path: /b}}] | another target has the name folder",
                "targets: [{folder: {path: /a}, sftp: {host: h}}] | needs one section with its kind",
                "targets: [{webdav: {url: 'ftp://a'}}] | an address such as https",
                "targets: [{webdav: {url: 'https://user:secret@a/b'}}] | without a user",
                "targets: [{s3: {url: 'https://a'}}] | bucket: is missing",
                "targets: [{sftp: {host: '-oProxyCommand=x', user: a, key_file: /k, known_hosts: /h}}] | is not a name or an address",
                "targets: [{rclone: {remote: '--config=x', config_file: /c}}] | must be a remote and a folder",
                "targets: [{youtube: {client_file: /c}}] | token_file: is missing",
                "targets: [{youtube: {client_file: /c, token_file: /t, privacy: secret}}] | private, unlisted or public",
                "targets: [{youtube: {client_file: /c, token_file: /t, title: 'Gym {day}'}}] | \"{day}\" stands for nothing",
                "targets: [{youtube: {client_file: /c, token_file: /t, test_server: 'https://example.com'}}] | nowhere but to Google",
                "quiet_hours: 25:00-26:00 | a period such as",
                "quiet_hours: 08:00-08:00 | a period such as",
                "max_rate: 1KB | at least 10KB"
            })
    void aMistakeInTargetsIsReported(String mistakeAndMessage) throws Exception {
        String[] parts = mistakeAndMessage.split(" \\| ", 2);
        ConfigDocument document = ConfigDocument.parse("test", "recorder: {upload: {" + parts[0] + "}}");
        RecorderConfig.read(document);
        assertThatThrownBy(() -> document.check(Set.of(RecorderConfig.SECTION))).hasMessageContaining(parts[1]);
    }

    @Test
    void aCamerasPasswordCanBeInAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "p@ss/w\u00f6rd: 1\n");
        assertThat(camera("rtsp://admin@10.0.0.7/live", file).secretCameraUrl())
                .contains("rtsp://admin:p%40ss%2Fw%C3%B6rd%3A%201@10.0.0.7/live");
        Files.writeString(file, "us er:pass:word");
        assertThat(camera("rtsp://10.0.0.7/live", file).secretCameraUrl())
                .contains("rtsp://us%20er:pass%3Aword@10.0.0.7/live");
        Files.delete(file);
        assertThatThrownBy(() -> camera("rtsp://10.0.0.7/live", file).secretCameraUrl())
                .hasMessageContaining("no such file: " + file);
        assertThat(defaults.secretCameraUrl()).isEmpty();
    }

    @Test
    void aPasswordFileWithoutANetworkCameraIsAMistake() throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", "recorder: {source: test, password_file: /p}");
        RecorderConfig.read(document);
        assertThatThrownBy(() -> document.check(Set.of(RecorderConfig.SECTION)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("recorder.password_file");
    }

    private static RecorderConfig camera(String source, Path passwordFile) throws ConfigException {
        return RecorderConfig.read(ConfigDocument.parse(
                "test", "recorder: {source: '" + source + "', password_file: " + passwordFile + "}"));
    }

    @Test
    void theNetworkIsCheckedAtTwoAddressesByDefault() {
        assertThat(defaults.networkChecks())
                .containsExactly(
                        InetSocketAddress.createUnresolved("1.1.1.1", 443),
                        InetSocketAddress.createUnresolved("8.8.8.8", 443));
    }

    @Test
    void aDarkRoomIsNoFaultWhereNobodyAsksForTheRecording() throws Exception {
        assertThat(defaults.check().blackBelow()).isEqualTo(10);
        assertThat(read("recorder: {auto_start: true}").check().blackBelow()).isZero();
        assertThat(read("recorder: {auto_start: true, check: {black_below: 4}}")
                        .check()
                        .blackBelow())
                .isEqualTo(4);
    }

    @Test
    void onlyCamerasAreCheckedUnlessConfiguredOtherwise() throws Exception {
        assertThat(defaults.check().appliesTo(defaults.source())).isTrue();
        RecorderConfig pattern = read("recorder: {source: test}");
        assertThat(pattern.check().appliesTo(pattern.source())).isFalse();
        RecorderConfig all = read("recorder: {source: test, check: {pictures: always}}");
        assertThat(all.check().appliesTo(all.source())).isTrue();
        RecorderConfig off = read("recorder: {check: {pictures: off}}");
        assertThat(off.check().appliesTo(off.source())).isFalse();
    }

    private static RecorderConfig read(String yaml) throws ConfigException {
        return RecorderConfig.read(ConfigDocument.parse("test", yaml));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "refuse_below_free: 11GB",
                "stop_below_free: 6GB",
                "longest: 9m",
                "network: {check: [1.1.1.1]}",
                "network: {check: ['1.1.1.1:65536']}",
                "source: nothing",
                "audio: 'on'",
                "video_rate: fast",
                "camera: {format: jpg}",
                "camera: {size: 720p}",
                "check: {frozen_below: little}",
                "check: {black_below: 256}",
                "check: {silent_below: 3}",
                "check: {every: 1s}",
            })
    void anInvalidValueIsReportedWithItsKey(String line) throws Exception {
        ConfigDocument document = ConfigDocument.parse("peace.yaml", "recorder:\n  " + line + "\n");
        RecorderConfig.read(document);
        String key =
                line.replaceAll("(network|camera|check): .(\\w+): .*", "$2").replaceAll(": .*", "");
        assertThatThrownBy(() -> document.check(Set.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key.equals("stop_below_free") ? "refuse_below_free" : key);
    }
}
