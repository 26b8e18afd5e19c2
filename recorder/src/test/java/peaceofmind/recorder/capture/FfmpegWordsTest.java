package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.recorder.capture.CaptureProblem.Kind;

class FfmpegWordsTest {

    private static final CaptureSource CAMERA = new CaptureSource.Camera(Path.of("/dev/video0"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "av_interleaved_write_frame(): No space left on device | DISK_FULL | the disk is full",
                "/dev/video0: No such file or directory | SOURCE_GONE | the camera /dev/video0 is gone",
                "[video4linux2,v4l2 @ 0x55] ioctl(VIDIOC_DQBUF): No such device | SOURCE_GONE | the camera /dev/video0 is gone",
                "/dev/video0: Device or resource busy | SOURCE_GONE | used by another program",
                "rtsp://host/: Connection refused | SOURCE_GONE | cannot be reached",
                "method DESCRIBE failed: 401 Unauthorized | SOURCE_GONE | refuses the user and password",
                "Unknown encoder 'h264_x' | DIED | exit code 1): Unknown encoder"
            })
    void whatFfmpegSaidLastBecomesAReason(String line, Kind kind, String words) {
        CaptureProblem problem = FfmpegWords.died(CAMERA, 1, List.of("something else", line));
        assertThat(problem.kind()).isEqualTo(kind);
        assertThat(problem.reason()).contains(words);
    }

    @org.junit.jupiter.api.Test
    void withoutAWordOfItsItsExitCodeIsTold() {
        assertThat(FfmpegWords.died(CAMERA, 137, List.of()).reason())
                .isEqualTo("ffmpeg ended by itself (exit code 137)");
    }
}
