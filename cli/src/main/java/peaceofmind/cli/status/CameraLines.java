// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.contract.health.HealthLevel;
import peaceofmind.contract.health.RecorderStatus;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** What each of several cameras is doing. */
final class CameraLines {

    private CameraLines() {}

    /** Empty for a recorder of one camera. */
    static Optional<ComponentStatus> of(RecorderStatus recorder) {
        List<JsonObject> cameras = recorder.cameras();
        if (cameras.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        cameras.forEach(camera -> add(lines, camera));
        boolean failing = cameras.stream().anyMatch(camera -> isState(camera, "error"));
        return Optional.of(new ComponentStatus("cameras", failing ? HealthLevel.DEGRADED : HealthLevel.UP, lines));
    }

    private static void add(List<String> lines, JsonObject camera) {
        String name = camera.text("name").orElse("?") + ": ";
        String error = camera.text("error").map(reason -> ": " + reason).orElse("");
        Optional<String> file = camera.text("file");
        lines.add(name
                + file.map(recorded -> recorded + ", " + progress(camera))
                        .orElse(camera.text("state").orElse("unknown") + error));
        String figures = RecordingFiguresText.of(camera);
        if (file.isPresent() && !figures.isEmpty()) {
            lines.add(" ".repeat(name.length()) + figures);
        }
    }

    /** As of the only camera. */
    static String progress(JsonObject recording) {
        Duration left = Duration.ofMillis(
                Math.round(1000 * recording.number("left_seconds").orElse(0.0)));
        return HumanFormat.bytes(recording.integer("recording_bytes").orElse(0L)) + ", "
                + HealthReport.formatSeconds(left.toMillis() / 1000.0) + " left";
    }

    private static boolean isState(JsonObject camera, String state) {
        return camera.text("state").equals(Optional.of(state));
    }
}
