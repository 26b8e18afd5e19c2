package peaceofmind.contract.health;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.contract.health.Verdict.Level;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** What the watchdog's view of one service means. */
record ServiceVerdict(Situation situation, JsonObject watchdog, JsonObject service) {

    /** A beat comes each second: one that is late by less is the machine's business. */
    private static final double LATE_SECONDS = 8;

    Verdict judge() {
        String condition = service.text("condition").orElse("");
        boolean calm = !service.bool("unstable").orElse(false);
        return switch (condition) {
            case "healthy" -> calm ? healthy() : unstable();
            case "starting" -> calm ? new Verdict(Level.BUSY, "The " + name() + " is starting.", "") : unstable();
            case "silent" -> silent();
            case "restarting", "verifying" -> restarting();
            case "stopping" -> new Verdict(Level.BUSY, "The " + name() + " is being stopped, as asked for.", "");
            case "stopped" -> stopped();
            case "held" -> held();
            case "gave_up" -> gaveUp();
            case "error" -> error();
            default -> new Verdict(Level.BUSY, "The watchdog has just begun to look at the " + name() + ".", "");
        };
    }

    private Verdict healthy() {
        if (silence() < LATE_SECONDS) {
            return new Verdict(Level.GOOD, "All is well. " + Activity.words(situation), "");
        }
        return new Verdict(
                Level.BUSY,
                "No word from the " + name() + " for " + Activity.time(silence()) + ". It is restarted after "
                        + Activity.time(service.number("limit_seconds").orElse(30.0)) + ".",
                "");
    }

    private Verdict unstable() {
        long starts = service.whole("starts_by_others_in_window").orElse(0L);
        return new Verdict(
                Level.ATTENTION,
                "The " + name() + " ends and is started again, and again: " + starts + " times lately.",
                "Find in its log below why it ends (step 2 of the runbook).");
    }

    private Verdict silent() {
        return new Verdict(
                Level.BAD,
                "No word from the " + name() + " since " + lastWord() + ". " + rebooted(),
                "The watchdog goes on trying. If it does not come back within 10 minutes, restart everything (step 3 of the runbook).");
    }

    private Verdict restarting() {
        if (askedFor()) {
            return new Verdict(Level.BUSY, "The " + name() + " is being restarted, as asked for.", "");
        }
        long most = service.whole("max_restarts").orElse(3L);
        long tried = Math.clamp(service.whole("restarts_in_window").orElse(1L), 1, most);
        boolean frozen = silence() >= service.number("limit_seconds").orElse(30.0);
        String what = frozen ? "Frozen for " + Activity.time(silence()) : capital(name()) + " ended unexpectedly";
        return new Verdict(
                Level.BUSY,
                what + ", restarting, try " + tried + " of " + most + ".",
                "Wait: this takes less than a minute.");
    }

    private Verdict stopped() {
        String when = lastEvent("operator_stopped")
                .map(at -> " at " + Activity.clock(situation, at))
                .orElse("");
        return new Verdict(
                Level.ATTENTION,
                "The " + name() + " was stopped on purpose" + when + ". It stays so until somebody starts it.",
                "Start it when the work is done: button below, or peace watchdog start " + name() + ".");
    }

    private Verdict held() {
        double left = 0;
        for (Json item : watchdog.items("holds")) {
            if (item instanceof JsonObject hold) {
                left = Math.max(left, hold.number("seconds_left").orElse(0.0));
            }
        }
        return new Verdict(
                Level.ATTENTION,
                "No word from the " + name() + " since " + lastWord() + ". Nothing is done: on hold for "
                        + Activity.time(left) + " more.",
                "End the hold if the work is done: the watchdog takes over at once.");
    }

    private Verdict gaveUp() {
        return new Verdict(
                Level.BAD,
                "No word from the " + name() + " since " + lastWord() + ". " + rebooted() + "Needs you: see step 4.",
                "Restarts and reboots did not help. Read the last incident's evidence below, then reboot by hand (step 4 of the"
                        + " runbook); check the camera (step 7) and the disk (step 6).");
    }

    private Verdict error() {
        String why = situation
                .recorder()
                .flatMap(json -> json.text("error"))
                .or(() -> service.object("heartbeat").flatMap(beat -> beat.text("error")))
                .orElse("its heartbeat says error");
        String lower = why.toLowerCase(Locale.ROOT);
        String todo = "Look at its log below (step 2 of the runbook).";
        if (lower.contains("camera") || lower.contains("ffmpeg") || lower.contains("/dev/video")) {
            todo = "Check the camera and its cable (step 7 of the runbook).";
        } else if (lower.contains("room")
                || lower.contains("space")
                || lower.contains("disk")
                || lower.contains("storage")) {
            todo = "Make room on the disk (step 6 of the runbook).";
        }
        return new Verdict(Level.BAD, "The " + name() + " is alive but can't work: " + why + ".", todo);
    }

    private String rebooted() {
        Instant dayAgo = situation.ago(Duration.ofDays(1));
        long reboots = situation.events().stream()
                .filter(event -> event.text("kind").filter("reboot"::equals).isPresent())
                .filter(event -> time(event).filter(dayAgo::isBefore).isPresent())
                .count();
        return reboots == 0 ? "" : reboots == 1 ? "Rebooted once. " : "Rebooted " + reboots + " times. ";
    }

    /** Whether the last restart was a person's wish. */
    private boolean askedFor() {
        boolean asked = false;
        for (JsonObject event : situation.events()) {
            boolean mine = event.text("service").filter(name()::equals).isPresent();
            String kind = event.text("kind").orElse("");
            if (mine && (kind.equals("operator_request") || kind.equals("stale") || kind.equals("restart_verified"))) {
                asked = kind.equals("operator_request");
            }
        }
        return asked;
    }

    private Optional<Instant> lastEvent(String kind) {
        return situation.events().reversed().stream()
                .filter(event -> event.text("kind").filter(kind::equals).isPresent())
                .findFirst()
                .flatMap(ServiceVerdict::time);
    }

    private static Optional<Instant> time(JsonObject event) {
        try {
            return event.text("time").map(Instant::parse);
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    private String lastWord() {
        return Activity.clock(situation, situation.ago(Duration.ofSeconds(Math.round(silence()))));
    }

    private double silence() {
        return service.number("silence_seconds").orElse(0.0);
    }

    private String name() {
        return service.text("name").orElse("service");
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
