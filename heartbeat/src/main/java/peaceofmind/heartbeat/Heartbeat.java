// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * One heartbeat: a JSON object that the program's main loop replaces atomically about once a second.
 *
 * <p>Only {@code timestamp} and {@code state} are required. What the writer omits is absent here, never 0. Unknown members are kept in
 * {@link #json()}.
 *
 * @param timestamp time of writing, by the writer's wall clock
 * @param state what the program is doing: booting, ready, recording, processing, error, or a state of its own
 * @param json the whole document
 */
public record Heartbeat(HeartbeatTime timestamp, String state, JsonObject json) {

    /** The program is alive, but can't do its work. */
    public static final String ERROR_STATE = "error";

    private static final String TIMESTAMP = "timestamp";
    private static final String STATE = "state";

    /**
     * Creates a heartbeat with the current time of the wall clock: {@code Heartbeat.of("ready").with("pid", 4711)}.
     *
     * @throws IllegalArgumentException when the state is blank
     */
    public static Heartbeat of(String state) {
        if (state.isBlank()) {
            throw new IllegalArgumentException("a heartbeat needs a state, such as ready");
        }
        HeartbeatTime now = HeartbeatTime.utc(Instant.now());
        JsonObject json =
                Json.object().put(TIMESTAMP, now.toString()).put(STATE, state).build();
        return new Heartbeat(now, state, json);
    }

    /**
     * The same heartbeat with one more member, or with another value of that member.
     *
     * @throws IllegalArgumentException when the member is {@code timestamp} or {@code state}, which {@link #of} sets
     */
    public Heartbeat with(String member, String value) {
        return with(member, new Json.JsonText(value));
    }

    /** Like {@link #with(String, String)}. */
    public Heartbeat with(String member, long value) {
        return with(member, new Json.JsonNumber(Long.toString(value)));
    }

    /** Like {@link #with(String, String)}; a number that JSON can't represent (NaN, infinity) becomes null, which is read as absent. */
    public Heartbeat with(String member, double value) {
        return with(member, Double.isFinite(value) ? new Json.JsonNumber(Double.toString(value)) : Json.JsonNull.NULL);
    }

    /** Like {@link #with(String, String)}. */
    public Heartbeat with(String member, boolean value) {
        return with(member, new Json.JsonBool(value));
    }

    private Heartbeat with(String member, Json value) {
        if (member.equals(TIMESTAMP) || member.equals(STATE)) {
            throw new IllegalArgumentException("\"" + member + "\" is set by Heartbeat.of: start with a new heartbeat");
        }
        Map<String, Json> members = new LinkedHashMap<>(json.members());
        members.put(member, value);
        return new Heartbeat(timestamp, state, new JsonObject(members));
    }

    /**
     * Parses a heartbeat document.
     *
     * @throws JsonException when the text is not a JSON object, or has no valid {@code timestamp} or {@code state}
     */
    public static Heartbeat parse(String text) throws JsonException {
        JsonObject json = Json.parseObject(text);
        HeartbeatTime timestamp = json.text(TIMESTAMP)
                .flatMap(HeartbeatTime::parse)
                .orElseThrow(() -> new JsonException("\"timestamp\" must be an ISO-8601 date and time"));
        String state = json.text(STATE)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new JsonException("\"state\" must be a non-empty string"));
        return new Heartbeat(timestamp, state, json);
    }

    public boolean isError() {
        return state.equals(ERROR_STATE);
    }

    /** Seconds since the program entered its current state (the existing recorder resets it at each state change). */
    public Optional<Double> uptimeSeconds() {
        return json.number("uptime_seconds");
    }

    public Optional<Boolean> recordingActive() {
        return json.bool("recording_active");
    }

    /** Videos waiting to be uploaded. */
    public OptionalLong uploadQueueSize() {
        return count("upload_queue_size");
    }

    /** The name of the file being uploaded. */
    public Optional<String> currentlyUploading() {
        return json.text("currently_uploading");
    }

    public OptionalLong pid() {
        return count("pid");
    }

    /** Errors since the program started. */
    public OptionalLong errorCount() {
        return count("error_count");
    }

    /** Number of previous starts, as counted by the program. */
    public OptionalLong restartCount() {
        return count("restart_count");
    }

    public Optional<Boolean> internetConnected() {
        return json.bool("internet_connected");
    }

    /** Number of this heartbeat since the program started. */
    public OptionalLong sequence() {
        return count("sequence");
    }

    /** Size in bytes of the recording being written. */
    public OptionalLong recordingBytes() {
        return count("recording_bytes");
    }

    /** Whether the camera, stream or file to record from is available. */
    public Optional<Boolean> cameraConnected() {
        return json.bool("camera_connected");
    }

    public Optional<String> version() {
        return json.text("version");
    }

    /** The document on several lines, as written to the file. */
    public String toText() {
        return json.toPrettyJson() + "\n";
    }

    private OptionalLong count(String member) {
        Optional<Long> value = json.integer(member).filter(number -> number >= 0);
        return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
    }
}
