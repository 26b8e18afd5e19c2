// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.recorder.capture.CaptureSource;
import peaceofmind.recorder.capture.SoundSource;

class RecordedCameraConfigTest {

    @Test
    void withoutAListThereIsOneCameraWithoutAName() throws Exception {
        RecorderConfig config = read("source: v4l2:/dev/video1");
        assertThat(config.cameras()).singleElement().satisfies(only -> {
            assertThat(only.name()).isEmpty();
            assertThat(only.source()).hasToString("the camera /dev/video1");
        });
    }

    @Test
    void eachCameraOfTheListHasItsOwnSourceSoundAndFormat() throws Exception {
        RecorderConfig config = read("""
            cameras:
              - {name: north, source: "v4l2:/dev/video0", audio: "plughw:1,0", camera: {format: mjpeg, rate: 15}}
              - {name: south_2, source: "rtsp://cam@10.0.0.7/live", password_file: /etc/peace/south}
            """);
        RecordedCameraConfig north = config.cameras().getFirst();
        assertThat(north.name()).contains("north");
        assertThat(north.sound()).isEqualTo(new SoundSource.Device("plughw:1,0"));
        assertThat(((CaptureSource.Camera) north.source()).format().rate()).contains(15);
        RecordedCameraConfig south = config.cameras().get(1);
        assertThat(south.name()).contains("south_2");
        assertThat(((CaptureSource.NetworkCamera) south.source()).address().passwordFile())
                .isEqualTo(Optional.of(Path.of("/etc/peace/south")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cameras: [{name: a, source: test}, {name: A, source: test}] # another camera is called A already",
                "cameras: [{name: a/b, source: test}] # it is part of file names",
                "cameras: [{name: .., source: test}] # it is part of file names",
                "cameras: [{name: a.b, source: test}] # it is part of file names",
                "cameras: [{source: test}] # each camera of the list has a name",
                "cameras: [{name: \"\", source: test}] # each camera of the list has a name",
                "cameras: [{name: a}] # what this camera is",
                "{source: test, cameras: [{name: a, source: test}]} # move it to its camera in recorder.cameras",
                "cameras: [{name: a, source: test, sauce: test}] # sauce"
            })
    void mistakesAreReported(String textAndMessage) {
        String[] parts = textAndMessage.split(" # ", 2);
        assertThatThrownBy(() -> read(parts[0]))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(parts[1]);
    }

    private static RecorderConfig read(String section) throws ConfigException {
        String text = section.startsWith("{") ? "recorder: " + section : "recorder:\n" + section.indent(2);
        ConfigDocument document = ConfigDocument.parse("test", text);
        RecorderConfig config = RecorderConfig.read(document);
        document.check(Set.of(RecorderConfig.SECTION));
        return config;
    }
}
