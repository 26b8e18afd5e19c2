// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.recorder.capture.AwaitedSession.awaitBytes;
import static peaceofmind.recorder.capture.AwaitedSession.awaitElapsed;
import static peaceofmind.recorder.capture.AwaitedSession.awaitPicture;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.FakeRtspCamera.Trait;

/** The real ffmpeg, and a camera that does what the protocol does not foresee: that withholds no footage, and its absence is noticed. */
@Execution(ExecutionMode.CONCURRENT)
class MisbehavingCameraIT {

    private static final long SOME_SECONDS_BYTES = 200_000;

    @TempDir
    private Path folder;

    private final CaptureSettings settings = AwaitedSession.settings(false);
    private final CaptureSettings patient = AwaitedSession.settings(true);

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"NONE", "GARBAGE_BETWEEN_PACKETS", "SHORT_PACKETS"})
    void aStreamThatIsNotAsItShouldBeIsRecordedAllTheSame(RtpMischief mischief) throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder)) {
            CaptureSession session = startPatiently(camera);
            awaitPicture(session);
            camera.video().misbehave(mischief);
            long before = session.bytes();
            Duration since = session.elapsed();
            awaitBytes(session, before + SOME_SECONDS_BYTES);
            awaitElapsed(session, since.plusSeconds(3));
            Duration elapsed = session.elapsed();
            session.stop();
            VideoFacts facts = finish();
            assertValid(facts);
            assertThat(facts.duration().orElseThrow()).isBetween(Duration.ofSeconds(2), elapsed.plusSeconds(10));
        }
    }

    /** ffmpeg reads on until a line break, and after it from wherever it is. That suffices, or it is noticed. */
    @ParameterizedTest
    @EnumSource(names = {"GARBAGE_BETWEEN_PACKETS", "SHORT_PACKETS"})
    void aStreamThatIsHardToFollowCostsNothingThatWasRecorded(RtpMischief mischief) throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder)) {
            CaptureSession session = start(camera);
            awaitBytes(session, SOME_SECONDS_BYTES);
            camera.video().misbehave(mischief);
            long before = session.bytes();
            await().until(() -> session.problem().isPresent() || session.bytes() > before + SOME_SECONDS_BYTES);
            session.stop();
            assertValid(finish());
            camera.video().misbehave(RtpMischief.NONE);
            CaptureSession next = start(camera, folder.resolve("next.mkv"));
            await().until(() -> next.problem().isPresent() || next.hasPicture());
            next.stop();
            assertThat(next.problem()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatEndsIsNoticedAndWhatWasRecordedIsAVideo(StreamEnd end) throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder)) {
            CaptureSession session = start(camera);
            awaitBytes(session, SOME_SECONDS_BYTES);
            camera.video().end(end);
            await().until(() -> session.problem().isPresent());
            session.stop();
            assertValid(finish());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REFUSES_SETUP        | refuses to send its stream",
                "DRIPS_DESCRIPTION    | has delivered no picture",
                "ENDLESS_DESCRIPTION  | does not respond as a camera should",
                "EMPTY_DESCRIPTION    | does not respond as a camera should",
                "BINARY_DESCRIPTION   | delivers no picture",
                "REDIRECTS_TO_ITSELF  | has delivered no picture",
            })
    void aCameraThatCannotBeStartedIsGivenUpInTimeAndTheReasonIsSaid(Trait trait, String reason) throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, trait)) {
            CaptureSession session = start(camera);
            await().until(() -> session.problem().isPresent());
            session.stop();
            assertThat(session.hasPicture()).isFalse();
            assertThat(session.problem().orElseThrow().reason())
                    .contains(reason)
                    .doesNotContain("s3cret");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"METADATA", "OTHER_CHANNEL"})
    void anUnusualButLegalStreamIsRecorded(Trait trait) throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, trait)) {
            CaptureSession session = startPatiently(camera);
            awaitBytes(session, SOME_SECONDS_BYTES);
            session.stop();
            assertThat(camera.authorizations()).isNotEmpty();
            assertValid(finish());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DIGEST", "FORGETS_SESSION"})
    void theSessionIsKeptWithTheCameraForAsLongAsItIsRecorded(Trait trait) throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, trait, Trait.SHORT_SESSION)) {
            CaptureSession session = startPatiently(camera);
            awaitElapsed(session, Duration.ofSeconds(14));
            session.stop();
            assertValid(finish());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_SOUND", "REFUSES_SOUND"})
    void aSoundThatCannotBeHadCostsSoundAndNotThePicture(Trait trait) throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder, trait)) {
            CaptureSource source = CaptureSource.parse(camera.address()).orElseThrow();
            Capture capture = new FfmpegCapture(settings, Clock.system(), folder.resolve("state"));
            CaptureSession first = capture.start(source, folder.resolve("first.mkv"));
            await().until(() -> first.problem().isPresent() || first.bytes() > SOME_SECONDS_BYTES);
            first.stop();
            if (first.problem().isPresent()) {
                CaptureSession second = capture.start(source, raw());
                awaitBytes(second, SOME_SECONDS_BYTES);
                second.stop();
                assertThat(second.soundProblem()).isPresent();
            } else {
                Files.move(folder.resolve("first.mkv"), raw());
            }
            assertValid(finish());
        }
    }

    @Test
    void aCameraThatChangesTheSizeOfItsPictureIsRecordedInBoth() throws Exception {
        try (FakeRtspCamera camera = new FakeRtspCamera(folder)) {
            CaptureSession session = startPatiently(camera);
            awaitBytes(session, SOME_SECONDS_BYTES);
            camera.enlarge();
            long before = session.bytes();
            awaitBytes(session, before + 2 * SOME_SECONDS_BYTES);
            session.stop();
            VideoFacts facts = finish();
            assertValid(facts);
            assertThat(facts.duration().orElseThrow()).isGreaterThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void aCameraThatRestartsIsRecordedAgain() throws Exception {
        Capture capture = new FfmpegCapture(settings, Clock.system(), folder.resolve("state"));
        FakeRtspCamera camera = new FakeRtspCamera(folder);
        CaptureSource source = CaptureSource.parse(camera.address()).orElseThrow();
        CaptureSession first = capture.start(source, folder.resolve("first.mkv"));
        try (camera) {
            awaitPicture(first);
        }
        await().until(() -> first.problem().isPresent());
        first.stop();
        assertThat(capture.checkSource(source, Duration.ofSeconds(5))).isPresent();
        try (FakeRtspCamera restarted = new FakeRtspCamera(folder, camera.port())) {
            assertThat(restarted.port()).isEqualTo(camera.port());
            assertThat(capture.checkSource(source, Duration.ofSeconds(5))).isEmpty();
            CaptureSession second = capture.start(source, raw());
            awaitBytes(second, SOME_SECONDS_BYTES);
            second.stop();
            assertValid(finish());
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
