package peaceofmind.dashboard;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * What can be asked for on the page. Restarts, holds and reboots go to the watchdog, which alone decides and writes down who asked; what
 * goes to the recorder is noted in the watchdog's journal.
 */
final class Actions {

    private static final Duration CONTROL_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_HOLD_MINUTES = 24 * 60;
    private static final int MAX_RECORDING_MINUTES = 240;
    private static final int MAX_REASON_CHARACTERS = 120;

    private final ControlClient watchdog;
    private final ControlClient recorder;
    private final String deviceName;

    Actions(ControlClient watchdog, ControlClient recorder, String deviceName) {
        this.watchdog = watchdog;
        this.recorder = recorder;
        this.deviceName = deviceName;
    }

    /**
     * Carries out a request.
     *
     * @param requestedBy for the journal, such as {@code dashboard, 192.168.1.5}
     * @return what was answered, in words
     */
    String run(JsonObject request, String requestedBy) throws HttpError {
        String action = request.text("action").orElse("");
        Json.ObjectBuilder command = Json.object().put("for", requestedBy);
        try {
            return switch (action) {
                case "restart", "start", "stop" ->
                    send(watchdog, command.put("command", action).put("service", service(request)));
                case "hold" -> send(watchdog, hold(request, command));
                case "release" -> send(watchdog, command.put("command", "release"));
                case "reboot" -> {
                    checkConfirmation(request);
                    yield send(watchdog, command.put("command", "reboot"));
                }
                case "start_recording" -> {
                    Json.ObjectBuilder start = Json.object().put("command", "start");
                    minutes(request, MAX_RECORDING_MINUTES).ifPresent(minutes -> start.put("minutes", minutes));
                    yield recordInJournal(send(recorder, start), "start a recording", requestedBy);
                }
                case "stop_recording" ->
                    recordInJournal(send(recorder, Json.object().put("command", "stop")), "stop the recording", requestedBy);
                default -> throw new HttpError(400, "There is no action \"" + action + "\".");
            };
        } catch (ControlException refused) {
            throw new HttpError(status(refused.kind()), String.valueOf(refused.getMessage()));
        }
    }

    private static String send(ControlClient client, Json.ObjectBuilder command) throws ControlException {
        return client.send(command.build(), CONTROL_TIMEOUT).text("message").orElse("done");
    }

    /** It is done by now: a watchdog that can't write it down is told beside it. */
    private String recordInJournal(String message, String text, String requestedBy) {
        try {
            send(
                    watchdog,
                    Json.object().put("command", "note").put("text", text).put("for", requestedBy));
            return message;
        } catch (ControlException notRecorded) {
            return message + " (not written into the journal: " + notRecorded.getMessage() + ")";
        }
    }

    private static Json.ObjectBuilder hold(JsonObject request, Json.ObjectBuilder command) throws HttpError {
        long minutes = minutes(request, MAX_HOLD_MINUTES)
                .orElseThrow(() -> new HttpError(400, "For how many minutes? \"minutes\" is missing."));
        String reason = request.text("why").orElse("").strip();
        return command.put("command", "hold")
                .put("length", minutes + "min")
                .put("why", reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARACTERS)));
    }

    /** Nobody reboots the wrong device by habit: its name must be typed. */
    private void checkConfirmation(JsonObject request) throws HttpError {
        if (!request.text("confirm").map(String::strip).orElse("").equals(deviceName)) {
            throw new HttpError(409, "To reboot, type the device's name: " + deviceName);
        }
    }

    private static String service(JsonObject request) throws HttpError {
        return request.text("service").orElseThrow(() -> new HttpError(400, "Which service? \"service\" is missing."));
    }

    private static Optional<Long> minutes(JsonObject request, int max) throws HttpError {
        Optional<Long> minutes = request.integer("minutes");
        if (minutes.filter(given -> given < 1 || given > max).isPresent()) {
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
