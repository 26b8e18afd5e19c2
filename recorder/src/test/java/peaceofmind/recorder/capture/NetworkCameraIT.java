// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.CaptureProblem.Kind;

/** The real ffmpeg records from a network camera. */
class NetworkCameraIT {

    @TempDir
    private Path folder;

    private final CaptureSettings settings = CaptureSettings.defaults("libx264");

    @Test
    void itsStreamBecomesAVideoAndItsLossIsReportedWithoutThePassword() throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder)) {
            CaptureSource source = CaptureSource.parse(camera.address()).orElseThrow();
            Capture capture = new FfmpegCapture(settings, Clock.system(), folder.resolve("state"));
            assertThat(capture.checkSource(source, Duration.ofSeconds(10))).isEmpty();
            Path rawFile = folder.resolve("raw.mkv");
            CaptureSession session = capture.start(source, rawFile);
            await().until(() -> session.bytes() > 100_000);
            assertThat(commandLines())
                    .as("command lines of this process's children")
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("s3cret"));
            assertThat(camera.authorizations()).contains("Basic Z3ltOnMzY3JldA==");
            camera.switchOff();
            await().until(() -> session.problem().isPresent());
            CaptureProblem problem = session.problem().orElseThrow();
            assertThat(problem.kind()).isIn(Kind.DIED, Kind.SOURCE_GONE, Kind.NO_GROWTH);
            assertThat(problem.reason()).doesNotContain("s3cret");
            session.stop();
            VideoFacts facts = new FfmpegFinisher(settings).finish(rawFile, folder.resolve("video.mp4"));
            assertThat(facts.quality()).as(facts.toString()).isEqualTo(VideoQuality.VALID);
            assertThat(capture.checkSource(source, Duration.ofSeconds(5)))
                    .hasValueSatisfying(gone ->
                            assertThat(gone.reason()).contains("127.0.0.1").doesNotContain("s3cret"));
        }
    }

    @Test
    void itsPasswordCanBeInAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "s3cret\n");
        try (FakeRtspCamera camera = new FakeRtspCamera(folder)) {
            RtspAddress address =
                    RtspAddress.parse(camera.address().replace(":s3cret@", "@")).orElseThrow();
            CaptureSource source = new CaptureSource.NetworkCamera(address.withPasswordFile(file));
            Capture capture = new FfmpegCapture(settings, Clock.system(), folder.resolve("state"));
            CaptureSession session = capture.start(source, folder.resolve("raw.mkv"));
            await().until(() -> session.bytes() > 50_000);
            session.stop();
            assertThat(camera.authorizations()).contains("Basic Z3ltOnMzY3JldA==");
            Files.delete(file);
            assertThatThrownBy(() -> capture.start(source, folder.resolve("other.mkv")))
                    .isInstanceOfSatisfying(
                            CaptureException.class,
                            gone -> assertThat(gone.problem().reason()).contains(file.toString()));
        }
    }

    /** As every user of this machine can read them. */
    private static List<String> commandLines() {
        return ProcessHandle.current()
                .descendants()
                .map(child -> child.info().commandLine().orElse(""))
                .filter(line -> line.contains("rtsp://"))
                .toList();
    }

    @Test
    void aCameraThatGoesAwayInsideAPacketCostsTheLastPictureAndNotTheVideo() throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder)) {
            CaptureSource source = CaptureSource.parse(camera.address()).orElseThrow();
            Capture capture = new FfmpegCapture(settings, Clock.system(), folder.resolve("state"));
            Path rawFile = folder.resolve("raw.mkv");
            CaptureSession session = capture.start(source, rawFile);
            await().until(() -> session.bytes() > 150_000);
            camera.switchOffInsideAPacket();
            await().until(() -> session.problem().isPresent());
            session.stop();
            VideoFacts facts = new FfmpegFinisher(settings).finish(rawFile, folder.resolve("video.mp4"));
            assertThat(facts.quality()).as(facts.toString()).isEqualTo(VideoQuality.VALID);
            assertThat(facts.duration().orElseThrow()).isGreaterThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aSoundTrackThatIsAnnouncedAndSilentCostsSoundAndNotThePicture() throws Exception {
        CaptureSettings impatient = new CaptureSettings(
                "ffmpeg",
                "ffprobe",
                "libx264",
                Optional.empty(),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6));
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, true)) {
            CaptureSource source = CaptureSource.parse(camera.address()).orElseThrow();
            Capture capture = new FfmpegCapture(impatient, Clock.system(), folder.resolve("state"));
            CaptureSession first = capture.start(source, folder.resolve("first.mkv"));
            await().until(() -> first.problem().isPresent());
            assertThat(first.problem().orElseThrow().reason()).contains("without sound");
            first.stop();
            CaptureSession second = capture.start(source, folder.resolve("second.mkv"));
            await().until(() -> second.bytes() > 150_000);
            assertThat(second.problem()).isEmpty();
            second.stop();
            VideoFacts facts =
                    new FfmpegFinisher(settings).finish(folder.resolve("second.mkv"), folder.resolve("video.mp4"));
            assertThat(facts.quality()).as(facts.toString()).isEqualTo(VideoQuality.VALID);
        }
    }
}
