package peaceofmind.heartbeat;

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

    /**
     * Parses a heartbeat document.
     *
     * @throws JsonException when the text is not a JSON object, or has no valid {@code timestamp} or {@code state}
     */
    public static Heartbeat parse(String text) throws JsonException {
        JsonObject json = Json.parseObject(text);
        HeartbeatTime timestamp = json.text("timestamp")
                .flatMap(HeartbeatTime::parse)
                .orElseThrow(() -> new JsonException("\"timestamp\" must be an ISO-8601 date and time"));
        String state = json.text("state")
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
