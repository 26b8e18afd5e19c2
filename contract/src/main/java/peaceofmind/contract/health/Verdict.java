package peaceofmind.contract.health;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.contract.alert.Severity;
import peaceofmind.contract.health.Situation.Alert;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * How a device is, in one breath.
 *
 * @param sentence one to three short sentences
 * @param whatToDo for the owner; empty when there is nothing to do
 */
public record Verdict(Level level, String sentence, String whatToDo) {

    /** Worse ones come later. */
    public enum Level {
        /** Nothing to do, nothing to fear. */
        GOOD,
        /** Something is being put right, or was asked for: wait. */
        BUSY,
        /** It works, and somebody should look at it soon. */
        ATTENTION,
        /** It does not do its work. */
        BAD;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Judges a situation: of several troubles, the worst speaks. */
    public static Verdict of(Situation situation) {
        if (situation.watchdog().isEmpty()) {
            return withoutWatchdog(situation);
        }
        JsonObject watchdog = situation.watchdog().get();
        if (watchdog.bool("reboot_under_way").orElse(false)) {
            return new Verdict(
                    Level.BUSY,
                    "The device is rebooting.",
                    "Wait three minutes. If this page stays silent after that, see step 4 of the runbook.");
        }
        Optional<Verdict> trouble = watchdog.items("services").stream()
                .filter(JsonObject.class::isInstance)
                .map(service -> new ServiceVerdict(situation, watchdog, (JsonObject) service).judge())
                .filter(verdict -> verdict.level() != Level.GOOD)
                .max(Comparator.comparing(Verdict::level));
        // Alerts follow from a service that is down: they say less than what is being done about it.
        return trouble.orElseGet(() -> device(situation, watchdog, Activity.words(situation)));
    }

    private static Verdict withoutWatchdog(Situation situation) {
        String todo = "Restart the watchdog: sudo systemctl restart recorder-watchdog (step 3 of the runbook).";
        if (situation.recorder().isEmpty()) {
            return new Verdict(
                    Level.BAD, "Neither the recorder nor the watchdog answers. Needs you: see step 3.", todo);
        }
        return new Verdict(
                Level.ATTENTION,
                Activity.words(situation) + " But nobody watches the recorder: the watchdog does not answer.",
                todo);
    }

    /** What concerns the device as a whole, while its services are well. */
    private static Verdict device(Situation situation, JsonObject watchdog, String activity) {
        List<Alert> troubles = situation.alerts().stream()
                .filter(alert -> alert.severity().isAtLeast(Severity.WARNING))
                .toList();
        Optional<Alert> alert = troubles.stream().findFirst();
        if (alert.isPresent()) {
            int more = troubles.size() - 1;
            String others =
                    more == 0 ? "" : more == 1 ? " One more alert is firing." : " " + more + " more alerts are firing.";
            boolean critical = alert.get().severity() == Severity.CRITICAL;
            return new Verdict(
                    critical ? Level.BAD : Level.ATTENTION,
                    ended(alert.get().summary()) + others + (critical ? "" : " " + activity),
                    alert.get().whatToDo());
        }
        if (watchdog.bool("dry_run").orElse(false)) {
            return new Verdict(
                    Level.ATTENTION,
                    activity + " But the watchdog only looks on: it is configured to do nothing.",
                    "Set watchdog.dry_run to false in /etc/peace/peace.yaml and restart recorder-watchdog.");
        }
        for (Json item : watchdog.items("holds")) {
            if (item instanceof JsonObject hold) {
                String why = hold.text("why")
                        .filter(text -> !text.isBlank())
                        .map(text -> " (" + text + ")")
                        .orElse("");
                return new Verdict(
                        Level.ATTENTION,
                        activity + " On hold for "
                                + Activity.time(hold.number("seconds_left").orElse(0.0)) + why
                                + ": nothing is restarted.",
                        "The hold ends by itself. End it now if the work is done.");
            }
        }
        return well(situation, activity);
    }

    /** What is only worth knowing does not make a device unwell: the sentence goes on, the colour stays. */
    private static Verdict well(Situation situation, String activity) {
        Optional<Alert> aside = situation.alerts().stream().findFirst();
        return new Verdict(
                Level.GOOD,
                "All is well. " + activity
                        + aside.map(alert -> " " + since(situation, alert)).orElse(""),
                aside.map(Alert::whatToDo).orElse(""));
    }

    private static String since(Situation situation, Alert alert) {
        return ended(alert.summary() + " (" + Activity.clock(situation, alert.since()) + ")");
    }

    private static String ended(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }
}
