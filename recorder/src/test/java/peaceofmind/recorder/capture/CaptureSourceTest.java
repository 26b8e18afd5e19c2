// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureSourceTest {

    @Test
    void everyNotationIsParsed() {
        assertThat(CaptureSource.parse("v4l2:/dev/video2")).contains(new CaptureSource.Camera(Path.of("/dev/video2")));
        assertThat(CaptureSource.parse("/srv/film.mp4"))
                .contains(new CaptureSource.MediaFile(Path.of("/srv/film.mp4")));
        assertThat(CaptureSource.parse("file:/srv/a b.mp4"))
                .contains(new CaptureSource.MediaFile(Path.of("/srv/a b.mp4")));
        assertThat(CaptureSource.parse("test")).contains(new CaptureSource.TestPattern(640, 360, 10));
        assertThat(CaptureSource.parse("test:1280x720@25")).contains(new CaptureSource.TestPattern(1280, 720, 25));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "camera",
                "v4l2:",
                "v4l2:video0",
                "test:1x1@1",
                "test:641x360@10",
                "rtsp://",
                "http://host/",
                "relative.mp4"
            })
    void anythingElseIsRejected(String text) {
        assertThat(CaptureSource.parse(text)).isEmpty();
    }

    @Test
    void aPasswordIsPassedToFfmpegAndNeverShown() {
        Optional<CaptureSource> source = CaptureSource.parse("rtsp://admin:s3cret@10.0.0.7:8554/stream");
        assertThat(source).hasValueSatisfying(camera -> {
            assertThat(camera.toString()).doesNotContain("s3cret", "admin").contains("10.0.0.7:8554/stream");
            CaptureProblem problem = FfmpegErrors.problemOnExit(
                    camera,
                    Path.of("/videos/raw.mkv"),
                    1,
                    java.util.List.of("rtsp://admin:s3cret@10.0.0.7:8554/stream: Invalid data found"));
            assertThat(problem.reason()).doesNotContain("s3cret").contains("Invalid data");
        });
    }

    @Test
    void aNetworkCameraHasItsStandardPort() {
        assertThat(RtspAddress.parse("rtsp://camera/live").map(RtspAddress::port))
                .contains(554);
        assertThat(RtspAddress.parse("rtsps://camera/live").map(RtspAddress::port))
                .contains(322);
    }
}
