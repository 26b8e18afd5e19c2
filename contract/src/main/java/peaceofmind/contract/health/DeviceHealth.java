package peaceofmind.contract.health;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.contract.alert.Severity;
import peaceofmind.contract.health.DeviceSnapshot.FiringAlert;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * How a device is, in one breath.
 *
 * @param summary one to three short sentences
 * @param whatToDo for the owner; empty when there is nothing to do
 */
public record DeviceHealth(Level level, String summary, String whatToDo) {

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

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Judges a situation: of several troubles, the worst speaks. */
    public static DeviceHealth of(DeviceSnapshot snapshot) {
        if (snapshot.watchdog().isEmpty()) {
            return withoutWatchdog(snapshot);
        }
        JsonObject watchdog = snapshot.watchdog().get();
        if (watchdog.bool("reboot_under_way").orElse(false)) {
            return new DeviceHealth(
                    Level.BUSY,
                    "The device is rebooting.",
                    "Wait three minutes. If this page stays silent after that, see step 4 of the runbook.");
        }
        Optional<DeviceHealth> worst = watchdog.items("services").stream()
                .filter(JsonObject.class::isInstance)
                .map(service -> new ServiceHealth(snapshot, watchdog, (JsonObject) service).assess())
                .filter(health -> health.level() != Level.GOOD)
                .max(Comparator.comparing(DeviceHealth::level));
        // Alerts follow from a service that is down: they say less than what is being done about it.
        return worst.orElseGet(() -> deviceHealth(snapshot, watchdog, RecorderActivity.describe(snapshot)));
    }

    private static DeviceHealth withoutWatchdog(DeviceSnapshot snapshot) {
        String todo = "Restart the watchdog: sudo systemctl restart recorder-watchdog (step 3 of the runbook).";
        if (snapshot.recorder().isEmpty()) {
            return new DeviceHealth(
                    Level.BAD, "Neither the recorder nor the watchdog answers. Needs you: see step 3.", todo);
        }
        return new DeviceHealth(
                Level.ATTENTION,
                RecorderActivity.describe(snapshot) + " But nobody watches the recorder: the watchdog does not answer.",
                todo);
    }

    /** What concerns the device as a whole, while its services are well. */
    private static DeviceHealth deviceHealth(DeviceSnapshot snapshot, JsonObject watchdog, String activity) {
        List<FiringAlert> warnings = snapshot.alerts().stream()
                .filter(alert -> alert.severity().isAtLeast(Severity.WARNING))
                .toList();
        Optional<FiringAlert> alert = warnings.stream().findFirst();
        if (alert.isPresent()) {
            int more = warnings.size() - 1;
            String moreText =
                    more == 0 ? "" : more == 1 ? " One more alert is firing." : " " + more + " more alerts are firing.";
            boolean critical = alert.get().severity() == Severity.CRITICAL;
            return new DeviceHealth(
                    critical ? Level.BAD : Level.ATTENTION,
                    withFullStop(alert.get().summary()) + moreText + (critical ? "" : " " + activity),
                    alert.get().whatToDo());
        }
        if (watchdog.bool("dry_run").orElse(false)) {
            return new DeviceHealth(
                    Level.ATTENTION,
                    activity + " But the watchdog only looks on: it is configured to do nothing.",
                    "Set watchdog.dry_run to false in /etc/peace/peace.yaml and restart recorder-watchdog.");
        }
        for (Json item : watchdog.items("holds")) {
            if (item instanceof JsonObject hold) {
                String reason = hold.text("why")
                        .filter(text -> !text.isBlank())
                        .map(text -> " (" + text + ")")
                        .orElse("");
                return new DeviceHealth(
                        Level.ATTENTION,
                        activity + " On hold for "
                                + RecorderActivity.formatDuration(hold.number("seconds_left").orElse(0.0)) + reason
                                + ": nothing is restarted.",
                        "The hold ends by itself. End it now if the work is done.");
            }
        }
        return healthy(snapshot, activity);
    }

    /** What is only worth knowing does not make a device unwell: the sentence goes on, the colour stays. */
    private static DeviceHealth healthy(DeviceSnapshot snapshot, String activity) {
        Optional<FiringAlert> info = snapshot.alerts().stream().findFirst();
        return new DeviceHealth(
                Level.GOOD,
                "All is well. " + activity
                        + info.map(alert -> " " + describe(snapshot, alert)).orElse(""),
                info.map(FiringAlert::whatToDo).orElse(""));
    }

    private static String describe(DeviceSnapshot snapshot, FiringAlert alert) {
        return withFullStop(alert.summary() + " (" + RecorderActivity.formatTime(snapshot, alert.since()) + ")");
    }

    private static String withFullStop(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }
}
