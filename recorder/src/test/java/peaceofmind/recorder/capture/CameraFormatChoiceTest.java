// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.recorder.capture.CameraFormat.Encoding;

/** Listings of cameras as v4l2-ctl and ffmpeg print them, shortened where sizes repeat. */
class CameraFormatChoiceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "logitech-c920 | H264 1280x720 30 | encoded by the camera, recorded as it is",
                "logitech-c920s | MJPEG 1280x720 30 | the camera offers no H.264 of that size and rate",
                "logitech-c270 | MJPEG 1280x720 25 | the camera offers no H.264 of that size and rate",
                "logitech-c270-by-ffmpeg | MJPEG 1280x720 any | the camera offers no H.264 of that size and rate; its"
                        + " rates are unknown",
                "capture-stick-ms2109 | MJPEG 1280x720 30 | the camera offers no H.264 of that size and rate",
                "vivid | YUYV 1280x720 25 | the camera offers neither H.264 nor MJPEG of that size and rate",
                "pi-camera-legacy | H264 1280x720 25 | encoded by the camera, recorded as it is",
                "pi-camera-legacy-by-ffmpeg | H264 1280x720 any | encoded by the camera, recorded as it is; its rates"
                        + " are unknown",
            })
    void withoutConfigurationTheBestEncodingOfTheUsualSizeIsChosen(String camera, String format, String reason)
            throws Exception {
        CameraFormatChoice choice = choose(camera, CameraFormat.AUTOMATIC).orElseThrow();
        assertThat(text(choice)).isEqualTo(format);
        assertThat(choice.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "logitech-c920 | mjpeg | auto | 0 | MJPEG 1280x720 30",
                "logitech-c920 | auto | 1920x1080 | 0 | H264 1920x1080 30",
                "logitech-c920 | yuyv | auto | 0 | YUYV 800x448 30",
                "logitech-c920 | yuyv | 1280x720 | 0 | YUYV 1280x720 10",
                "logitech-c920 | auto | auto | 15 | H264 1280x720 15",
                "logitech-c270 | h264 | auto | 0 | none",
                "logitech-c270 | auto | 1920x1080 | 0 | none",
                "capture-stick-ms2109 | auto | auto | 60 | MJPEG 1280x720 60",
                "capture-stick-ms2109 | auto | 1920x1080 | 0 | MJPEG 1920x1080 25",
                "capture-stick-ms2109 | yuyv | auto | 0 | YUYV 720x576 25",
                "capture-stick-easycap | auto | auto | 0 | none",
                "vivid | auto | 1920x1080 | 0 | YUYV 1920x1080 15",
                "pi-camera-legacy | mjpeg | 1296x972 | 0 | MJPEG 1296x972 any",
            })
    void whatIsConfiguredIsKeptAndTheRestIsChosen(String camera, String encoding, String size, int rate, String format)
            throws Exception {
        CameraFormat wanted = CameraFormat.parseEncoding(encoding)
                .orElseThrow()
                .with(CameraFormat.parseSize(size).orElseThrow(), rate == 0 ? Optional.empty() : Optional.of(rate));
        assertThat(choose(camera, wanted).map(CameraFormatChoiceTest::text).orElse("none"))
                .isEqualTo(format);
    }

    @Test
    void whyASmallerSizeIsChosenIsSaid() throws Exception {
        CameraFormat yuyv = CameraFormat.parseEncoding("yuyv").orElseThrow();
        assertThat(choose("logitech-c920", yuyv).orElseThrow().reason())
                .contains("; 1280x720 not at 25 pictures per second");
        assertThat(choose("logitech-c270", CameraFormat.AUTOMATIC.with(Optional.empty(), Optional.of(60)))
                        .orElseThrow()
                        .reason())
                .isEqualTo("it offers no 60 pictures per second in any size");
    }

    @Test
    void anEncodingThatFailedLatelyIsAvoidedUnlessItIsConfigured() throws Exception {
        List<CameraMode> modes = CameraListing.parse(listing("logitech-c920"));
        List<Encoding> avoided = List.of(Encoding.H264);
        assertThat(CameraFormatChoice.of(modes, CameraFormat.AUTOMATIC, avoided))
                .map(CameraFormatChoiceTest::text)
                .contains("MJPEG 1280x720 30");
        assertThat(CameraFormatChoice.of(
                        modes, CameraFormat.parseEncoding("h264").orElseThrow(), avoided))
                .map(CameraFormatChoiceTest::text)
                .contains("H264 1280x720 30");
        assertThat(CameraFormatChoice.of(modes, CameraFormat.AUTOMATIC, List.of(Encoding.values())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/dev/video1: Inappropriate ioctl for device",
                "\t[0]: 'YUYV' (YUYV 4:2:2)",
                "\t\tSize: Discrete 640x480\n\t\t\tInterval: Discrete 0.033s (30.000 fps)",
                "\t[0]: 'YUYV' (YUYV 4:2:2)\n\t\tSize: Discrete 999999x1\n\t\tSize: Discrete x",
                "[v4l2 @ 0x1] Compressed:       mjpeg :          Motion-JPEG : 640x480 nonsense",
            })
    void aListingWithoutFormatsIsNoChoice(String listing) {
        assertThat(CameraFormatChoice.of(CameraListing.parse(listing), CameraFormat.AUTOMATIC, List.of()))
                .isEmpty();
    }

    @Test
    void noDamageToAListingMakesItFail() throws Exception {
        for (String camera : List.of("logitech-c270", "pi-camera-legacy", "logitech-c270-by-ffmpeg")) {
            String whole = listing(camera);
            for (int end = 0; end < whole.length(); end += 7) {
                String damaged = whole.substring(0, end) + whole.substring(Math.min(whole.length(), end + 5));
                assertThat(CameraFormatChoice.of(CameraListing.parse(damaged), CameraFormat.AUTOMATIC, List.of()))
                        .isNotNull();
            }
        }
    }

    private static Optional<CameraFormatChoice> choose(String camera, CameraFormat wanted) throws IOException {
        return CameraFormatChoice.of(CameraListing.parse(listing(camera)), wanted, List.of());
    }

    private static String text(CameraFormatChoice choice) {
        CameraFormat format = choice.format();
        return format.encoding().orElseThrow() + " " + format.size().orElseThrow() + " "
                + format.rate().map(String::valueOf).orElse("any");
    }

    private static String listing(String camera) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                CameraFormatChoiceTest.class.getResourceAsStream("/cameras/" + camera + ".txt"), camera)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
