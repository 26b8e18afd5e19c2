// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.cli.logs.LogLine;
import peaceofmind.contract.client.MetricsPage;
import peaceofmind.contract.health.FiringAlert;
import peaceofmind.contract.health.HoldReport;
import peaceofmind.contract.health.RecorderStatus;
import peaceofmind.contract.health.ServiceCondition;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.contract.health.WatchedProgram;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonNull;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The facts of {@code peace status} for programs: numbers with their unit in the name, codes, times in ISO 8601; what is not known is null,
 * never 0 and never a sentence. Members that the dashboard's API has as well have its names. The schema is in {@code docs/api.md}.
 */
record StatusFigures(StatusSources sources, WatchedProgram program) {

    private static final List<String> CAMERA_NUMBERS = List.of(
            "recording_bytes",
            "length_seconds",
            "left_seconds",
            "frame_rate",
            "encoder_speed",
            "frames_dropped",
            "audio_level_dbfs",
            "audio_silent_seconds",
            "picture_black_seconds",
            "picture_frozen_seconds");

    private static final List<String> RECORDING_NUMBERS = Stream.concat(
                    CAMERA_NUMBERS.stream(), Stream.of("upload_queue_size", "videos_failed"))
            .toList();

    void addTo(Json.ObjectBuilder json) {
        json.put(
                        "program",
                        Json.object()
                                .put("name", program.name())
                                .put("packaged_recorder", program.isPackagedRecorder())
                                .build())
                .put("services", services())
                .put("watchdog", watchdog())
                .put("recorder", recorder())
                .put("disk", disk())
                .put("system", system())
                .put("network", network())
                .put("videos", videos())
                .put("agent", agent())
                .put(
                        "shipping",
                        sources.metrics()
                                .value()
                                .map(ShippingStatus::figures)
                                .<Json>map(JsonArray::new)
                                .orElse(JsonNull.NULL))
                .put("alerts", alerts())
                .put("errors", errors());
    }

    private Json services() {
        return sources.watchdog()
                .value()
                .<Json>map(watchdog -> new JsonArray(
                        watchdog.services().stream().map(StatusFigures::service).toList()))
                .orElse(JsonNull.NULL);
    }

    private static Json service(ServiceReport service) {
        Optional<RecorderStatus> beat = service.heartbeat();
        return Json.object()
                .put("name", service.name())
                .put("condition", service.condition().map(ServiceCondition::word))
                .put("state", beat.flatMap(RecorderStatus::state))
                .put("error", beat.flatMap(RecorderStatus::error))
                .put("silence_seconds", number(service.json().number("silence_seconds")))
                .put("limit_seconds", number(service.json().number("limit_seconds")))
                .put("unit", service.json().text("unit"))
                .put("pid", integer(service.json().integer("pid")))
                .put("failed_restarts", service.restartsInWindow())
                .put("max_restarts", service.maxRestarts())
                .put("restarts_total", integer(service.json().integer("restarts_total")))
                .put("starts_by_others", service.startsByOthers())
                .put("unstable", service.unstable())
                .put("liveness", service.probes().map(StatusFigures::probe).toList())
                .build();
    }

    private static JsonObject probe(JsonObject probe) {
        return Json.object()
                .put("probe", probe.text("probe"))
                .put("state", probe.text("state"))
                .put("detail", probe.text("detail"))
                .put("lasting_seconds", number(probe.number("lasting_seconds")))
                .build();
    }

    private JsonObject watchdog() {
        Json.ObjectBuilder json = reachable(
                sources.watchdog().value().isPresent(), sources.watchdog().problem());
        sources.watchdog()
                .value()
                .ifPresent(watchdog -> json.put("pid", integer(watchdog.json().integer("pid")))
                        .put("dry_run", watchdog.dryRun())
                        .put("reboot_under_way", watchdog.rebootUnderWay())
                        .put("reboots_left_today", integer(watchdog.rebootsLeft()))
                        .put(
                                "holds",
                                watchdog.holds().stream()
                                        .map(StatusFigures::hold)
                                        .toList()));
        return json.build();
    }

    private static JsonObject hold(HoldReport hold) {
        return Json.object()
                .put("service", hold.service())
                .put("by", hold.by())
                .put("why", hold.why())
                .put("seconds_left", seconds(Optional.of(hold.left())))
                .build();
    }

    /** Of the packaged recorder, wherever it is watched. */
    private Json recorder() {
        Optional<RecorderStatus> recorder = sources.recorder().value();
        if (recorder.isEmpty() && !program.isPackagedRecorder()) {
            return JsonNull.NULL;
        }
        Json.ObjectBuilder json =
                reachable(recorder.isPresent(), sources.recorder().problem());
        recorder.ifPresent(status -> {
            json.put("state", status.state()).put("error", status.error());
            json.put("file", status.json().text("file"));
            json.put("currently_uploading", status.json().text("currently_uploading"));
            json.put("panel_problem", status.panelProblem());
            RECORDING_NUMBERS.forEach(
                    member -> json.put(member, number(status.json().number(member))));
            json.put("internet_connected", bool(status.internetConnected()));
            List<JsonObject> cameras = status.cameras();
            json.put(
                    "cameras",
                    cameras.isEmpty()
                            ? JsonNull.NULL
                            : new JsonArray(cameras.stream()
                                    .<Json>map(StatusFigures::camera)
                                    .toList()));
        });
        return json.build();
    }

    /** One of several cameras. */
    private static JsonObject camera(JsonObject camera) {
        Json.ObjectBuilder json = Json.object()
                .put("name", camera.text("name"))
                .put("state", camera.text("state"))
                .put("error", camera.text("error"))
                .put("connected", bool(camera.bool("camera_connected")))
                .put("file", camera.text("file"));
        CAMERA_NUMBERS.forEach(member -> json.put(member, number(camera.number(member))));
        return json.build();
    }

    private JsonObject disk() {
        Optional<StatusSources.DiskUsage> usage = sources.disk().value();
        return Json.object()
                .put("folder", usage.map(disk -> disk.folder().toString()))
                .put("free_bytes", integer(usage.map(StatusSources.DiskUsage::free)))
                .put("total_bytes", integer(usage.map(StatusSources.DiskUsage::total)))
                .build();
    }

    private JsonObject system() {
        Optional<HostInfo> host = sources.machine().value();
        Optional<Integer> throttled = host.flatMap(HostInfo::throttled);
        return Json.object()
                .put("uptime_seconds", seconds(host.flatMap(HostInfo::uptime)))
                .put("load1", number(host.flatMap(HostInfo::load)))
                .put("temperature_celsius", number(host.flatMap(HostInfo::celsius)))
                .put("throttled_bits", integer(throttled.map(Integer::longValue)))
                .put("under_voltage", bool(throttled.map(bits -> (bits & 1) != 0)))
                .build();
    }

    private List<JsonObject> network() {
        return sources.machine().value().map(HostInfo::interfaces).orElse(List.of()).stream()
                .map(one -> Json.object()
                        .put("name", one.name())
                        .put("state", one.state())
                        .build())
                .toList();
    }

    /** Number of videos by status; null where nothing counts them. */
    private Json videos() {
        Json.ObjectBuilder json = Json.object();
        Optional<MetricsPage> page = sources.metrics().value();
        for (String status : MachineParts.STATUSES) {
            page.flatMap(metrics -> metrics.value("recorder_videos_total{status=\"" + status + "\"}"))
                    .ifPresent(count -> json.put(status, count.longValue()));
        }
        JsonObject counts = json.build();
        return counts.members().isEmpty() ? JsonNull.NULL : counts;
    }

    private JsonObject agent() {
        Optional<MetricsPage> page = sources.metrics().value();
        return reachable(page.isPresent(), sources.metrics().problem())
                .put("metrics_url", page.map(MetricsPage::address))
                .build();
    }

    /** Null where the agent cannot be asked for them. */
    private Json alerts() {
        return sources.alerts()
                .value()
                .<Json>map(alerts ->
                        new JsonArray(alerts.stream().map(StatusFigures::alert).toList()))
                .orElse(JsonNull.NULL);
    }

    private static Json alert(FiringAlert alert) {
        return Json.object()
                .put("name", alert.name())
                .put("severity", alert.severity().label())
                .put("since", alert.since().toString())
                .build();
    }

    /** What was logged in the last hour. */
    private JsonObject errors() {
        Optional<List<LogLine>> lines = sources.errors().value();
        Optional<LogLine> newest = lines.flatMap(MachineParts::newest);
        return Json.object()
                .put("within_seconds", RecentErrors.WINDOW.toSeconds())
                .put("count", integer(lines.map(found -> (long) found.size())))
                .put("newest_at", newest.flatMap(LogLine::at).map(Instant::toString))
                .put("newest_level", newest.map(line -> line.level().name().toLowerCase(Locale.ROOT)))
                .put("newest_message", newest.map(LogLine::message))
                .build();
    }

    private static Json.ObjectBuilder reachable(boolean reachable, String problem) {
        return Json.object()
                .put("reachable", reachable)
                .put("problem", reachable ? Optional.empty() : Optional.of(problem));
    }

    /** With at most three decimals. */
    static Json number(Optional<Double> value) {
        return value.filter(Double::isFinite)
                .<Json>map(number -> {
                    double rounded = Math.abs(number) < 1e12 ? Math.round(number * 1000) / 1000.0 : number;
                    boolean whole = rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15;
                    return new JsonNumber(whole ? Long.toString((long) rounded) : Double.toString(rounded));
                })
                .orElse(JsonNull.NULL);
    }

    static Json integer(Optional<Long> value) {
        return value.<Json>map(number -> new JsonNumber(Long.toString(number))).orElse(JsonNull.NULL);
    }

    private static Json seconds(Optional<Duration> value) {
        return number(value.map(length -> length.toMillis() / 1000.0));
    }

    private static Json bool(Optional<Boolean> value) {
        return value.<Json>map(Json.JsonBool::new).orElse(JsonNull.NULL);
    }
}
