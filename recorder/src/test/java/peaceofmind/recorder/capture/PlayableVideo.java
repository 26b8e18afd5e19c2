// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.Subprocess;

/** What ffprobe says of a finished video, and what Safari, Chrome, Firefox and VLC need. */
record PlayableVideo(JsonObject picture, Optional<JsonObject> sound, String start) {

    private static final int MAX_OUTPUT_BYTES = 64 * 1024;

    static PlayableVideo probe(Path video) throws Exception {
        List<String> command = List.of("ffprobe", "-v", "error", "-show_streams", "-of", "json", video.toString());
        if (!(Subprocess.run(command, Duration.ofMinutes(1), MAX_OUTPUT_BYTES) instanceof Subprocess.Exited probed)) {
            throw new IOException("no ffprobe");
        }
        List<JsonObject> streams = Json.parseObject(probed.output()).items("streams").stream()
                .map(JsonObject.class::cast)
                .toList();
        return new PlayableVideo(
                of("video", streams).orElseThrow(),
                of("audio", streams),
                new String(Files.readAllBytes(video), StandardCharsets.ISO_8859_1));
    }

    private static Optional<JsonObject> of(String type, List<JsonObject> streams) {
        return streams.stream()
                .filter(stream -> stream.text("codec_type").equals(Optional.of(type)))
                .findFirst();
    }

    boolean hasSound() {
        return sound.isPresent();
    }

    void assertPlaysEverywhere() {
        assertThat(picture.text("codec_name").orElseThrow() + "/"
                        + picture.text("codec_tag_string").orElseThrow())
                .isIn("h264/avc1", "hevc/hvc1");
        assertThat(picture.text("pix_fmt")).contains("yuv420p");
        assertThat(picture.integer("width").orElseThrow() % 2).as("width").isZero();
        assertThat(picture.integer("height").orElseThrow() % 2).as("height").isZero();
        String[] rate = picture.text("avg_frame_rate").orElseThrow().split("/", 2);
        assertThat(Double.parseDouble(rate[0]) / Double.parseDouble(rate[1]))
                .as("pictures per second")
                .isBetween(0.8, 31.0);
        assertThat(start.indexOf("moov")).as("the index").isPositive().isLessThan(start.indexOf("mdat"));
        sound.ifPresent(track -> assertThat(track.text("codec_name")).contains("aac"));
    }
}
