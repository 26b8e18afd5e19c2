package peaceofmind.contract.health;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.contract.health.DeviceHealth.Level;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** What the watchdog's view of one service means. */
record ServiceHealth(DeviceSnapshot snapshot, JsonObject watchdog, JsonObject service) {

    /** A beat comes each second: one that is late by less is the machine's business. */
    private static final double LATE_AFTER_SECONDS = 8;

    DeviceHealth assess() {
        String condition = service.text("condition").orElse("");
        boolean stable = !service.bool("unstable").orElse(false);
        return switch (condition) {
            case "healthy" -> stable ? healthy() : unstable();
            case "starting" -> stable ? new DeviceHealth(Level.BUSY, "The " + name() + " is starting.", "") : unstable();
            case "silent" -> silent();
            case "restarting", "verifying" -> restarting();
            case "stopping" -> new DeviceHealth(Level.BUSY, "The " + name() + " is being stopped, as asked for.", "");
            case "stopped" -> stopped();
            case "held" -> held();
            case "gave_up" -> gaveUp();
            case "error" -> error();
            case "unreadable" -> unreadable();
            case "refused" -> refused();
            default -> new DeviceHealth(Level.BUSY, "The watchdog has just begun to look at the " + name() + ".", "");
        };
    }

    private DeviceHealth healthy() {
        if (silenceSeconds() < LATE_AFTER_SECONDS) {
            return new DeviceHealth(Level.GOOD, "All is well. " + RecorderActivity.describe(snapshot), "");
        }
        return new DeviceHealth(
                Level.BUSY,
                "No word from the " + name() + " for " + RecorderActivity.formatDuration(silenceSeconds()) + ". It is restarted after "
                        + RecorderActivity.formatDuration(service.number("limit_seconds").orElse(30.0)) + ".",
                "");
    }

    private DeviceHealth unstable() {
        long starts = service.integer("starts_by_others_in_window").orElse(0L);
        return new DeviceHealth(
                Level.ATTENTION,
                "The " + name() + " ends and is started again, and again: " + starts + " times lately.",
                "Find in its log below why it ends (step 2 of the runbook).");
    }

    private DeviceHealth silent() {
        return new DeviceHealth(
                Level.BAD,
                "No word from the " + name() + " since " + lastBeatTime() + ". " + rebootSummary(),
                "The watchdog goes on trying. If it does not come back within 10 minutes, restart everything (step 3 of the runbook).");
    }

    private DeviceHealth restarting() {
        if (restartRequested()) {
            return new DeviceHealth(Level.BUSY, "The " + name() + " is being restarted, as asked for.", "");
        }
        long maxRestarts = service.integer("max_restarts").orElse(3L);
        long attempt = Math.clamp(service.integer("restarts_in_window").orElse(1L), 1, maxRestarts);
        boolean frozen = silenceSeconds() >= service.number("limit_seconds").orElse(30.0);
        String cause = frozen ? "Frozen for " + RecorderActivity.formatDuration(silenceSeconds()) : capitalize(name()) + " ended unexpectedly";
        return new DeviceHealth(
                Level.BUSY,
                cause + ", restarting, try " + attempt + " of " + maxRestarts + ".",
                "Wait: this takes less than a minute.");
    }

    private DeviceHealth stopped() {
        String when = lastEvent("operator_stopped")
                .map(at -> " at " + RecorderActivity.formatTime(snapshot, at))
                .orElse("");
        return new DeviceHealth(
                Level.ATTENTION,
                "The " + name() + " was stopped on purpose" + when + ". It stays so until somebody starts it.",
                "Start it when the work is done: button below, or peace watchdog start " + name() + ".");
    }

    private DeviceHealth held() {
        double remainingSeconds = 0;
        for (Json item : watchdog.items("holds")) {
            if (item instanceof JsonObject hold) {
                remainingSeconds = Math.max(remainingSeconds, hold.number("seconds_left").orElse(0.0));
            }
        }
        return new DeviceHealth(
                Level.ATTENTION,
                "No word from the " + name() + " since " + lastBeatTime() + ". Nothing is done: on hold for "
                        + RecorderActivity.formatDuration(remainingSeconds) + " more.",
                "End the hold if the work is done: the watchdog takes over at once.");
    }

    private DeviceHealth gaveUp() {
        return new DeviceHealth(
                Level.BAD,
                "No word from the " + name() + " since " + lastBeatTime() + ". " + rebootSummary() + "Needs you: see step 4.",
                "Restarts and reboots did not help. Read the last incident's evidence below, then reboot by hand (step 4 of the"
                        + " runbook); check the camera (step 7) and the disk (step 6).");
    }

    private DeviceHealth error() {
        String reason = snapshot
                .recorder()
                .flatMap(json -> json.text("error"))
                .or(() -> service.object("heartbeat").flatMap(beat -> beat.text("error")))
                .orElse("its heartbeat says error");
        String lower = reason.toLowerCase(Locale.ROOT);
        String todo = "Look at its log below (step 2 of the runbook).";
        if (lower.contains("camera") || lower.contains("ffmpeg") || lower.contains("/dev/video")) {
            todo = "Check the camera and its cable (step 7 of the runbook).";
        } else if (lower.contains("room")
                || lower.contains("space")
                || lower.contains("disk")
                || lower.contains("storage")) {
            todo = "Make room on the disk (step 6 of the runbook).";
        }
        return new DeviceHealth(Level.BAD, "The " + name() + " is alive but can't work: " + reason + ".", todo);
    }

    private DeviceHealth unreadable() {
        return new DeviceHealth(
                Level.ATTENTION,
                "The " + name() + " is alive, but its heartbeat can't be read: " + heartbeatFault() + ".",
                "Correct what it writes (see the README): nothing is restarted for this.");
    }

    private DeviceHealth refused() {
        return new DeviceHealth(
                Level.BAD,
                "The " + name() + " can't be watched: " + heartbeatFault() + ".",
                "Correct heartbeat or heartbeat_owner in peace.yaml, or the file: until then nothing is restarted.");
    }

    private String heartbeatFault() {
        return service.text("heartbeat_fault").orElse("see the last event");
    }

    private String rebootSummary() {
        Instant dayAgo = snapshot.ago(Duration.ofDays(1));
        long reboots = snapshot.events().stream()
                .filter(event -> event.text("kind").filter("reboot"::equals).isPresent())
                .filter(event -> eventTime(event).filter(dayAgo::isBefore).isPresent())
                .count();
        return reboots == 0 ? "" : reboots == 1 ? "Rebooted once. " : "Rebooted " + reboots + " times. ";
    }

    /** Whether the last restart was a person's wish. */
    private boolean restartRequested() {
        boolean requested = false;
        for (JsonObject event : snapshot.events()) {
            boolean ofThisService = event.text("service").filter(name()::equals).isPresent();
            String kind = event.text("kind").orElse("");
            if (ofThisService && (kind.equals("operator_request") || kind.equals("stale") || kind.equals("restart_verified"))) {
                requested = kind.equals("operator_request");
            }
        }
        return requested;
    }

    private Optional<Instant> lastEvent(String kind) {
        return snapshot.events().reversed().stream()
                .filter(event -> event.text("kind").filter(kind::equals).isPresent())
                .findFirst()
                .flatMap(ServiceHealth::eventTime);
    }

    private static Optional<Instant> eventTime(JsonObject event) {
        try {
            return event.text("time").map(Instant::parse);
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    private String lastBeatTime() {
        return RecorderActivity.formatTime(snapshot, snapshot.ago(Duration.ofSeconds(Math.round(silenceSeconds()))));
    }

    private double silenceSeconds() {
        return service.number("silence_seconds").orElse(0.0);
    }

    private String name() {
        return service.text("name").orElse("service");
    }

    private static String capitalize(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
