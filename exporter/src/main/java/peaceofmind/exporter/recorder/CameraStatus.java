// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;

/**
 * What a heartbeat says of a camera: of the only one at its top; of several in its list {@code cameras}, with members of the same names.
 *
 * @param labels of its series: {@code camera} where there are several, none for the only one
 */
record CameraStatus(Map<String, String> labels, JsonObject json) {

    /** Another program can write anything into its heartbeat. */
    private static final int MAX_CAMERAS = 20;

    private static final Predicate<String> IS_NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}").asMatchPredicate();

    static List<CameraStatus> of(JsonObject heartbeat) {
        Map<String, JsonObject> named = new LinkedHashMap<>();
        heartbeat.items("cameras").stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .limit(MAX_CAMERAS)
                .forEach(camera ->
                        camera.text("name").filter(IS_NAME).ifPresent(name -> named.putIfAbsent(name, camera)));
        if (named.isEmpty()) {
            return List.of(new CameraStatus(Map.of(), heartbeat));
        }
        List<CameraStatus> cameras = new ArrayList<>();
        named.forEach((name, camera) -> cameras.add(new CameraStatus(Map.of("camera", name), camera)));
        return List.copyOf(cameras);
    }

    /** A family with a sample of each camera that has that value; empty when none has. */
    static Optional<Family> family(
            String name,
            Family.Type type,
            String help,
            List<CameraStatus> cameras,
            Function<CameraStatus, Optional<Double>> value) {
        List<Sample> samples = new ArrayList<>();
        for (CameraStatus camera : cameras) {
            value.apply(camera).ifPresent(present -> samples.add(new Sample(camera.labels(), present)));
        }
        return samples.isEmpty() ? Optional.empty() : Optional.of(new Family(name, type, help, samples));
    }

    /** Size of the video that is being recorded. */
    Optional<Double> recordingBytes() {
        return json.integer("recording_bytes").filter(bytes -> bytes >= 0).map(Long::doubleValue);
    }

    Optional<Double> connected() {
        return json.bool("camera_connected").map(connected -> connected ? 1.0 : 0.0);
    }
}
