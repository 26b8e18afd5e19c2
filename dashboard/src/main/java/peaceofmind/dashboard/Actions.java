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

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_HOLD_MINUTES = 24 * 60;
    private static final int MAX_RECORDING_MINUTES = 240;
    private static final int MAX_WHY = 120;

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
     * @param who for the journal, such as {@code dashboard, 192.168.1.5}
     * @return what was answered, in words
     */
    String run(JsonObject request, String who) throws Refusal {
        String action = request.text("action").orElse("");
        Json.ObjectBuilder order = Json.object().put("for", who);
        try {
            return switch (action) {
                case "restart", "start", "stop" ->
                    tell(watchdog, order.put("command", action).put("service", service(request)));
                case "hold" -> tell(watchdog, hold(request, order));
                case "release" -> tell(watchdog, order.put("command", "release"));
                case "reboot" -> {
                    checkName(request);
                    yield tell(watchdog, order.put("command", "reboot"));
                }
                case "start_recording" -> {
                    Json.ObjectBuilder start = Json.object().put("command", "start");
                    minutes(request, MAX_RECORDING_MINUTES).ifPresent(minutes -> start.put("minutes", minutes));
                    yield noted(tell(recorder, start), "start a recording", who);
                }
                case "stop_recording" ->
                    noted(tell(recorder, Json.object().put("command", "stop")), "stop the recording", who);
                default -> throw new Refusal(400, "There is no action \"" + action + "\".");
            };
        } catch (ControlException refused) {
            throw new Refusal(status(refused.kind()), String.valueOf(refused.getMessage()));
        }
    }

    private static String tell(ControlClient whom, Json.ObjectBuilder order) throws ControlException {
        return whom.send(order.build(), LIMIT).text("message").orElse("done");
    }

    /** It is done by now: a watchdog that can't write it down is told beside it. */
    private String noted(String message, String what, String who) {
        try {
            tell(
                    watchdog,
                    Json.object().put("command", "note").put("text", what).put("for", who));
            return message;
        } catch (ControlException notNoted) {
            return message + " (not written into the journal: " + notNoted.getMessage() + ")";
        }
    }

    private static Json.ObjectBuilder hold(JsonObject request, Json.ObjectBuilder order) throws Refusal {
        long minutes = minutes(request, MAX_HOLD_MINUTES)
                .orElseThrow(() -> new Refusal(400, "For how many minutes? \"minutes\" is missing."));
        String why = request.text("why").orElse("").strip();
        return order.put("command", "hold")
                .put("length", minutes + "min")
                .put("why", why.substring(0, Math.min(why.length(), MAX_WHY)));
    }

    /** Nobody reboots the wrong device by habit: its name must be typed. */
    private void checkName(JsonObject request) throws Refusal {
        if (!request.text("confirm").map(String::strip).orElse("").equals(deviceName)) {
            throw new Refusal(409, "To reboot, type the device's name: " + deviceName);
        }
    }

    private static String service(JsonObject request) throws Refusal {
        return request.text("service").orElseThrow(() -> new Refusal(400, "Which service? \"service\" is missing."));
    }

    private static Optional<Long> minutes(JsonObject request, int most) throws Refusal {
        Optional<Long> minutes = request.integer("minutes");
        if (minutes.filter(given -> given < 1 || given > most).isPresent()) {
            throw new Refusal(400, "\"minutes\" must be from 1 to " + most + ".");
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
