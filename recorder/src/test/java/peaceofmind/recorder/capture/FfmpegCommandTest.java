// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.recorder.capture.CameraFormat.Encoding;
import peaceofmind.recorder.capture.CaptureSource.Camera;

class FfmpegCommandTest {

    private static final CaptureSettings SETTINGS = FakeFfmpeg.settings("ffmpeg", "ffprobe", Duration.ofSeconds(10));
    private static final Path DEVICE = Path.of("/dev/video0");

    @Test
    void aCameraDeliversWhatItsDriverIsSetToUnlessConfiguredOtherwise() {
        assertThat(command(CameraFormat.AUTOMATIC))
                .contains("-f v4l2 -thread_queue_size 64 -i /dev/video0", "-c:v libx264", "-g 50")
                .doesNotContain("-input_format", "-video_size", "-framerate");
        assertThat(command(new CameraFormat(Optional.of(Encoding.MJPEG), Optional.of("1280x720"), Optional.of(30))))
                .contains(
                        "-f v4l2 -input_format mjpeg -video_size 1280x720 -framerate 30 -thread",
                        "-c:v libx264",
                        "-g 60");
        assertThat(command(new CameraFormat(Optional.of(Encoding.YUYV), Optional.empty(), Optional.empty())))
                .contains("-input_format yuyv422");
    }

    @Test
    void picturesThatTheCameraHasEncodedAreCopied() {
        assertThat(command(new CameraFormat(Optional.of(Encoding.H264), Optional.empty(), Optional.empty())))
                .contains("-input_format h264", "-c:v copy")
                .doesNotContain("libx264", "crop");
    }

    @Test
    void soundComesFromADeviceOnlyWhenItIsConfigured() {
        Camera camera = new Camera(DEVICE);
        assertThat(text(FfmpegCommand.record(SETTINGS, camera, new SoundSource.None(), Path.of("/raw.mkv"))))
                .doesNotContain("alsa", "aac");
        assertThat(text(FfmpegCommand.record(
                        SETTINGS, camera, new SoundSource.Device("plughw:1,0"), Path.of("/raw.mkv"))))
                .contains("-f alsa -thread_queue_size 1024 -i plughw:1,0", "-map 1:a:0 -c:a aac");
    }

    @Test
    void soundComesFromPulseAudioWhenItsSourceIsNamed() {
        SoundSource sound =
                SoundSource.parse("pulse:alsa_input.usb-Mic-00.mono").orElseThrow();
        assertThat(text(FfmpegCommand.record(SETTINGS, new Camera(DEVICE), sound, Path.of("/raw.mkv"))))
                .contains("-f pulse -thread_queue_size 1024 -i alsa_input.usb-Mic-00.mono", "-map 1:a:0 -c:a aac");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "crf28 | -crf 28",
                "2500k | -b:v 2500k -maxrate 2500k -bufsize 2500k",
                "4M    | -b:v 4000k -maxrate 4000k -bufsize 4000k",
            })
    void theEncoderWritesAsMuchAsIsConfiguredAlsoForAVideo(String rate, String options) {
        CaptureSettings settings =
                CaptureSettings.defaults("libx264", RateControl.parse(rate).orElseThrow());
        assertThat(text(FfmpegCommand.record(
                        settings, new Camera(DEVICE), new SoundSource.None(), Path.of("/raw.mkv"))))
                .contains("-c:v libx264", options);
        FinishCommand finish =
                new FinishCommand(settings, Optional.of(new FinishCommand.VideoStream("mjpeg", "yuvj422p")));
        assertThat(text(finish.toMp4(Path.of("/raw.mkv"), Path.of("/v.mp4"), Optional.empty())))
                .contains("-c:v libx264", options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"crf52", "crf", "-1", "0k", "4m", "4", "4M5", ""})
    void anythingElseIsNoRate(String rate) {
        assertThat(RateControl.parse(rate)).isEmpty();
    }

    private static String command(CameraFormat format) {
        return text(FfmpegCommand.record(
                SETTINGS, new Camera(DEVICE, format), new SoundSource.None(), Path.of("/raw.mkv")));
    }

    private static String text(List<String> command) {
        return String.join(" ", command);
    }
}
