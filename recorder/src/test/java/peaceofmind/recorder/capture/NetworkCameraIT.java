// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static peaceofmind.recorder.capture.AwaitedSession.awaitBytes;
import static peaceofmind.recorder.capture.AwaitedSession.awaitElapsed;
import static peaceofmind.recorder.capture.AwaitedSession.awaitPicture;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.CaptureProblem.Kind;
import peaceofmind.recorder.capture.FakeRtspCamera.Trait;

/** The real ffmpeg records from a network camera, which misbehaves. */
@Execution(ExecutionMode.CONCURRENT)
class NetworkCameraIT {

    private static final long SOME_SECONDS_BYTES = 150_000;

    @TempDir
    private Path folder;

    private final CaptureSettings settings = AwaitedSession.settings(false);
    private final CaptureSettings patient = AwaitedSession.settings(true);

    @Test
    void itsStreamBecomesAVideoAndItsLossIsReportedWithoutThePassword() throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder)) {
            CaptureSource source = CaptureSource.parse(camera.address()).orElseThrow();
            Capture capture = new FfmpegCapture(settings, Clock.system(), folder.resolve("state"));
            assertThat(capture.checkSource(source, Duration.ofSeconds(10))).isEmpty();
            CaptureSession session = capture.start(source, raw());
            awaitBytes(session, 100_000);
            assertThat(commandLines())
                    .as("command lines of this process's children")
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("s3cret"));
            assertThat(camera.authorizations()).contains("Basic Z3ltOnMzY3JldA==");
            assertThat(session.hasPicture()).isTrue();
            camera.switchOff();
            await().until(() -> session.problem().isPresent());
            CaptureProblem problem = session.problem().orElseThrow();
            assertThat(problem.kind()).isIn(Kind.DIED, Kind.SOURCE_GONE, Kind.NO_GROWTH);
            assertThat(problem.reason()).doesNotContain("s3cret");
            session.stop();
            assertValid(finish());
            assertThat(capture.checkSource(source, Duration.ofSeconds(5)))
                    .hasValueSatisfying(gone ->
                            assertThat(gone.reason()).contains("127.0.0.1").doesNotContain("s3cret"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REJECTS_PASSWORD | rejects the user or password",
                "NO_SUCH_STREAM   | has no stream with that path",
                "SOUND_ONLY       | delivers no picture, only sound",
                "SILENT_SERVER    | has delivered no picture",
                "SENDS_NOTHING    | has delivered no picture",
                "HANGS_UP         | does not respond as a camera should",
                "WEB_SERVER       | has delivered no picture",
            })
    void aCameraWithoutAPictureNeverCountsAsRecordingAndTheReasonIsSaid(Trait trait, String reason) throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, trait)) {
            CaptureSession session = start(camera);
            await().until(() -> session.problem().isPresent());
            assertThat(session.hasPicture()).isFalse();
            assertThat(session.problem().orElseThrow().reason())
                    .contains(reason)
                    .doesNotContain("s3cret");
            session.stop();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOUND", "HEVC", "MJPEG", "B_FRAMES", "ODD_SIZE", "FEW_PICTURES"})
    void itsVideoPlaysInBrowsersAndOnApplesDevices(Trait trait) throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, trait)) {
            CaptureSession session = startPatiently(camera);
            awaitPicture(session);
            awaitElapsed(session, Duration.ofSeconds(6));
            session.stop();
            assertValid(finish());
            PlayableVideo video = PlayableVideo.probe(folder.resolve("video.mp4"));
            video.assertPlaysEverywhere();
            assertThat(video.hasSound()).isEqualTo(trait == Trait.SOUND);
        }
    }

    @Test
    void aCameraWithRareKeyFramesIsRecordedFromItsFirstPictureAndPlaysFromItsFirstKeyFrame() throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, Trait.RARE_KEY_FRAMES)) {
            camera.awaitPackets(60);
            CaptureSession session = startPatiently(camera);
            awaitPicture(session);
            awaitElapsed(session, session.elapsed().plusSeconds(20));
            session.stop();
            VideoFacts facts = finish();
            assertValid(facts);
            assertThat(facts.duration().orElseThrow()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(40));
            PlayableVideo.probe(folder.resolve("video.mp4")).assertPlaysEverywhere();
        }
    }

    @ParameterizedTest
    @CsvSource({"300", "4000", "-4000"})
    void aClockThatJumpsDoesNotLengthenTheVideo(int seconds) throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, Trait.SOUND)) {
            CaptureSession session = startPatiently(camera);
            awaitBytes(session, SOME_SECONDS_BYTES);
            camera.jump(Duration.ofSeconds(seconds));
            long bytes = session.bytes();
            awaitBytes(session, bytes + SOME_SECONDS_BYTES);
            Duration elapsed = session.elapsed();
            session.stop();
            assertThat(session.problem()).isEmpty();
            VideoFacts facts = finish();
            assertValid(facts);
            assertThat(facts.duration().orElseThrow()).isBetween(elapsed.dividedBy(3), elapsed.plusSeconds(10));
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
            awaitBytes(session, 50_000);
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
            CaptureSession session = start(camera);
            awaitBytes(session, SOME_SECONDS_BYTES);
            camera.video().end(StreamEnd.HALF_A_PACKET);
            await().until(() -> session.problem().isPresent());
            session.stop();
            VideoFacts facts = finish();
            assertValid(facts);
            assertThat(facts.duration().orElseThrow()).isGreaterThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aSoundTrackThatIsAnnouncedAndSilentCostsSoundAndNotThePicture() throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, Trait.SILENT_SOUND)) {
            CaptureSource source = CaptureSource.parse(camera.address()).orElseThrow();
            Capture capture = new FfmpegCapture(settings, Clock.system(), folder.resolve("state"));
            CaptureSession first = capture.start(source, folder.resolve("first.mkv"));
            await().until(() -> first.problem().isPresent());
            assertThat(first.problem().orElseThrow().reason()).contains("without sound");
            first.stop();
            CaptureSession second = capture.start(source, raw());
            awaitBytes(second, SOME_SECONDS_BYTES);
            assertThat(second.problem()).isEmpty();
            assertThat(second.soundProblem())
                    .hasValueSatisfying(text -> assertThat(text).contains("without sound"));
            second.stop();
            assertValid(finish());
        }
    }

    @Test
    void aSoundThatStopsCostsNoPictureAndIsSaid() throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, Trait.SOUND)) {
            CaptureSession session = start(camera);
            awaitBytes(session, SOME_SECONDS_BYTES);
            assertThat(session.soundProblem()).isEmpty();
            camera.sound().stop();
            await().until(() -> session.soundProblem().isPresent());
            assertThat(session.soundProblem().orElseThrow()).contains("the picture is recorded without it");
            camera.sound().resume();
            await().until(() -> session.soundProblem().isEmpty());
            assertThat(session.problem()).isEmpty();
            session.stop();
            assertValid(finish());
        }
    }

    @Test
    void picturesThatStopWhileTheSoundContinuesAreAnError() throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, Trait.SOUND)) {
            CaptureSession session = start(camera);
            awaitPicture(session);
            camera.video().stop();
            await().until(() -> session.problem().isPresent());
            assertThat(session.problem().orElseThrow().reason()).contains("no picture has been recorded for 10 s");
            session.stop();
        }
    }

    @Test
    void aPauseOfSomeSecondsDoesNotEndTheRecording() throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder)) {
            CaptureSession session = startPatiently(camera);
            awaitBytes(session, SOME_SECONDS_BYTES);
            camera.video().stop();
            long bytes = session.bytes();
            Duration pausedAt = session.elapsed();
            awaitElapsed(session, pausedAt.plusSeconds(3));
            camera.video().resume();
            awaitBytes(session, bytes + SOME_SECONDS_BYTES);
            session.stop();
            assertThat(session.problem()).isEmpty();
            assertValid(finish());
        }
    }

    @ParameterizedTest
    @CsvSource({"lost", "corrupted", "swapped"})
    void aBadNetworkCostsPicturesAndNotTheVideo(String packets) throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder)) {
            switch (packets) {
                case "lost" -> camera.video().loseOneOf(30);
                case "corrupted" -> camera.video().corruptOneOf(30);
                default -> camera.video().swapOneOf(15);
            }
            CaptureSession session = startPatiently(camera);
            awaitBytes(session, 3 * SOME_SECONDS_BYTES);
            session.stop();
            assertThat(session.problem()).isEmpty();
            VideoFacts facts = finish();
            assertValid(facts);
            assertThat(facts.duration().orElseThrow()).isGreaterThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void twoRecordingsOfOneCameraOverlapUnlessItServesOneClient() throws Exception {
        try (FakeRtspCamera generous = new FakeRtspCamera(folder);
                FakeRtspCamera frugal = new FakeRtspCamera(folder, Trait.ONE_CLIENT)) {
            CaptureSession first = start(generous);
            awaitPicture(first);
            CaptureSession second = start(generous, folder.resolve("second.mkv"));
            awaitPicture(second);
            assertThat(first.problem()).isEmpty();
            first.stop();
            second.stop();
            CaptureSession only = start(frugal, folder.resolve("only.mkv"));
            awaitPicture(only);
            CaptureSession refused = start(frugal, folder.resolve("refused.mkv"));
            await().until(() -> refused.problem().isPresent());
            assertThat(only.problem()).isEmpty();
            refused.stop();
            only.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hw:97,0", "pulse:no_such_source"})
    void aSoundDeviceThatIsMissingCostsSoundAndNotThePicture(String name) throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder)) {
            CaptureSource source = CaptureSource.parse(camera.address()).orElseThrow();
            Capture capture =
                    new FfmpegCapture(settings, new SoundSource.Device(name), Clock.system(), folder.resolve("state"));
            CaptureSession first = capture.start(source, folder.resolve("first.mkv"));
            await().until(() -> first.problem().isPresent());
            assertThat(first.problem().orElseThrow().reason())
                    .contains("the sound device " + name + " cannot be recorded", "continues without sound");
            first.stop();
            CaptureSession second = capture.start(source, raw());
            awaitPicture(second);
            second.stop();
        }
    }

    private CaptureSession start(FakeRtspCamera camera) throws Exception {
        return start(camera, raw());
    }

    private CaptureSession startPatiently(FakeRtspCamera camera) throws Exception {
        return start(camera, raw(), patient);
    }

    private CaptureSession start(FakeRtspCamera camera, Path rawFile) throws Exception {
        return start(camera, rawFile, settings);
    }

    private CaptureSession start(FakeRtspCamera camera, Path rawFile, CaptureSettings captureSettings)
            throws Exception {
        CaptureSource source = CaptureSource.parse(camera.address()).orElseThrow();
        return new FfmpegCapture(captureSettings, Clock.system(), folder.resolve("state")).start(source, rawFile);
    }

    private VideoFacts finish() throws FinishException, InterruptedException {
        return new FfmpegFinisher(settings).finish(raw(), folder.resolve("video.mp4"));
    }

    private static void assertValid(VideoFacts facts) {
        assertThat(facts.quality()).as(facts.toString()).isEqualTo(VideoQuality.VALID);
    }

    private Path raw() {
        return folder.resolve("raw.mkv");
    }
}
