package peaceofmind.contract.health;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** What the recorder is doing, and times in words. */
final class RecorderActivity {

    private static final DateTimeFormatter TIME_FORMAT = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DATE_TIME_FORMAT = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

    private RecorderActivity() {}

    /** A sentence such as {@code Recording since 14:02.} */
    static String describe(DeviceSnapshot snapshot) {
        Optional<JsonObject> status = snapshot.recorder().or(() -> heartbeat(snapshot));
        if (status.isEmpty()) {
            return "The service runs.";
        }
        JsonObject recorder = status.get();
        return switch (recorder.text("state").orElse("")) {
            case "recording" -> recording(snapshot, recorder);
            case "ready" -> "Ready; nothing is being recorded.";
            case "processing" -> "Finishing a video.";
            case "booting" -> "The recorder is starting.";
            case "error" -> "The recorder can't work.";
            default -> "The recorder runs.";
        };
    }

    private static String recording(DeviceSnapshot snapshot, JsonObject recorder) {
        Optional<Double> duration = recorder.number("length_seconds");
        Optional<Double> remaining = recorder.number("left_seconds");
        if (duration.isEmpty() || remaining.isEmpty()) {
            return "Recording.";
        }
        Duration elapsed = Duration.ofMillis((long) ((duration.get() - remaining.get()) * 1000));
        return "Recording since " + formatTime(snapshot, snapshot.ago(elapsed)) + ".";
    }

    private static Optional<JsonObject> heartbeat(DeviceSnapshot snapshot) {
        for (Json item :
                snapshot.watchdog().map(json -> json.items("services")).orElse(java.util.List.of())) {
            if (item instanceof JsonObject service) {
                return service.object("heartbeat");
            }
        }
        return Optional.empty();
    }

    /** A time of day; with its date when that is not today. */
    static String formatTime(DeviceSnapshot snapshot, Instant time) {
        boolean today = time.atZone(snapshot.zone())
                .toLocalDate()
                .equals(snapshot.now().atZone(snapshot.zone()).toLocalDate());
        return (today ? TIME_FORMAT : DATE_TIME_FORMAT).format(time.atZone(snapshot.zone()));
    }

    /** Seconds as a person says them: {@code 40 s}, {@code 12 min}, {@code 3 h}, {@code 2 days}. */
    static String formatDuration(double seconds) {
        long roundedSeconds = Math.round(seconds);
        if (roundedSeconds < 120) {
            return roundedSeconds + " s";
        } else if (roundedSeconds < 2 * 3600) {
            return Math.round(seconds / 60) + " min";
        } else if (roundedSeconds < 48 * 3600) {
            return Math.round(seconds / 3600) + " h";
        }
        return Math.round(seconds / 86_400) + " days";
    }
}
