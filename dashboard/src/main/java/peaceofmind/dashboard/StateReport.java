package peaceofmind.dashboard;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import peaceofmind.dashboard.AlertSource.AlertView;
import peaceofmind.dashboard.SystemPanel.DiskLimits;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.time.Clock;
import peaceofmind.contract.health.DeviceSnapshot;
import peaceofmind.contract.health.DeviceHealth;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The complete current state as the page shows it, without charts and logs. */
final class StateReport {

    private static final int MAX_INCIDENTS = 20;

    private final DeviceConfig device;
    private final DiskLimits diskLimits;
    private final LatestBatch latest;
    private final Optional<AlertSource> alerts;
    private final EvidenceReader evidence;
    private final Clock clock;
    private final ZoneId zone;

    StateReport(
            DeviceConfig device,
            DiskLimits diskLimits,
            LatestBatch latest,
            Optional<AlertSource> alerts,
            EvidenceReader evidence,
            Clock clock,
            ZoneId zone) {
        this.device = device;
        this.diskLimits = diskLimits;
        this.latest = latest;
        this.alerts = alerts;
        this.evidence = evidence;
        this.clock = clock;
        this.zone = zone;
    }

    JsonObject toJson(DaemonStatus status) {
        LatestBatch.View metrics = latest.view();
        SystemPanel system = new SystemPanel(metrics, diskLimits);
        RecorderPanel recorder = new RecorderPanel(metrics, status);
        Instant now = clock.now();
        List<JsonObject> incidents = Incidents.group(status.events(), evidence.list());
        Json.ObjectBuilder json = Json.object()
                .put("at", now.toString())
                .put("device", device())
                .put("verdict", verdict(now, status))
                .put("recorder", recorder.recorder())
                .put("disk", system.disk())
                .put("system", system.device())
                .put("network", system.network())
                .put("uploads", recorder.uploads())
                .put("videos", recorder.videos())
                .put("watchdog", watchdog(status))
                .put("alerts", alerts())
                .put("shipping", recorder.shipping())
                .put("incidents", incidents.subList(0, Math.min(incidents.size(), MAX_INCIDENTS)));
        if (!metrics.batches().isEmpty()) {
            json.put("measured_at", metrics.batches().getLast().timestamp().toString());
        }
        return json.build();
    }

    private JsonObject device() {
        return Json.object()
                .put("name", device.name())
                .put("customer", device.customer())
                .put("location", device.location())
                .put("zone", zone.getId())
                .build();
    }

    private JsonObject verdict(Instant now, DaemonStatus status) {
        List<DeviceSnapshot.FiringAlert> firing = alerts.map(AlertSource::firing).orElse(List.of()).stream()
                .map(alert -> new DeviceSnapshot.FiringAlert(alert.severity(), alert.summary(), alert.whatToDo(), alert.since()))
                .toList();
        DeviceHealth verdict =
                DeviceHealth.of(new DeviceSnapshot(now, zone, status.watchdog(), status.recorder(), status.events(), firing));
        return Json.object()
                .put("level", verdict.level().label())
                .put("sentence", verdict.summary())
                .put("what_to_do", verdict.whatToDo())
                .build();
    }

    /** The watchdog's status without the members that only programs need. */
    private static JsonObject watchdog(DaemonStatus status) {
        Json.ObjectBuilder json =
                Json.object().put("reachable", status.watchdog().isPresent());
        if (status.watchdog().isEmpty()) {
            return json.put("problem", status.problem()).build();
        }
        status.watchdog().get().members().forEach((name, value) -> {
            if (!name.equals("services")) {
                json.put(name, value);
            }
        });
        List<JsonObject> services =
                status.services().stream().map(StateReport::withoutHeartbeat).toList();
        return json.put("services", services).build();
    }

    private static JsonObject withoutHeartbeat(JsonObject service) {
        Json.ObjectBuilder json = Json.object();
        service.members().forEach((name, value) -> {
            if (!name.equals("heartbeat")) {
                json.put(name, value);
            }
        });
        return json.build();
    }

    private Json alerts() {
        if (alerts.isEmpty()) {
            return Json.JsonNull.NULL;
        }
        return Json.object()
                .put("firing", all(alerts.get().firing()))
                .put("past", all(alerts.get().past()))
                .build();
    }

    private static List<JsonObject> all(List<AlertView> alerts) {
        return alerts.stream().map(StateReport::alert).toList();
    }

    private static JsonObject alert(AlertView alert) {
        return Json.object()
                .put("name", alert.name())
                .put("severity", alert.severity().label())
                .put("summary", alert.summary())
                .put("what_to_do", alert.whatToDo())
                .put("value", alert.value())
                .put("since", alert.since().toString())
                .put("until", alert.until().map(Instant::toString))
                .build();
    }
}
