package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcePresenceTest {

    private static final CaptureProblem GONE = new CaptureProblem(CaptureProblem.Kind.SOURCE_GONE, "it is gone");
    private static final CaptureProblem DIED = new CaptureProblem(CaptureProblem.Kind.DIED, "ffmpeg died");

    @TempDir
    private Path folder;

    @Test
    void aCameraThatIsPulledOutIsGoneAlsoWhileNothingIsRecorded() throws Exception {
        Path device = Files.createFile(folder.resolve("video0"));
        SourcePresence presence = new SourcePresence(new CaptureSource.Camera(device));
        assertThat(presence.connected()).contains(true);
        Files.delete(device);
        assertThat(presence.connected()).contains(false);
        Files.createFile(device);
        assertThat(presence.connected()).contains(true);
    }

    @Test
    void aCameraThatIsThereButGivesNoPictureIsGoneUntilItDoes() throws Exception {
        SourcePresence presence =
                new SourcePresence(new CaptureSource.Camera(Files.createFile(folder.resolve("video0"))));
        presence.failed(GONE);
        assertThat(presence.connected()).contains(false);
        presence.seen();
        assertThat(presence.connected()).contains(true);
    }

    @Test
    void ofACameraInTheNetworkNobodyKnowsBeforeItWasAsked() {
        SourcePresence presence =
                new SourcePresence(CaptureSource.parse("rtsp://camera/live").orElseThrow());
        assertThat(presence.connected()).isEmpty();
        presence.failed(GONE);
        assertThat(presence.connected()).contains(false);
    }

    @Test
    void whatIsNotTheCamerasFaultIsNotSaidOfIt() {
        SourcePresence presence = new SourcePresence(new CaptureSource.TestPicture(64, 64, 5));
        presence.failed(DIED);
        assertThat(presence.connected()).contains(true);
    }
}
