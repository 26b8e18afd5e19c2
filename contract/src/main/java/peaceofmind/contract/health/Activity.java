package peaceofmind.contract.health;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** What the recorder is doing, and times in words. */
final class Activity {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

    private Activity() {}

    /** A sentence such as {@code Recording since 14:02.} */
    static String words(Situation situation) {
        Optional<JsonObject> said = situation.recorder().or(() -> heartbeat(situation));
        if (said.isEmpty()) {
            return "The service runs.";
        }
        JsonObject recorder = said.get();
        return switch (recorder.text("state").orElse("")) {
            case "recording" -> recording(situation, recorder);
            case "ready" -> "Ready; nothing is being recorded.";
            case "processing" -> "Finishing a video.";
            case "booting" -> "The recorder is starting.";
            case "error" -> "The recorder can't work.";
            default -> "The recorder runs.";
        };
    }

    private static String recording(Situation situation, JsonObject recorder) {
        Optional<Double> length = recorder.number("length_seconds");
        Optional<Double> left = recorder.number("left_seconds");
        if (length.isEmpty() || left.isEmpty()) {
            return "Recording.";
        }
        Duration elapsed = Duration.ofMillis((long) ((length.get() - left.get()) * 1000));
        return "Recording since " + clock(situation, situation.ago(elapsed)) + ".";
    }

    private static Optional<JsonObject> heartbeat(Situation situation) {
        for (Json item :
                situation.watchdog().map(json -> json.items("services")).orElse(java.util.List.of())) {
            if (item instanceof JsonObject service) {
                return service.object("heartbeat");
            }
        }
        return Optional.empty();
    }

    /** A time of day; with its date when that is not today. */
    static String clock(Situation situation, Instant at) {
        boolean today = at.atZone(situation.zone())
                .toLocalDate()
                .equals(situation.now().atZone(situation.zone()).toLocalDate());
        return (today ? TIME : DAY_AND_TIME).format(at.atZone(situation.zone()));
    }

    /** Seconds as a person says them: {@code 40 s}, {@code 12 min}, {@code 3 h}, {@code 2 days}. */
    static String time(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 120) {
            return whole + " s";
        } else if (whole < 2 * 3600) {
            return Math.round(seconds / 60) + " min";
        } else if (whole < 48 * 3600) {
            return Math.round(seconds / 3600) + " h";
        }
        return Math.round(seconds / 86_400) + " days";
    }
}
