// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * What the recorder says of itself: its answer to {@code status}, or a heartbeat. What is absent is not known.
 *
 * @param state booting, ready, recording, processing or error
 * @param error why it can't work
 * @param length of the recording, as asked for
 * @param left of it
 * @param waitingUploads videos in the upload queue
 * @param failedUploads videos whose upload was given up
 * @param json everything, as it was sent
 */
public record RecorderStatus(
        Optional<String> state,
        Optional<String> error,
        Optional<Duration> length,
        Optional<Duration> left,
        Optional<Long> waitingUploads,
        Optional<Long> failedUploads,
        Optional<Boolean> internetConnected,
        JsonObject json) {

    public static RecorderStatus parse(JsonObject json) {
        return new RecorderStatus(
                json.text("state"),
                json.text("error"),
                seconds(json, "length_seconds"),
                seconds(json, "left_seconds"),
                json.integer("upload_queue_size"),
                json.integer("videos_failed"),
                json.bool("internet_connected"),
                json);
    }

    private static Optional<Duration> seconds(JsonObject json, String name) {
        return json.number(name).map(_ -> ServiceReport.seconds(json, name, 0));
    }

    /** Whether it says that something is recorded, or not: only a recorder does. */
    boolean isOfRecorder() {
        return json.bool("recording_active").isPresent();
    }

    /** Why its lights or its button do not work; empty when they do, or where there are none. */
    public Optional<String> panelProblem() {
        return json.text("panel_problem");
    }

    /** What each of several cameras is doing, with members of the same names; empty for a recorder of one. */
    public List<JsonObject> cameras() {
        return json.items("cameras").stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }

    /** Why some of several cameras are not recorded, with their names, while others are; empty when all are, or none is. */
    Optional<String> cameraProblem() {
        boolean recording = state.filter("recording"::equals).isPresent();
        return recording && !cameras().isEmpty() ? error : Optional.empty();
    }

    boolean isError() {
        return state.filter("error"::equals).isPresent();
    }
}
