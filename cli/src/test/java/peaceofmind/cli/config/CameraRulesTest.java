// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigProblem;

class CameraRulesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "v4l2:/dev/video8, v4l2:/dev/./video8, recorder.cameras[1].source",
        "rtsp://anna:pw@cam/live, rtsp://cam/live, recorder.cameras[1].source",
        "v4l2:/dev/video8, v4l2:/dev/video9, ''",
        "rtsp://cam/live, rtsp://cam/other, ''",
        "test, test, ''",
        "/films/a.mp4, /films/a.mp4, ''"
    })
    void theSameCameraTwiceIsAMistake(String first, String second, String key) throws Exception {
        assertThat(problems("{name: a, source: \"" + first + "\"}, {name: b, source: \"" + second + "\"}"))
                .isEqualTo(key.isEmpty() ? List.of() : List.of(key));
    }

    @Test
    void aDeviceIsTheSameUnderItsOtherName() throws Exception {
        Path device = Files.createFile(folder.resolve("video0"));
        Path link = Files.createSymbolicLink(folder.resolve("usb-camera"), device);
        assertThat(problems("{name: a, source: \"v4l2:" + device + "\"}, {name: b, source: \"v4l2:" + link + "\"}"))
                .containsExactly("recorder.cameras[1].source");
    }

    @Test
    void theSameSoundTwiceIsAMistake() throws Exception {
        String cameras = "{name: a, source: \"v4l2:/dev/video8\", audio: \"hw:1,0\"},"
                + " {name: b, source: \"v4l2:/dev/video9\", audio: \"%s\"}";
        assertThat(problems(cameras.formatted("plughw:1,0"))).containsExactly("recorder.cameras[1].audio");
        assertThat(problems(cameras.formatted("plughw:2,0"))).isEmpty();
    }

    private static List<String> problems(String cameras) throws ConfigException {
        ConfigDocument document = ConfigDocument.parse("test", "recorder: {cameras: [" + cameras + "]}\n");
        ConfigException found = catchThrowableOfType(ConfigException.class, () -> ConfigReview.check(document, true));
        return Optional.ofNullable(found).map(ConfigException::problems).orElse(List.of()).stream()
                .map(ConfigProblem::key)
                .toList();
    }
}
