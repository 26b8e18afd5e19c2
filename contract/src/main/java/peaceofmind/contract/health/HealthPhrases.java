// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.contract.event.ServicePhrase;

/** Phrases that several findings share. */
final class HealthPhrases {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

    private HealthPhrases() {}

    /** What the watched program is doing: {@code Recording since 14:02.} Only a recorder is said to record, or not to. */
    static String activity(DeviceSnapshot snapshot) {
        Optional<RecorderStatus> status = snapshot.activity();
        boolean isRecorder = snapshot.program().isPackagedRecorder()
                || snapshot.recorder().value().isPresent()
                || status.filter(RecorderStatus::isOfRecorder).isPresent();
        // The recorder's own reply is about the recorder, also where another program is the first.
        String subject = ServicePhrase.first(
                snapshot.recorder().value().isPresent()
                        ? "recorder"
                        : snapshot.program().name());
        String running = subject + " is running.";
        return switch (status.flatMap(RecorderStatus::state).orElse("")) {
            case "recording" -> isRecorder && status.isPresent() ? recording(snapshot, status.get()) : running;
            case "ready" -> isRecorder ? "Ready; nothing is being recorded." : subject + " is ready.";
            case "processing" -> isRecorder ? "Finishing a video." : running;
            case "booting" -> subject + " is starting.";
            case "error" -> subject + " can't work.";
            default -> running;
        };
    }

    private static String recording(DeviceSnapshot snapshot, RecorderStatus recorder) {
        if (recorder.length().isEmpty() || recorder.left().isEmpty()) {
            return "Recording.";
        }
        Duration elapsed = recorder.length().get().minus(recorder.left().get());
        return "Recording since " + clock(snapshot, snapshot.ago(elapsed)) + ".";
    }

    /** A time of day; with its date when that is not today. */
    static String clock(DeviceSnapshot snapshot, Instant at) {
        boolean today = at.atZone(snapshot.zone())
                .toLocalDate()
                .equals(snapshot.now().atZone(snapshot.zone()).toLocalDate());
        return (today ? TIME : DAY_AND_TIME).format(at.atZone(snapshot.zone()));
    }

    /** Such as {@code 40 s}, {@code 12 min}, {@code 3 h}, {@code 2 days}. */
    static String time(Duration time) {
        double seconds = time.toMillis() / 1000.0;
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

    /** Such as {@code 4.2 GB}. */
    static String bytes(long bytes) {
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%d MB", bytes / 1_000_000)
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }
}
