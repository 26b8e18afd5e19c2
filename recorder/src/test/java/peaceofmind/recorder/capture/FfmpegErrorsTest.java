// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.recorder.capture.CaptureProblem.Kind;

class FfmpegErrorsTest {

    private static final Path RAW = Path.of("/videos/recording/raw.mkv");
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
                "method DESCRIBE failed: 401 Unauthorized | SOURCE_GONE | rejects the user or password",
                "[in#0/video4linux2,v4l2 @ 0x2e] Error during demuxing: Input/output error | SOURCE_GONE | the camera /dev/video0 is gone",
                "[in#0 @ 0x2e218b00] Error opening input: No such file or directory | SOURCE_GONE | is gone",
                "ioctl(VIDIOC_STREAMON): No space left on device | SOURCE_GONE | no bandwidth on its USB bus",
                "[out#0/matroska @ 0x41] Task finished with error code: -28 (No space left on device) | DISK_FULL | is full",
                "av_interleaved_write_frame(): Disk quota exceeded | DISK_FULL | the disk is full",
                "av_interleaved_write_frame(): Input/output error | DISK_BROKEN | raw.mkv cannot be written",
                "file:/videos/recording/raw.mkv: No such file or directory | DISK_BROKEN | raw.mkv cannot be written",
                "file:/videos/recording/raw.mkv: Read-only file system | DISK_BROKEN | Read-only file system",
                "[out#0/matroska @ 0x41] Error opening output file:/videos/recording/raw.mkv: No such file or directory | DISK_BROKEN | cannot be written",
                "Error opening output files: No such file or directory | DISK_BROKEN | cannot be written",
                "[vost#0:0/libx264 @ 0x1] Error submitting a packet to the muxer: Input/output error | DISK_BROKEN | cannot be written",
                "setpriv: failed to execute ffmpeg: No such file or directory | NO_FFMPEG | is the package ffmpeg installed?",
                "ffmpeg: error while loading shared libraries: libx264.so: cannot open: No such file or directory | NO_FFMPEG | cannot be started",
                "[h264_v4l2m2m @ 0x1] Could not open /dev/video11: No such file or directory | DIED | exit code 1): [h264",
                "Stream map '0:v:0' matches no streams. | SOURCE_GONE | delivers no picture",
                "To ignore this, add a trailing '?' to the map. | DIED | exit code 1): something else",
                "Application provided invalid timestamps. Fix your code | DIED | exit code 1): something else",
                "Unknown encoder 'h264_x' | DIED | exit code 1): Unknown encoder"
            })
    void theReasonIsDerivedFromFfmpegsLastLines(String line, Kind kind, String expectedText) {
        CaptureProblem problem = FfmpegErrors.problemOnExit(CAMERA, RAW, 1, List.of("something else", line));
        assertThat(problem.kind()).isEqualTo(kind);
        assertThat(problem.reason()).contains(expectedText);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rtsp://host/: Server returned 4XX Client Error, but not one of 40{0,1,3,4} | true",
                "rtsp://host/: Server returned 5XX Server Error reply | true",
                "rtsp://host/: Invalid data found when processing input | true",
                "Decoder (codec none) not found for input stream #0:1 | true",
                "rtsp://host/: Server returned 401 Unauthorized (authorization failed) | false",
                "rtsp://host/: Server returned 404 Not Found | false",
                "rtsp://host/: Connection refused | false",
                "av_interleaved_write_frame(): No space left on device | false",
                "setpriv: failed to execute ffmpeg: No such file or directory | false"
            })
    void whatOneTrackCanCauseIsDistinguishedFromWhatTheWholeCameraDoes(String line, boolean expected) {
        CaptureSource camera = CaptureSource.parse("rtsp://host/").orElseThrow();
        CaptureProblem problem = FfmpegErrors.problemOnExit(camera, RAW, 1, List.of(line));
        assertThat(FfmpegErrors.mayConcernOneTrack(problem, List.of(line))).isEqualTo(expected);
    }

    @org.junit.jupiter.api.Test
    void aNetworkCameraThatClosesItsConnectionIsNoFailureOfFfmpeg() {
        CaptureSource camera = CaptureSource.parse("rtsp://host/stream").orElseThrow();
        List<String> lines = List.of("PTS 6263624439000, next:697969758844 invalid dropping st:0");
        assertThat(FfmpegErrors.problemOnExit(camera, RAW, 0, lines).reason())
                .isEqualTo("the network camera rtsp://host/stream has closed the connection");
        assertThat(FfmpegErrors.problemOnExit(camera, RAW, 1, lines).reason())
                .isEqualTo("ffmpeg exited unexpectedly (exit code 1)");
    }

    @org.junit.jupiter.api.Test
    void aNetworkCameraThatSendsNothingIsNamedAlsoWhenFfmpegGivesUpFirst() {
        CaptureSource camera = CaptureSource.parse("rtsp://host/stream").orElseThrow();
        List<String> lines = List.of(
                "[rtsp @ 0x5566] Could not find codec parameters for stream 0 (Video: h264, none): unspecified size",
                "Consider increasing the value for the 'analyzeduration' (0) and 'probesize' (5000000) options",
                "[matroska @ 0x5566] dimensions not set",
                "Could not write header for output file #0 (incorrect codec parameters ?): Invalid argument",
                "Error initializing output stream 0:0 -- ",
                "");
        CaptureProblem problem = FfmpegErrors.problemOnExit(camera, RAW, 1, lines);
        assertThat(problem.kind()).isEqualTo(Kind.SOURCE_GONE);
        assertThat(problem.reason()).isEqualTo("the network camera rtsp://host/stream has delivered no picture");
        assertThat(FfmpegErrors.mayConcernOneTrack(problem, lines)).isTrue();
        assertThat(FfmpegErrors.problemOnExit(CAMERA, RAW, 1, List.of("Unknown encoder 'x'", ""))
                        .reason())
                .isEqualTo("ffmpeg exited unexpectedly (exit code 1): Unknown encoder 'x'");
    }

    @org.junit.jupiter.api.Test
    void withoutAnyOutputItsExitCodeIsReported() {
        assertThat(FfmpegErrors.problemOnExit(CAMERA, RAW, 137, List.of()).reason())
                .isEqualTo("ffmpeg exited unexpectedly (exit code 137)");
    }
}
