// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import peaceofmind.cli.logs.LogLine;
import peaceofmind.cli.status.StatusSources.DiskUsage;
import peaceofmind.contract.alert.Severity;
import peaceofmind.contract.client.MetricsPage;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.health.DeviceHealth;
import peaceofmind.contract.health.FiringAlert;
import peaceofmind.contract.health.Observed;
import peaceofmind.contract.health.RecorderStatus;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.contract.health.WatchedProgram;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonBool;
import peaceofmind.heartbeat.json.Json.JsonNull;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;
import peaceofmind.heartbeat.json.JsonException;

/** {@code peace status --json} is for programs: what can be a number is one, what can be a code is one, and the rest is listed here. */
class StatusJsonTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    /** Members whose value is a name, a path, or a text for people; each is documented as such. */
    private static final Set<String> TEXTS = Set.of(
            "device",
            "name",
            "subject",
            "service",
            "sentence",
            "next_step",
            "reason",
            "error",
            "problem",
            "probe",
            "detail",
            "by",
            "why",
            "folder",
            "file",
            "panel_problem",
            "currently_uploading",
            "metrics_url",
            "destination",
            "newest_message",
            "lines");

    private static final Pattern TIME_MEMBER = Pattern.compile("at|time|since|.*_at|.*_since");
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_-]*");

    /** A number, also with a unit, a share or a count. */
    private static final Pattern NUMBER_LIKE =
            Pattern.compile("-?[0-9][0-9., ]*(s|ms|min|h|days?|%|[kMGT]?B|MB/s|°C|dB|x|times?)?");

    private static final Pattern NUMBER_NAME = Pattern.compile(
            ".*(_seconds|seconds_left|_bytes|_bits|_celsius|_dbfs|_total|_restarts|_rate|_speed|_size|_code)"
                    + "|pid|load1|count|sequence|starts_by_others|reboots_left_today|pending_samples|frames_dropped|videos_failed");

    private static final String WATCHDOG = """
        {"pid":7,"reboots":{"left_today":3},"holds":[{"service":"web","seconds_left":90,"by":"anna","why":"cable"}],
         "services":[
          {"name":"recorder","condition":"healthy","silence_seconds":0.4,"limit_seconds":30,"failed_restarts":1,"max_restarts":3,
           "restarts_total":4,"unit":"active","pid":812,"heartbeat":{"state":"recording","error":"half a camera"}},
          {"name":"web","condition":"silent","silence_seconds":41.25,"limit_seconds":30,"unit":"active",
           "liveness":[{"probe":"http http://127.0.0.1:8080/","state":"silent","detail":"HTTP 500","lasting_seconds":35}]}]}
        """;
    private static final String RECORDER = """
        {"state":"recording","file":"a.mkv","recording_bytes":5000000,"length_seconds":600,"left_seconds":42.5,"upload_queue_size":2,
         "videos_failed":1,"currently_uploading":"b.mkv","frame_rate":24.96,"encoder_speed":1.01,"frames_dropped":3,
         "audio_level_dbfs":-21.4,"internet_connected":true}
        """;
    private static final MetricsPage METRICS = MetricsPage.parse("http://127.0.0.1:9101/metrics", """
        recorder_videos_total{status="completed"} 12
        peace_ship_pending_samples{destination="home"} 1200
        peace_ship_problem_info{destination="home",problem="connection refused"} 1
        peace_ship_problem_since_timestamp_seconds{destination="home"} 1795000000
        peace_ship_last_success_timestamp_seconds{destination="home"} 1794000000
        peace_ship_dropped_total{destination="home",reason="too_old"} 17
        peace_ship_log_lag_seconds{destination="loki"} 4
        """);

    private Observed<WatchdogStatus> watchdog = Observed.of(WatchdogStatus.parse(json(WATCHDOG)));
    private Observed<RecorderStatus> recorder = Observed.of(RecorderStatus.parse(json(RECORDER)));
    private Observed<MetricsPage> metrics = Observed.of(METRICS);
    private Observed<List<FiringAlert>> alerts =
            Observed.of(List.of(new FiringAlert("DiskReadOnly", Severity.CRITICAL, "A disk is read-only", "", NOW)));
    private Observed<DiskUsage> disk = Observed.of(new DiskUsage(Path.of("/videos"), 8_000_000_000L, 90_000_000_000L));
    private Observed<HostInfo> machine = Observed.of(new HostInfo(
            Optional.of(Duration.ofHours(3)),
            Optional.of(0.4),
            Optional.of(54.3),
            Optional.of(0x50001),
            List.of(new HostInfo.NetworkInterface("wlan0", "up"))));
    private Observed<List<LogLine>> errors =
            Observed.of(List.of(LogLine.parse("2026-11-24 09:59:00 ERROR no more pictures", ZoneOffset.UTC)));
    private WatchedProgram program = new WatchedProgram("recorder", true);

    @Test
    void noNumberIsAString() {
        report().members().forEach((name, value) -> check(name, value));
    }

    @Test
    void theCheckFindsANumberThatIsAString() {
        for (String wrong : List.of("4", "0.4", "40 s", "12 %", "3,141", "5.0 MB", "2 times")) {
            assertThat(isAcceptable("condition", new JsonText(wrong))).as(wrong).isFalse();
        }
        assertThat(isAcceptable("left_seconds", new JsonText("unknown"))).isFalse();
        assertThat(isAcceptable("condition", new JsonText("not seen yet"))).isFalse();
        assertThat(isAcceptable("since", new JsonText("11:40"))).isFalse();
        assertThat(isAcceptable("sentence", new JsonText("All is well."))).isTrue();
        assertThat(isAcceptable("left_seconds", JsonNull.NULL)).isTrue();
    }

    @Test
    void eachFactHasItsNumber() {
        JsonObject json = report();
        assertThat(json.integer("exit_code")).contains(2L);
        JsonObject web = (JsonObject) json.items("services").get(1);
        assertThat(web.text("condition")).contains("silent");
        assertThat(web.number("silence_seconds")).contains(41.25);
        assertThat(((JsonObject) web.items("liveness").getFirst()).integer("lasting_seconds"))
                .contains(35L);
        assertThat(json.object("watchdog").orElseThrow().integer("reboots_left_today"))
                .contains(3L);
        assertThat(json.object("recorder").orElseThrow().number("left_seconds")).contains(42.5);
        assertThat(json.object("disk").orElseThrow().integer("free_bytes")).contains(8_000_000_000L);
        assertThat(json.object("system").orElseThrow().bool("under_voltage")).contains(true);
        assertThat(json.object("system").orElseThrow().integer("uptime_seconds"))
                .contains(10_800L);
        assertThat(json.object("videos").orElseThrow().integer("completed")).contains(12L);
        assertThat(json.object("errors").orElseThrow().text("newest_at")).contains("2026-11-24T09:59:00Z");
        JsonObject shipping = (JsonObject) json.items("shipping").getFirst();
        assertThat(shipping.object("dropped").orElseThrow().integer("too_old")).contains(17L);
        assertThat(shipping.text("last_success_at")).contains("2026-11-06T21:20:00Z");
    }

    @Test
    void whatIsNotKnownIsNullAndNeverZero() {
        watchdog = Observed.missing("the watchdog is not running");
        recorder = Observed.missing("the recorder is not running");
        metrics = Observed.missing("not running");
        alerts = Observed.missing("the agent is not running");
        disk = Observed.missing("no such folder");
        machine = Observed.missing("no response within 2 s");
        errors = Observed.missing("no response within 2 s");
        JsonObject json = report();
        json.members().forEach(StatusJsonTest::check);
        for (String name : List.of("services", "videos", "shipping", "alerts")) {
            assertThat(json.get(name)).as(name).contains(JsonNull.NULL);
        }
        for (String name : List.of("disk", "system")) {
            assertThat(json.object(name).orElseThrow().members().values())
                    .as(name)
                    .containsOnly(JsonNull.NULL);
        }
        assertThat(json.object("errors").orElseThrow().get("count")).contains(JsonNull.NULL);
        assertThat(json.object("watchdog").orElseThrow().bool("reachable")).contains(false);
    }

    @Test
    void anotherProgramHasNoRecorder() {
        program = new WatchedProgram("web", false);
        recorder = Observed.missing("the recorder of this package is not watched");
        assertThat(report().get("recorder")).contains(JsonNull.NULL);
    }

    @Test
    void everyMemberIsDocumented() throws Exception {
        String document = Files.readString(Path.of("../docs/api.md"));
        String section = document.substring(document.indexOf("## `peace status --json`"));
        TreeSet<String> members = new TreeSet<>();
        collect(report(), members);
        assertThat(members).allSatisfy(member -> assertThat(section).contains("`" + member + "`"));
    }

    private static void collect(Json value, Set<String> members) {
        if (value instanceof JsonObject object) {
            object.members().forEach((name, member) -> {
                members.add(name);
                if (!Set.of("dropped", "videos").contains(name)) {
                    collect(member, members);
                }
            });
        } else if (value instanceof JsonArray array) {
            array.items().forEach(item -> collect(item, members));
        }
    }

    private static void check(String name, Json value) {
        switch (value) {
            case JsonObject object -> object.members().forEach(StatusJsonTest::check);
            case JsonArray array -> array.items().forEach(item -> check(name, item));
            case JsonText _, JsonNumber _, JsonBool _, JsonNull _ ->
                assertThat(isAcceptable(name, value))
                        .as(name + " is " + value.toJson())
                        .isTrue();
        }
    }

    private static boolean isAcceptable(String name, Json value) {
        if (!(value instanceof JsonText text)) {
            return true;
        } else if (NUMBER_NAME.matcher(name).matches()) {
            return false;
        } else if (TIME_MEMBER.matcher(name).matches()) {
            return text.value().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
        } else if (TEXTS.contains(name)) {
            return true;
        }
        return CODE.matcher(text.value()).matches()
                && !NUMBER_LIKE.matcher(text.value()).matches();
    }

    private JsonObject report() {
        List<Event> events = List.of(new Event(1, NOW, EventKind.STALE, Optional.of("web"), "no heartbeat for 30 s"));
        StatusSources sources =
                new StatusSources(watchdog, Observed.of(events), recorder, alerts, metrics, disk, machine, errors);
        DeviceHealth health = DeviceHealth.of(
                StatusSnapshot.of(sources, program, 5_000_000_000L, 10_000_000_000L, NOW, ZoneOffset.UTC));
        return new HealthReport(
                        "gym",
                        health,
                        new StatusParts(sources, program, health).parts(),
                        new StatusFigures(sources, program),
                        NOW,
                        events)
                .toJson();
    }

    private static JsonObject json(String text) {
        try {
            return Json.parseObject(text);
        } catch (JsonException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
