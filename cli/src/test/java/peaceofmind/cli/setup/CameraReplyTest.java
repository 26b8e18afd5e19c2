// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraReplyTest {

    private static final String TWO = "north=v4l2:/dev/video0, south=rtsp://10.0.0.7/live?channel=1,2&x=y";

    @Test
    void severalCamerasAreAnsweredByTheirNames() {
        CameraReply reply = CameraReply.parse(TWO).orElseThrow();
        assertThat(reply.sources())
                .containsExactly(
                        Map.entry("north", "v4l2:/dev/video0"),
                        Map.entry("south", "rtsp://10.0.0.7/live?channel=1,2&x=y"));
        assertThat(reply.toText()).isEqualTo(TWO);
        assertThat(CameraReply.parse("a = test ,b=/a film.mp4").orElseThrow().sources())
                .containsExactly(Map.entry("a", "test"), Map.entry("b", "/a film.mp4"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v4l2:/dev/video0",
                "rtsp://10.0.0.7/live?channel=1,subtype=test",
                "test",
                "/videos/a=b.mp4",
                "",
                "north=test, north=test",
            })
    void anythingElseIsASingleSource(String reply) {
        assertThat(CameraReply.parse(reply)).isEmpty();
    }

    @Test
    void whatElseACameraHasIsKept() {
        List<Map<String, String>> before = List.of(
                Map.of("name", "north", "source", "test", "audio", "off"), Map.of("name", "west", "source", "test"));
        assertThat(CameraReply.of(before).orElseThrow().toText()).isEqualTo("north=test, west=test");
        assertThat(CameraReply.parse(TWO).orElseThrow().applyTo(before))
                .containsExactly(
                        Map.of("name", "north", "source", "v4l2:/dev/video0", "audio", "off"),
                        Map.of("name", "south", "source", "rtsp://10.0.0.7/live?channel=1,2&x=y"));
    }
}
