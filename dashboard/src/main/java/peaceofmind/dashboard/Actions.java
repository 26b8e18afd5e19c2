// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.util.Optional;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The actions of the page. Restarts, holds and reboots go to the watchdog, which alone decides and records who asked; actions that go to
 * the recorder are recorded in the watchdog's journal.
 */
final class Actions {

    private static final int MAX_HOLD_MINUTES = 24 * 60;
    private static final int MAX_RECORDING_MINUTES = 240;
    private static final int MAX_REASON_CHARACTERS = 120;

    private final WatchdogClient watchdog;
    private final Optional<RecorderClient> recorder;
    private final String deviceName;

    /** @param recorder empty where the packaged recorder is not watched: another program can't be asked to record */
    Actions(WatchdogClient watchdog, Optional<RecorderClient> recorder, String deviceName) {
        this.watchdog = watchdog;
        this.recorder = recorder;
        this.deviceName = deviceName;
    }

    /**
     * Executes an action.
     *
     * @param requestedBy who asked, for the journal, such as {@code dashboard, 192.168.1.5}
     * @return the message of the daemon that executed it
     */
    String run(JsonObject request, String requestedBy) throws HttpError {
        String action = request.text("action").orElse("");
        Json.ObjectBuilder command = Json.object().put("for", requestedBy);
        try {
            return switch (action) {
                case "restart", "start", "stop" ->
                    watchdog.request(command.put("command", action).put("service", service(request)));
                case "hold" -> watchdog.request(hold(request, command));
                case "release" -> watchdog.request(command.put("command", "release"));
                case "reboot" -> {
                    checkConfirmation(request);
                    yield watchdog.request(command.put("command", "reboot"));
                }
                case "start_recording" -> {
                    Json.ObjectBuilder start = Json.object().put("command", "start");
                    minutes(request, MAX_RECORDING_MINUTES).ifPresent(minutes -> start.put("minutes", minutes));
                    yield recordInJournal(recorder().request(start), "start a recording", requestedBy);
                }
                case "stop_recording" ->
                    recordInJournal(
                            recorder().request(Json.object().put("command", "stop")),
                            "stop the recording",
                            requestedBy);
                case "extend_recording" ->
                    recordInJournal(
                            recorder().request(Json.object().put("command", "extend")),
                            "extend the recording",
                            requestedBy);
                case "keep_video", "release_video", "upload_video", "delete_video" ->
                    recordInJournal(
                            recorder().request(VideoActions.command(action, request)),
                            VideoActions.description(action, request),
                            requestedBy);
                default -> throw new HttpError(400, "Unknown action \"" + action + "\".");
            };
        } catch (ControlException refused) {
            throw new HttpError(status(refused.kind()), String.valueOf(refused.getMessage()));
        }
    }

    private RecorderClient recorder() throws HttpError {
        return recorder.orElseThrow(() -> new HttpError(
                409, "Recordings can't be controlled: the recorder of this package is not watched on this device."));
    }

    /** The action has been executed by now, so a failure to record it is only added to the message. */
    private String recordInJournal(String message, String text, String requestedBy) {
        try {
            watchdog.request(
                    Json.object().put("command", "note").put("text", text).put("for", requestedBy));
            return message;
        } catch (ControlException notRecorded) {
            return message + " (not recorded in the watchdog's journal: " + notRecorded.getMessage() + ")";
        }
    }

    private static Json.ObjectBuilder hold(JsonObject request, Json.ObjectBuilder command) throws HttpError {
        long minutes =
                minutes(request, MAX_HOLD_MINUTES).orElseThrow(() -> new HttpError(400, "\"minutes\" is missing."));
        String reason = request.text("why").orElse("").strip();
        return command.put("command", "hold")
                .put("length", minutes + "min")
                .put("why", reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARACTERS)));
    }

    /** The name must be typed, so that nobody reboots the wrong device out of habit. */
    private void checkConfirmation(JsonObject request) throws HttpError {
        if (!request.text("confirm").map(String::strip).orElse("").equals(deviceName)) {
            throw new HttpError(409, "To reboot, type the device's name: " + deviceName);
        }
    }

    private static String service(JsonObject request) throws HttpError {
        return request.text("service").orElseThrow(() -> new HttpError(400, "\"service\" is missing."));
    }

    private static Optional<Long> minutes(JsonObject request, int max) throws HttpError {
        Optional<Long> minutes = request.integer("minutes");
        if (minutes.filter(value -> value < 1 || value > max).isPresent()) {
            throw new HttpError(400, "\"minutes\" must be from 1 to " + max + ".");
        }
        return minutes;
    }

    private static int status(ControlException.Kind kind) {
        return switch (kind) {
            case NOT_ALLOWED -> 403;
            case REFUSED -> 409;
            case NOT_RUNNING -> 503;
            case NO_ANSWER -> 504;
        };
    }
}
