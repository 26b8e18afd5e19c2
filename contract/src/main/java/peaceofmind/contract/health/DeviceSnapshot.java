package peaceofmind.contract.health;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.alert.Severity;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * What is known of a device at one moment.
 *
 * @param zone in which times of day are told
 * @param watchdog its answer to {@code status}; empty: it gave none
 * @param recorder its answer to {@code status}; empty: it gave none
 * @param events of the watchdog's journal, oldest first
 * @param alerts that are firing, the worst first
 */
public record DeviceSnapshot(
        Instant now,
        ZoneId zone,
        Optional<JsonObject> watchdog,
        Optional<JsonObject> recorder,
        List<JsonObject> events,
        List<FiringAlert> alerts) {

    /**
     * An alert that is firing.
     *
     * @param summary what is wrong, a sentence without its full stop
     * @param whatToDo may be empty
     */
    public record FiringAlert(Severity severity, String summary, String whatToDo, Instant since) {}

    public DeviceSnapshot {
        events = List.copyOf(events);
        alerts = List.copyOf(alerts);
    }

    /** When something happened that is now so long ago. */
    Instant ago(Duration age) {
        return now.minus(age);
    }
}
