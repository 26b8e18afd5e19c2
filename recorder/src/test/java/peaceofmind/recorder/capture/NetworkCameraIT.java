package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.CaptureProblem.Kind;

/** The real ffmpeg records from a camera in the network. */
class NetworkCameraIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final CaptureSettings settings = CaptureSettings.standard("libx264");

    @Test
    void itsPictureBecomesAVideoAndItsLossIsToldWithoutItsPassword() throws Exception {
        try (RtspCamera camera = new RtspCamera(folder)) {
            CaptureSource source = CaptureSource.parse(camera.address()).orElseThrow();
            Capture capture = new FfmpegCapture(settings, Clock.system(), folder.resolve("state"));
            assertThat(capture.checkSource(source, Duration.ofSeconds(10))).isEmpty();
            Path raw = folder.resolve("raw.mkv");
            CaptureSession session = capture.start(source, raw);
            await().atMost(LIMIT).until(() -> session.bytes() > 100_000);
            camera.switchOff();
            await().atMost(LIMIT).until(() -> session.problem().isPresent());
            CaptureProblem problem = session.problem().orElseThrow();
            assertThat(problem.kind()).isIn(Kind.DIED, Kind.SOURCE_GONE, Kind.NO_GROWTH);
            assertThat(problem.reason()).doesNotContain("s3cret");
            session.stop();
            VideoFacts facts = new FfmpegFinisher(settings).finish(raw, folder.resolve("video.mp4"));
            assertThat(facts.quality()).as(facts.toString()).isEqualTo(VideoQuality.VALID);
            assertThat(capture.checkSource(source, Duration.ofSeconds(5)))
                    .hasValueSatisfying(gone ->
                            assertThat(gone.reason()).contains("127.0.0.1").doesNotContain("s3cret"));
        }
    }
}
