// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.machine.FixtureMachine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.CameraConfig;
import peaceofmind.recorder.RecorderConfig;

class CameraFormatsTest {

    private static final String DEVICE = "/dev/video0";
    private static final String V4L2_CTL = String.join(" ", CameraConfig.listingCommand(DEVICE));
    private static final String FFMPEG = String.join(" ", CameraConfig.ffmpegListingCommand(DEVICE));
    private static final String LISTING = """
        ioctl: VIDIOC_ENUM_FMT
        \tType: Video Capture

        \t[0]: 'MJPG' (Motion-JPEG, compressed)
        \t\tSize: Discrete 1280x720
        \t\t\tInterval: Discrete 0.033s (30.000 fps)
        """;
    private static final String FFMPEG_LISTING = """
        [video4linux2,v4l2 @ 0x5586d9f4b6c0] Raw       :     yuyv422 :           YUYV 4:2:2 : 640x480 1280x720
        [in#0 @ 0x5586d9f4a000] Error opening input: Immediate exit requested
        Error opening input file /dev/video0.
        /dev/video0: Immediate exit requested
        """;

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private FixtureMachine machine = new FixtureMachine(Path.of("/"));

    @BeforeEach
    void createMachine() {
        machine = new FixtureMachine(folder);
    }

    @Test
    void theListingIsFollowedByWhatWouldBeRecordedAndWhy() throws Exception {
        machine.withOutput(V4L2_CTL, LISTING);
        assertThat(print(CameraConfig.AUTOMATIC))
                .contains("Size: Discrete 1280x720")
                .endsWith(
                        "Recorded: mjpeg, 1280x720, 30 per second: the camera offers no H.264 of that size and rate\n");
    }

    @Test
    void withoutV4l2CtlFfmpegListsTheFormatsAndTheRatesAreUnknown() throws Exception {
        machine.withResult(V4L2_CTL, new Subprocess.NotStarted("cannot run v4l2-ctl: no such file"));
        machine.withResult(FFMPEG, new Subprocess.Exited(1, "", FFMPEG_LISTING));
        assertThat(print(CameraConfig.AUTOMATIC))
                .startsWith("[video4linux2")
                .doesNotContain("Immediate exit")
                .contains("Recorded: yuyv, 640x480: ", "1280x720 not at 25", "its rates are unknown");
    }

    @Test
    void aCameraThatCannotBeReadSaysWhy() throws Exception {
        machine.withFailure(V4L2_CTL, "Cannot open device /dev/video0, exiting.");
        machine.withResult(
                FFMPEG,
                new Subprocess.Exited(
                        1, "", "[video4linux2,v4l2 @ 0x1] Cannot open video device /dev/video0: Permission denied\n"));
        assertThat(print(CameraConfig.AUTOMATIC)).contains("Permission denied", "Recorded: as its driver is set; none");
        machine.withResult(FFMPEG, new Subprocess.NotStarted("cannot run ffmpeg: no such file"));
        assertThatThrownBy(() -> print(CameraConfig.AUTOMATIC))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("cannot run ffmpeg");
    }

    @Test
    void theConfigurationCounts() throws Exception {
        machine.withOutput(V4L2_CTL, LISTING);
        assertThat(print(configured("format: driver")))
                .endsWith("Recorded: as its driver is set (recorder.camera.format: driver)\n");
        assertThat(print(configured("size: 1920x1080"))).contains("none of its formats matches recorder.camera");
    }

    private static CameraConfig configured(String line) throws ConfigException {
        return RecorderConfig.read(ConfigDocument.parse("test", "recorder: {camera: {" + line + "}}"))
                .camera();
    }

    private String print(CameraConfig configured) throws Exception {
        output.getBuffer().setLength(0);
        PrintWriter out = new PrintWriter(output, true);
        new CameraFormats(machine, out).print(DEVICE, configured);
        return output.toString();
    }
}
