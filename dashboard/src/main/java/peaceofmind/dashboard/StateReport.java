// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.health.DeviceHealth;
import peaceofmind.contract.health.RecorderStatus;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.incident.IncidentTimeline;
import peaceofmind.dashboard.AlertSource.AlertView;
import peaceofmind.dashboard.DashboardConfig.Program;
import peaceofmind.dashboard.EvidenceReader.IncidentFolder;
import peaceofmind.dashboard.SystemPanel.DiskLimits;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.config.StorageLimits;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The complete current state as the page shows it, without charts and logs. */
final class StateReport {

    private static final int MAX_INCIDENTS = 20;

    private final DeviceConfig device;
    private final DiskLimits diskLimits;
    private final StorageLimits storage;
    private final Program program;
    private final LatestBatch latest;
    private final Optional<AlertSource> alerts;
    private final EvidenceReader evidence;
    private final Clock clock;
    private final ZoneId zone;

    StateReport(
            DeviceConfig device,
            DiskLimits diskLimits,
            StorageLimits storage,
            Program program,
            LatestBatch latest,
            Optional<AlertSource> alerts,
            EvidenceReader evidence,
            Clock clock,
            ZoneId zone) {
        this.device = device;
        this.diskLimits = diskLimits;
        this.storage = storage;
        this.program = program;
        this.latest = latest;
        this.alerts = alerts;
        this.evidence = evidence;
        this.clock = clock;
        this.zone = zone;
    }

    JsonObject toJson(DaemonStatus status) {
        LatestBatch.View metrics = latest.view();
        SystemPanel system = new SystemPanel(metrics, diskLimits);
        RecorderPanel recorder = new RecorderPanel(metrics, status, program);
        Instant now = clock.now();
        List<Incident> incidents = IncidentTimeline.of(status.events());
        DeviceHealth health =
                DeviceHealth.of(new HealthSnapshot(program.first(), metrics, storage, status, alerts).at(now, zone));
        Json.ObjectBuilder json = Json.object()
                .put("at", now.toString())
                .put("device", device())
                .put("health", health.toJson())
                .put("verdict", verdict(health))
                .put("program", program())
                .put("recorder", recorder.recorder())
                .put("disk", system.disk())
                .put("system", system.device())
                .put("network", system.network())
                .put("uploads", recorder.uploads())
                .put("videos", recorder.videos())
                .put("watchdog", watchdog(status))
                .put("alerts", alerts())
                .put("shipping", recorder.shipping())
                .put("incidents", newest(incidents))
                .put("older_incidents", (long) Math.max(0, incidents.size() - MAX_INCIDENTS));
        if (!metrics.batches().isEmpty()) {
            json.put("measured_at", metrics.batches().getLast().timestamp().toString());
        }
        return json.build();
    }

    private JsonObject program() {
        return Json.object()
                .put("name", program.first().name())
                .put("packaged_recorder", program.first().isPackagedRecorder())
                .put("recorder_watched", program.hasRecorder())
                .build();
    }

    private JsonObject device() {
        return Json.object()
                .put("name", device.name())
                .put("customer", device.customer())
                .put("location", device.location())
                .put("zone", zone.getId())
                .build();
    }

    /** The judgement by the words of earlier versions: good, busy, attention, bad. */
    private static JsonObject verdict(DeviceHealth health) {
        String level = switch (health.level()) {
            case UP -> "good";
            case UNKNOWN -> "attention";
            case DEGRADED -> health.inProgress() ? "busy" : "attention";
            case DOWN -> "bad";
        };
        return Json.object()
                .put("level", level)
                .put("sentence", health.sentence())
                .put("what_to_do", health.nextStep())
                .build();
    }

    /** Newest first. */
    private List<JsonObject> newest(List<Incident> incidents) {
        List<IncidentFolder> saved = evidence.list();
        return incidents.reversed().stream()
                .limit(MAX_INCIDENTS)
                .map(incident -> incident(incident, saved))
                .toList();
    }

    private static JsonObject incident(Incident incident, List<IncidentFolder> saved) {
        Json.ObjectBuilder json = Json.object();
        incident.toJson().members().forEach(json::put);
        List<JsonObject> evidence = saved.stream()
                .filter(folder -> incident.covers(folder.name()))
                .map(folder -> Json.object()
                        .put("name", folder.name().toString())
                        .put("at", folder.name().time().toString())
                        .put("files", Json.texts(folder.files()))
                        .build())
                .toList();
        return json.put("evidence", evidence).build();
    }

    /** The watchdog's status without the members that only programs need. */
    private static JsonObject watchdog(DaemonStatus status) {
        Optional<WatchdogStatus> watchdog = status.watchdog().value();
        Json.ObjectBuilder json = Json.object().put("reachable", watchdog.isPresent());
        if (watchdog.isEmpty()) {
            return json.put("problem", status.watchdog().problem()).build();
        }
        watchdog.get().json().members().forEach((name, value) -> {
            if (!name.equals("services")) {
                json.put(name, value);
            }
        });
        List<JsonObject> services =
                status.services().stream().map(StateReport::withoutHeartbeat).toList();
        return json.put("services", services).build();
    }

    /** Of its heartbeat only the state and the error. */
    private static JsonObject withoutHeartbeat(ServiceReport service) {
        Json.ObjectBuilder json = Json.object()
                .put("state", service.heartbeat().flatMap(RecorderStatus::state))
                .put("error", service.heartbeat().flatMap(RecorderStatus::error));
        service.json().members().forEach((name, value) -> {
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
