// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import peaceofmind.testkit.MutationFuzzer;

/** What ffmpeg prints, part of which a camera has written; and addresses. */
class FfmpegOutputFuzzTest {

    @Test
    void damagedOutputIsAProblem() throws Exception {
        CaptureSource camera =
                CaptureSource.parse("rtsp://admin:s3cret@10.0.0.7:8554/stream").orElseThrow();
        MutationFuzzer.ofTexts(
                        "ffmpeg's output",
                        "[rtsp @ 0x55] method DESCRIBE failed: 401 Unauthorized\nrtsp://admin:s3cret@10.0.0.7:8554/stream: Server returned 401\n",
                        "rtsp://127.0.0.1:40000/camera: Connection timed out\n",
                        "av_interleaved_write_frame(): No space left on device\nError writing trailer of file:/v/raw.mkv\n")
                .run(input -> FfmpegErrors.problemOnExit(
                        camera,
                        Path.of("/v/raw.mkv"),
                        1,
                        new String(input, StandardCharsets.UTF_8).lines().toList()));
    }

    @Test
    void everyTextIsASourceOrNone() throws Exception {
        MutationFuzzer.ofTexts(
                        "sources",
                        "rtsp://admin:s3cret@10.0.0.7:8554/stream",
                        "rtsps://[::1]/a",
                        "v4l2:/dev/video0",
                        "test:640x360@10",
                        "file:/a b")
                .run(input -> CaptureSource.parse(new String(input, StandardCharsets.UTF_8))
                        .ifPresent(source -> assertThat(source.toString()).isNotEmpty()));
    }
}
