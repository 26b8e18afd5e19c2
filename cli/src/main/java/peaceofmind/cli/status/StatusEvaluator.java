package peaceofmind.cli.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.status.StatusSources.SourceResult;
import peaceofmind.cli.status.StatusSources.SourceResults;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Makes lines and levels of what the parts said. */
final class StatusEvaluator {

    private StatusEvaluator() {}

    /**
     * Judges the answers.
     *
     * @param refuseBelow free bytes below which the recorder refuses
     * @param warnBelow free bytes below which people are told
     */
    static List<ComponentStatus> evaluate(SourceResults results, long refuseBelow, long warnBelow) {
        List<ComponentStatus> components = new ArrayList<>();
        results.watchdog().value().ifPresent(watchdog -> {
            for (Json item : watchdog.items("services")) {
                if (item instanceof JsonObject service) {
                    components.add(service(service));
                }
            }
        });
        if (results.watchdog().value().isEmpty()) {
            components.add(recorderWithoutWatchdog(results));
        }
        results.recorder().value().ifPresent(recorder -> components.addAll(recording(recorder)));
        components.add(watchdog(results.watchdog()));
        components.addAll(HostStatusEvaluator.metrics(results.metrics()));
        components.add(disk(results.disk(), refuseBelow, warnBelow));
        components.addAll(HostStatusEvaluator.device(results.host()));
        HostStatusEvaluator.errors(results.errors()).ifPresent(components::add);
        return components;
    }

    private static ComponentStatus service(JsonObject service) {
        String name = service.text("name").orElse("service");
        String condition = service.text("condition").orElse("not seen yet");
        HealthLevel level = switch (condition) {
            case "healthy" -> HealthLevel.HEALTHY;
            case "starting", "restarting", "verifying", "held", "stopping", "error" -> HealthLevel.DEGRADED;
            case "silent", "stopped", "gave_up" -> HealthLevel.DOWN;
            default -> HealthLevel.UNKNOWN;
        };
        Optional<JsonObject> heartbeat = service.object("heartbeat");
        String state = heartbeat.flatMap(json -> json.text("state")).orElse("no heartbeat yet");
        List<String> lines = new ArrayList<>();
        lines.add(condition.replace('_', ' ') + " (" + state + "), last heartbeat "
                + HealthReport.formatSeconds(service.number("silence_seconds").orElse(0.0)) + " ago, limit "
                + HealthReport.formatSeconds(service.number("limit_seconds").orElse(0.0)));
        String pid = service.integer("pid").map(number -> ", process " + number).orElse("");
        String unit = service.text("unit").orElse("unknown");
        lines.add("unit " + unit.replace('_', ' ') + pid + ", "
                + service.integer("restarts_in_window").orElse(0L) + " restarts lately");
        boolean unstable = service.bool("unstable").orElse(false);
        if (unstable) {
            lines.add("starts again and again, not by the watchdog: "
                    + service.integer("starts_by_others_in_window").orElse(0L) + " times lately");
        }
        heartbeat.flatMap(json -> json.text("error")).ifPresent(lines::add);
        return new ComponentStatus(name, unstable && level == HealthLevel.HEALTHY ? HealthLevel.DEGRADED : level, lines);
    }

    private static ComponentStatus recorderWithoutWatchdog(SourceResults results) {
        if (results.recorder().value().isPresent()) {
            String state = results.recorder().value().get().text("state").orElse("unknown");
            HealthLevel level = state.equals("error") ? HealthLevel.DEGRADED : HealthLevel.HEALTHY;
            return new ComponentStatus("recorder", level, List.of("it answers: " + state + "; nobody watches it"));
        }
        return new ComponentStatus("recorder", HealthLevel.DOWN, List.of(results.recorder().problem()));
    }

    private static List<ComponentStatus> recording(JsonObject recorder) {
        List<ComponentStatus> components = new ArrayList<>();
        recorder.text("file")
                .ifPresent(file -> components.add(new ComponentStatus(
                        "recording",
                        HealthLevel.HEALTHY,
                        List.of(file + ", "
                                + HumanFormat.bytes(recorder.integer("recording_bytes").orElse(0L)) + ", "
                                + HealthReport.formatSeconds(recorder.number("left_seconds").orElse(0.0)) + " left"))));
        recorder.integer("upload_queue_size").ifPresent(waiting -> {
            String now = recorder.text("currently_uploading")
                    .map(file -> ", uploading " + file)
                    .orElse("");
            long failed = recorder.integer("videos_failed").orElse(0L);
            String lost = failed > 0 ? ", " + failed + " failed for good" : "";
            HealthLevel level = failed > 0 ? HealthLevel.DEGRADED : HealthLevel.HEALTHY;
            components.add(new ComponentStatus("uploads", level, List.of(waiting + " waiting" + now + lost)));
        });
        recorder.bool("internet_connected").ifPresent(connected -> {
            // The network being down is no fault of the device, and nothing is lost by it.
            String summary = connected ? "connected" : "no connection; videos wait";
            components.add(new ComponentStatus("network", connected ? HealthLevel.HEALTHY : HealthLevel.DEGRADED, List.of(summary)));
        });
        return components;
    }

    private static ComponentStatus watchdog(SourceResult<JsonObject> result) {
        if (result.value().isEmpty()) {
            return new ComponentStatus("watchdog", HealthLevel.DEGRADED, List.of(result.problem()));
        }
        JsonObject watchdog = result.value().get();
        List<String> lines = new ArrayList<>();
        boolean rebooting = watchdog.bool("reboot_under_way").orElse(false);
        boolean dryRun = watchdog.bool("dry_run").orElse(false);
        long left = watchdog.object("reboots")
                .flatMap(json -> json.integer("left_today"))
                .orElse(0L);
        lines.add((rebooting ? "the device is being rebooted" : dryRun ? "dry run: it does nothing" : "watching") + ", "
                + left + " reboots left today");
        for (Json item : watchdog.items("holds")) {
            if (item instanceof JsonObject hold) {
                lines.add("held: " + hold.text("service").orElse("everything") + ", for "
                        + HealthReport.formatSeconds(hold.number("seconds_left").orElse(0.0)) + " more, by "
                        + hold.text("by").orElse("?"));
            }
        }
        boolean attention = rebooting || dryRun || lines.size() > 1;
        return new ComponentStatus("watchdog", attention ? HealthLevel.DEGRADED : HealthLevel.HEALTHY, lines);
    }

    private static ComponentStatus disk(SourceResult<DiskUsage> result, long refuseBelow, long warnBelow) {
        if (result.value().isEmpty()) {
            return new ComponentStatus("disk", HealthLevel.UNKNOWN, List.of("cannot be looked at: " + result.problem()));
        }
        DiskUsage disk = result.value().get();
        String summary = HumanFormat.bytes(disk.freeBytes()) + " free of " + HumanFormat.bytes(disk.totalBytes()) + " at " + disk.folder();
        if (disk.freeBytes() < refuseBelow) {
            return new ComponentStatus(
                    "disk",
                    HealthLevel.DOWN,
                    List.of(summary, "too little to record (below " + HumanFormat.bytes(refuseBelow) + ")"));
        } else if (disk.freeBytes() < warnBelow) {
            return new ComponentStatus(
                    "disk", HealthLevel.DEGRADED, List.of(summary, "little room (below " + HumanFormat.bytes(warnBelow) + ")"));
        }
        return new ComponentStatus("disk", HealthLevel.HEALTHY, List.of(summary));
    }
}
