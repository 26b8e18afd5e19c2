// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.cli.status.StatusSources.DiskUsage;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.contract.alert.Severity;
import peaceofmind.contract.client.MetricsPage;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.health.DeviceHealth;
import peaceofmind.contract.health.FiringAlert;
import peaceofmind.contract.health.HealthLevel;
import peaceofmind.contract.health.Observed;
import peaceofmind.contract.health.RecorderStatus;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.contract.health.WatchedProgram;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** What stands on the screen, and that each part has the level of what was found of it. */
class StatusScreenTest {

    private static final String HEALTHY = """
            {"reboots":{"left_today":3},"holds":[],"services":[{"name":"recorder","condition":"healthy","silence_seconds":0.4,
             "limit_seconds":30,"restarts_in_window":0,"unit":"active","pid":812,"heartbeat":{"state":"recording"}}]}
            """;
    private static final String RECORDER = "{\"state\":\"recording\",\"file\":\"a.mkv\",\"recording_bytes\":5000000,"
            + "\"left_seconds\":42,\"upload_queue_size\":0,\"videos_failed\":0}";
    private static final HostInfo MACHINE = new HostInfo(
            Optional.of(Duration.ofHours(3)),
            Optional.of(0.4),
            Optional.of(54.3),
            Optional.of(0),
            List.of(new HostInfo.NetworkInterface("eth0", "down"), new HostInfo.NetworkInterface("wlan0", "up")));
    private static final MetricsPage METRICS = new MetricsPage(
            "http://127.0.0.1:9101/metrics",
            Map.of(
                    "recorder_videos_total{status=\"completed\"}",
                    12.0,
                    "recorder_videos_total{status=\"failed\"}",
                    0.0));

    private static final long GB = 1_000_000_000;
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private Observed<WatchdogStatus> watchdog = Observed.of(WatchdogStatus.parse(json(HEALTHY)));
    private Observed<RecorderStatus> recorder = Observed.of(RecorderStatus.parse(json(RECORDER)));
    private Observed<List<FiringAlert>> alerts = Observed.of(List.of());
    private Observed<MetricsPage> metrics = Observed.of(METRICS);
    private Observed<DiskUsage> disk = Observed.of(new DiskUsage(Path.of("/videos"), 80 * GB, 100 * GB));
    private Observed<HostInfo> machine = Observed.of(MACHINE);
    private List<Event> events = List.of();
    private WatchedProgram program = new WatchedProgram("recorder", true);

    @Test
    void whenAllIsWellItIsUpAndSaysWhatItDoes() {
        List<String> lines = lines();
        assertThat(lines.getFirst()).isEqualTo("gym: UP");
        assertThat(lines.get(1)).contains("All is well. Recording.");
        assertThat(lines)
                .anyMatch(line -> line.contains("healthy (recording), last heartbeat 0.4 s ago"))
                .anyMatch(line -> line.contains("a.mkv, 5.0 MB, 42 s left"))
                .noneMatch(line -> line.startsWith("!"));
        assertThat(String.join("\n", lines)).contains("12 uploaded", "54 °C, not throttled, eth0 down, wlan0 up");
    }

    @Test
    void theFiguresOfARecordingAreShownAndWhatIsWrongWithIt() {
        recorder = Observed.of(
                RecorderStatus.parse(
                        json(
                                RECORDER.replace(
                                        "\"left_seconds\"",
                                        "\"frame_rate\":24.96,\"encoder_speed\":1.01,\"frames_dropped\":0,\"audio_level_dbfs\":-21.4,\"left_seconds\""))));
        assertThat(part("recording").lines())
                .containsExactly("a.mkv, 5.0 MB, 42 s left", "25.0 pictures per second, sound -21 dB");
        recorder = Observed.of(RecorderStatus.parse(json(RECORDER.replace(
                "\"left_seconds\"",
                "\"frame_rate\":8,\"encoder_speed\":0.4,\"frames_dropped\":17,\"picture_black_seconds\":400,"
                        + "\"picture_frozen_seconds\":20,\"left_seconds\""))));
        assertThat(part("recording").lines().getLast())
                .isEqualTo(
                        "8.0 pictures per second, the encoder can't keep up (0.40x), 17 dropped, black for 6 min 40 s");
    }

    @Test
    void eachOfSeveralCamerasHasItsLine() {
        recorder = Observed.of(RecorderStatus.parse(json("""
                {"state":"recording","error":"south: no such device","file":"a_north.mkv","recording_bytes":5000000,
                 "left_seconds":42,"cameras":[
                 {"name":"north","state":"recording","file":"a_north.mkv","recording_bytes":5000000,"left_seconds":42,
                  "frame_rate":24.96},
                 {"name":"south","state":"error","error":"no such device","frames_dropped":0}]}""")));
        assertThat(part("cameras").lines())
                .containsExactly(
                        "north: a_north.mkv, 5.0 MB, 42 s left",
                        "       25.0 pictures per second",
                        "south: error: no such device");
        assertThat(part("cameras").level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(report().components()).extracting(ComponentStatus::name).doesNotContain("recording");
        assertThat(report().toJson().object("recorder").orElseThrow().items("cameras"))
                .extracting(camera -> ((JsonObject) camera).text("error"))
                .containsExactly(Optional.empty(), Optional.of("no such device"));
    }

    @Test
    void aServiceThatStartsAgainAndAgainIsCounted() {
        watchdog = Observed.of(WatchdogStatus.parse(json(HEALTHY.replace(
                "\"unit\":\"active\"", "\"unstable\":true,\"starts_by_others_in_window\":9,\"unit\":\"active\""))));
        assertThat(report().health().level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(lines())
                .anyMatch(line -> line.startsWith("! recorder"))
                .anyMatch(line -> line.contains("9 times lately"));
    }

    @ParameterizedTest
    @CsvSource({"80,UP", "7,DEGRADED", "3,DOWN"})
    void theRoomOnTheDiskIsJudgedByTheRecordersLimits(long gigabytes, HealthLevel level) {
        disk = Observed.of(new DiskUsage(Path.of("/videos"), gigabytes * GB, 100 * GB));
        assertThat(part("disk").level()).isEqualTo(level);
        assertThat(report().health().level()).isEqualTo(level);
    }

    @Test
    void theAgentsMeasurementOfTheDiskCountsSinceTheDashboardShowsIt() {
        metrics = Observed.of(new MetricsPage("m", Map.of("recorder_disk_free_bytes", 3.0 * GB)));
        assertThat(report().health().level()).isEqualTo(HealthLevel.DOWN);
    }

    @Test
    void anAlertThatFiresIsShownAndJudged() {
        alerts = Observed.of(List.of(
                new FiringAlert("DiskReadOnly", Severity.CRITICAL, "A disk has become read-only", "Replace it.", NOW)));
        assertThat(part("alerts").lines()).containsExactly("A disk has become read-only.");
        assertThat(report().health().level().exitCode()).isEqualTo(2);
        assertThat(lines().get(2)).contains("Replace it.");
    }

    @Test
    void whoIsNotAllowedToQueryTheAgentReadsItsAlertsFromItsMetrics() {
        alerts = Observed.missing("you are not allowed to talk to the agent");
        metrics = Observed.of(MetricsPage.parse("m", """
                ALERTS{alertname="DiskReadOnly",alertstate="firing",severity="critical"} 1
                ALERTS{alertname="ClockUnsynchronised",alertstate="pending",severity="warning"} 1
                """));
        assertThat(report().health().level()).isEqualTo(HealthLevel.DOWN);
        assertThat(part("alerts").lines()).containsExactly("A disk has become read-only.");
    }

    @Test
    void anAlertOfTheOwnersOwnIsShownByItsNameToWhoeverCannotQueryTheAgent() {
        alerts = Observed.missing("you are not allowed to talk to the agent");
        metrics = Observed.of(MetricsPage.parse("m", """
                ALERTS{alertname="StreamMissing",alertstate="firing",severity="critical"} 1
                """));
        assertThat(report().health().level()).isEqualTo(HealthLevel.DOWN);
        assertThat(part("alerts").lines()).containsExactly("StreamMissing.");
    }

    @Test
    void anAgentThatIsDownDegrades() {
        metrics = Observed.missing("not running");
        alerts = Observed.missing("the agent is not running");
        assertThat(part("metrics").level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(report().health().level().exitCode()).isEqualTo(1);
    }

    @Test
    void withoutTheWatchdogTheRecorderSpeaksForItself() {
        watchdog = Observed.missing("the watchdog is not running");
        assertThat(report().health().level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(String.join("\n", lines())).contains("nobody watches it", "the watchdog is not running");
    }

    @Test
    void anotherProgramWithoutItsWatchdogIsCalledByItsName() {
        program = new WatchedProgram("node-red", false);
        watchdog = Observed.missing("the watchdog is not running");
        recorder = Observed.missing("not watched");
        assertThat(report().health().level()).isEqualTo(HealthLevel.DOWN);
        assertThat(lines().get(1)).contains("nobody watches node-red");
        assertThat(part("node-red").level()).isEqualTo(HealthLevel.UNKNOWN);
        assertThat(report().components()).extracting(ComponentStatus::name).doesNotContain("recorder", "recording");
    }

    @Test
    void withNothingThereItIsDownAndSaysWhatIsNotRunning() {
        watchdog = Observed.missing("the watchdog is not running");
        recorder = Observed.missing("the recorder is not running");
        metrics = Observed.missing("not running");
        alerts = Observed.missing("the agent is not running");
        disk = Observed.missing("/var/lib/recorder does not exist");
        machine = Observed.missing("no answer within 2 s");
        assertThat(report().health().level()).isEqualTo(HealthLevel.DOWN);
        assertThat(lines().getFirst()).isEqualTo("gym: DOWN");
        assertThat(part("disk").level()).isEqualTo(HealthLevel.UNKNOWN);
    }

    @Test
    void noLineIsWiderThan80Columns() {
        recorder = Observed.of(RecorderStatus.parse(json(RECORDER.replace("a.mkv", "x".repeat(200)))));
        events = List.of(event(30));
        assertThat(lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void aFullReportFitsOnOneScreen() {
        events = Collections.nCopies(6, event(10));
        assertThat(lines()).hasSizeLessThanOrEqualTo(23).contains("Last events");
    }

    @Test
    void onAShortScreenTheVerdictStaysAndTheRestIsCounted() {
        events = Collections.nCopies(6, event(10));
        List<String> screen = report().toScreen(Tty.plain(), Optional.of(10));
        assertThat(screen).hasSize(9).startsWith("gym: UP").last().asString().contains("more lines: peace status");
        assertThat(report().toScreen(Tty.plain(), Optional.of(60))).isEqualTo(lines());
        assertThat(report().toScreen(Tty.plain(), Optional.empty())).isEqualTo(lines());
    }

    @Test
    void whatAMachineDoesNotHaveIsLeftOut() {
        machine = Observed.of(
                new HostInfo(Optional.empty(), Optional.of(1.0), Optional.empty(), Optional.empty(), List.of()));
        assertThat(part("device").lines()).containsExactly("load 1.0");
    }

    @ParameterizedTest
    @CsvSource({"79,0,UP", "81,0,DEGRADED", "50,5,DEGRADED", "50,4,DEGRADED", "50,327680,UP"})
    void heatAndLowVoltageDegrade(double celsius, int throttled, HealthLevel level) {
        machine = Observed.of(new HostInfo(
                Optional.empty(), Optional.empty(), Optional.of(celsius), Optional.of(throttled), List.of()));
        assertThat(part("device").level()).isEqualTo(level);
        assertThat(report().health().level()).isEqualTo(level);
    }

    @Test
    void asJsonTheSameIsSaid() {
        disk = Observed.of(new DiskUsage(Path.of("/videos"), 7 * GB, 100 * GB));
        JsonObject json = report().toJson();
        assertThat(json.text("level")).contains("degraded");
        assertThat(json.object("health").flatMap(health -> health.text("sentence")))
                .hasValueSatisfying(sentence -> assertThat(sentence).startsWith("The disk is getting full"));
        assertThat(json.items("parts")).hasSizeGreaterThan(4);
    }

    private static Event event(int times) {
        return new Event(1, NOW, EventKind.STALE, Optional.of("recorder"), "no heartbeat ".repeat(times));
    }

    private ComponentStatus part(String name) {
        return report().components().stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> lines() {
        return report().toLines(Tty.plain());
    }

    private HealthReport report() {
        StatusSources sources = new StatusSources(
                watchdog, Observed.of(events), recorder, alerts, metrics, disk, machine, Observed.of(List.of()));
        DeviceHealth health =
                DeviceHealth.of(StatusSnapshot.of(sources, program, 5 * GB, 10 * GB, NOW, ZoneId.of("Europe/Vienna")));
        return new HealthReport(
                "gym",
                health,
                new StatusParts(sources, program, health).parts(),
                new StatusFigures(sources, program),
                NOW,
                events);
    }

    private static JsonObject json(String text) {
        try {
            return Json.parseObject(text);
        } catch (JsonException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
