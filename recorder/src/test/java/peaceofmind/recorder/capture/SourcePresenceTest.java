// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcePresenceTest {

    private static final CaptureProblem GONE = new CaptureProblem(CaptureProblem.Kind.SOURCE_GONE, "it is gone");
    private static final CaptureProblem DIED = new CaptureProblem(CaptureProblem.Kind.DIED, "ffmpeg died");

    @TempDir
    private Path folder;

    @Test
    void anUnpluggedCameraIsGoneEvenWhileNothingIsRecorded() throws Exception {
        Path device = Files.createFile(folder.resolve("video0"));
        SourcePresence presence = new SourcePresence(new CaptureSource.Camera(device));
        assertThat(presence.connected()).contains(true);
        Files.delete(device);
        assertThat(presence.connected()).contains(false);
        Files.createFile(device);
        assertThat(presence.connected()).contains(true);
    }

    @Test
    void aPresentCameraWithoutAPictureIsGoneUntilItDeliversOne() throws Exception {
        SourcePresence presence =
                new SourcePresence(new CaptureSource.Camera(Files.createFile(folder.resolve("video0"))));
        presence.recordingFailed(GONE);
        assertThat(presence.connected()).contains(false);
        FakeSession session = new FakeSession();
        presence.recordingStarted(session);
        assertThat(presence.connected()).as("started is not enough").contains(false);
        session.bytes = 500;
        assertThat(presence.connected()).as("a header is not a picture").contains(false);
        session.bytes = 5000;
        assertThat(presence.connected()).contains(true);
    }

    @Test
    void aCameraWhoseRecordingReportsItGoneIsGone() {
        SourcePresence presence = networkCamera();
        FakeSession session = new FakeSession();
        presence.recordingStarted(session);
        assertThat(presence.connected()).as("not known yet").isEmpty();
        session.bytes = 500;
        assertThat(presence.connected()).isEmpty();
        session.bytes = 5000;
        assertThat(presence.connected()).contains(true);
        session.problem = Optional.of(GONE);
        assertThat(presence.connected()).contains(false);
    }

    @Test
    void theProblemOfARecordingIsNotLostWhenTheNextOneStarts() {
        SourcePresence presence = networkCamera();
        FakeSession session = new FakeSession();
        presence.recordingStarted(session);
        session.problem = Optional.of(GONE);
        presence.recordingStarted(new FakeSession());
        assertThat(presence.connected()).contains(false);
    }

    @Test
    void aReachableAddressIsNotAPicture() {
        SourcePresence presence = networkCamera();
        presence.sourceChecked(Optional.empty());
        assertThat(presence.connected()).isEmpty();
        presence.recordingFailed(GONE);
        presence.sourceChecked(Optional.empty());
        assertThat(presence.connected()).as("as with a wrong password").contains(false);
    }

    @Test
    void aNetworkCameraThatIsReachableAgainIsNoLongerGone() {
        SourcePresence presence = networkCamera();
        presence.recordingFailed(GONE);
        presence.sourceChecked(Optional.of(GONE));
        assertThat(presence.connected()).contains(false);
        presence.sourceChecked(Optional.empty());
        assertThat(presence.connected()).isEmpty();
    }

    @Test
    void aFinishedRecordingDoesNotProveThatItsCameraIsConnected() {
        SourcePresence presence = networkCamera();
        FakeSession session = new FakeSession();
        presence.recordingStarted(session);
        session.bytes = 500;
        assertThat(presence.connected()).isEmpty();
        session.bytes = 5000;
        presence.sourceChecked(Optional.of(GONE));
        assertThat(presence.connected()).contains(false);
    }

    @Test
    void reconnectingACameraResetsEarlierFailures() throws Exception {
        Path device = Files.createFile(folder.resolve("video0"));
        SourcePresence presence = new SourcePresence(new CaptureSource.Camera(device));
        presence.recordingFailed(GONE);
        presence.sourceChecked(Optional.empty());
        assertThat(presence.connected()).contains(false);
        Files.delete(device);
        assertThat(presence.connected()).contains(false);
        Files.createFile(device);
        assertThat(presence.connected()).contains(true);
    }

    @Test
    void theStateOfANetworkCameraIsUnknownUntilItIsChecked() {
        SourcePresence presence = networkCamera();
        assertThat(presence.connected()).isEmpty();
        presence.recordingFailed(GONE);
        assertThat(presence.connected()).contains(false);
    }

    @Test
    void otherFailuresAreNotBlamedOnTheSource() {
        SourcePresence presence = new SourcePresence(new CaptureSource.TestPattern(64, 64, 5));
        presence.recordingFailed(DIED);
        assertThat(presence.connected()).contains(true);
    }

    private static SourcePresence networkCamera() {
        return new SourcePresence(CaptureSource.parse("rtsp://camera/live").orElseThrow());
    }

    private static final class FakeSession implements CaptureSession {

        long bytes;
        Optional<CaptureProblem> problem = Optional.empty();

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public boolean hasPicture() {
            return bytes > 0;
        }

        @Override
        public Optional<LatestPicture> latestPicture() {
            return Optional.empty();
        }

        @Override
        public CaptureFigures figures() {
            return CaptureFigures.UNKNOWN;
        }

        @Override
        public Duration elapsed() {
            return Duration.ZERO;
        }

        @Override
        public Optional<CaptureProblem> problem() {
            return problem;
        }

        @Override
        public Optional<String> soundProblem() {
            return Optional.empty();
        }

        @Override
        public void stop() {}

        @Override
        public void kill() {}
    }
}
