// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.exporter.process.ProcessTimes;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.testkit.FakeClock;

/** A heartbeat that lists several cameras. */
class SeveralCamerasCollectorTest {

    private static final Map<String, String> NORTH = Map.of("camera", "north");
    private static final Map<String, String> SOUTH = Map.of("camera", "south");

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private Path file = Path.of("");
    private HeartbeatCollector collector = collector();

    @BeforeEach
    void start() {
        file = folder.resolve("heartbeat.json");
        collector = collector();
    }

    @Test
    void whatIsOfOneCameraHasItsNameAsALabel() throws Exception {
        Map<String, List<Sample>> families = poll(100, 200);
        assertThat(families.get("recorder_recording_bytes"))
                .containsExactly(new Sample(NORTH, 100), new Sample(SOUTH, 200));
        assertThat(families.get("recorder_camera_up")).containsExactly(new Sample(NORTH, 1), new Sample(SOUTH, 0));
        assertThat(families.get("recorder_frame_rate")).containsExactly(new Sample(NORTH, 24.9));
        assertThat(families.get("recorder_frames_dropped_total"))
                .containsExactly(new Sample(NORTH, 3), new Sample(SOUTH, 0));
    }

    @Test
    void theStateIsThatOfTheRecorderAndOfEachCamera() throws Exception {
        List<Sample> states = poll(100, 200).get("recorder_state").stream()
                .filter(sample -> sample.value() == 1)
                .toList();
        assertThat(states)
                .containsExactly(
                        new Sample(Map.of("state", "recording"), 1),
                        new Sample(Map.of("camera", "north", "state", "recording"), 1),
                        new Sample(Map.of("camera", "south", "state", "error"), 1));
        assertThat(poll(100, 200).get("recorder_recording_active")).containsExactly(new Sample(Map.of(), 1));
    }

    @Test
    void aVideoThatStandsStillIsFoundWhileAnotherGrows() throws Exception {
        for (int second = 0; second <= 60; second++) {
            poll(100 + second, 200);
        }
        assertThat(poll(1000, 200).get("recorder_recording_stalled_seconds"))
                .containsExactly(new Sample(NORTH, 0), new Sample(SOUTH, 61));
    }

    @Test
    void namesThatNoRecorderWritesAreNoLabels() throws Exception {
        Files.writeString(
                file,
                "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"state\":\"ready\",\"camera_connected\":true,"
                        + "\"cameras\":[{\"name\":\"a b\",\"camera_connected\":false},7]}");
        assertThat(collect().get("recorder_camera_up")).containsExactly(new Sample(Map.of(), 1));
    }

    private Map<String, List<Sample>> poll(long ofNorth, long ofSouth) throws IOException {
        Files.writeString(file, """
                {"timestamp":"2026-01-01T00:00:00Z","state":"recording","recording_active":true,"recording_bytes":%d,
                 "camera_connected":false,"error":"south: no camera","cameras":[
                 {"name":"north","state":"recording","recording_active":true,"camera_connected":true,"recording_bytes":%d,
                  "frame_rate":24.9,"frames_dropped":3},
                 {"name":"south","state":"error","error":"no camera","recording_active":true,"camera_connected":false,
                  "recording_bytes":%d,"frames_dropped":0}]}
                """.formatted(ofNorth + ofSouth, ofNorth, ofSouth));
        return collect();
    }

    private Map<String, List<Sample>> collect() throws IOException {
        clock.advance(Duration.ofSeconds(1));
        collector.poll();
        return collector.collect().families().stream().collect(Collectors.toMap(Family::name, Family::samples));
    }

    private HeartbeatCollector collector() {
        return new HeartbeatCollector(
                new HeartbeatReader(file, Optional.empty(), clock::nanoTime),
                Duration.ofSeconds(30),
                clock::nanoTime,
                new ProcessTimes(Clock.system()));
    }
}
