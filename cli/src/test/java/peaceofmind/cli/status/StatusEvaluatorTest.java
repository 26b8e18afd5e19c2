package peaceofmind.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.cli.status.StatusSources.SourceResult;
import peaceofmind.cli.status.StatusSources.SourceResults;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

class StatusEvaluatorTest {

    private static final String HEALTHY = """
            {"reboots":{"left_today":3},"holds":[],"services":[{"name":"recorder","condition":"healthy","silence_seconds":0.4,
             "limit_seconds":30,"restarts_in_window":0,"unit":"active","pid":812,"heartbeat":{"state":"recording"}}]}
            """;
    private static final String RECORDER = "{\"state\":\"recording\",\"file\":\"a.mkv\",\"recording_bytes\":5000000,"
            + "\"left_seconds\":42,\"upload_queue_size\":0,\"videos_failed\":0}";

    private static final Map<String, Double> METRICS = Map.of(
            "recorder_videos_total{status=\"completed\"}", 12.0, "recorder_videos_total{status=\"failed\"}", 0.0);

    private static final HostInfo HOST = new HostInfo(
            Optional.of(Duration.ofHours(3)),
            Optional.of(0.4),
            Optional.of(54.3),
            Optional.of(0),
            List.of("eth0 down", "wlan0 up"));

    private static final long GB = 1_000_000_000;

    @Test
    void whenAllIsWellItIsHealthy() throws Exception {
        HealthReport report = report(HEALTHY, RECORDER, Optional.of("http://127.0.0.1:9101/metrics"), 80 * GB);
        assertThat(report.level()).isEqualTo(HealthLevel.HEALTHY);
        assertThat(report.toLines(Tty.plain()))
                .anyMatch(line -> line.contains("healthy (recording), last heartbeat 0.4 s ago"));
        assertThat(report.toLines(Tty.plain())).anyMatch(line -> line.contains("a.mkv, 5.0 MB, 42 s left"));
    }

    @Test
    void aServiceThatStartsAgainAndAgainIsNotHealthy() throws Exception {
        String watchdog = HEALTHY.replace(
                "\"unit\":\"active\"", "\"unstable\":true,\"starts_by_others_in_window\":9,\"unit\":\"active\"");
        HealthReport report = report(watchdog, RECORDER, Optional.of("m"), 80 * GB);
        assertThat(report.level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(report.toLines(Tty.plain())).anyMatch(line -> line.contains("9 times lately"));
    }

    @ParameterizedTest
    @CsvSource({
        "healthy,HEALTHY", "error,DEGRADED", "starting,DEGRADED", "restarting,DEGRADED", "verifying,DEGRADED",
        "held,DEGRADED", "silent,DOWN", "stopped,DOWN", "gave_up,DOWN", "something_new,UNKNOWN"
    })
    void eachConditionOfAServiceHasItsLevel(String condition, HealthLevel level) throws Exception {
        String watchdog = HEALTHY.replace("\"condition\":\"healthy\"", "\"condition\":\"" + condition + "\"");
        assertThat(report(watchdog, RECORDER, Optional.of("m"), 80 * GB).level())
                .isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"80,HEALTHY,0", "7,DEGRADED,1", "3,DOWN,2"})
    void freeDiskSpaceIsComparedWithTheRecordersLimits(long gigabytes, HealthLevel level, int exitCode) throws Exception {
        HealthReport report = report(HEALTHY, RECORDER, Optional.of("m"), gigabytes * GB);
        assertThat(report.level()).isEqualTo(level);
        assertThat(report.level().exitCode()).isEqualTo(exitCode);
    }

    @Test
    void metricsThatAreDownDegrade() throws Exception {
        assertThat(report(HEALTHY, RECORDER, Optional.empty(), 80 * GB).level()).isEqualTo(HealthLevel.DEGRADED);
    }

    @Test
    void withoutTheWatchdogTheRecorderIsAskedDirectly() throws Exception {
        SourceResults results = new SourceResults(
                none("the watchdog is not running"),
                none("the watchdog is not running"),
                some(Json.parseObject(RECORDER)),
                some(new ScrapedMetrics("m", Map.of())),
                some(new DiskUsage(Path.of("/videos"), 80 * GB, 100 * GB)),
                some(HOST),
                some(List.of()));
        HealthReport report = new HealthReport("gym", StatusEvaluator.evaluate(results, 5 * GB, 10 * GB), List.of());
        assertThat(report.level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(String.join("\n", report.toLines(Tty.plain())))
                .contains("nobody watches it", "the watchdog is not running");
    }

    @Test
    void withNothingRunningItIsDownAndSaysWhatIsNotRunning() {
        SourceResults results = new SourceResults(
                none("the watchdog is not running"),
                none("the watchdog is not running"),
                none("the recorder is not running"),
                none("not running"),
                none("NoSuchFileException: /var/lib/recorder"),
                none("no answer within 2 s"),
                none("NoSuchFileException: /var/log/recorder"));
        HealthReport report = new HealthReport("gym", StatusEvaluator.evaluate(results, 5 * GB, 10 * GB), List.of());
        assertThat(report.level()).isEqualTo(HealthLevel.DOWN);
        assertThat(report.toLines(Tty.plain()).getFirst()).isEqualTo("gym: DOWN");
    }

    @Test
    void noLineIsWiderThan80Columns() throws Exception {
        JsonObject event = Json.parseObject("{\"time\":\"2026-11-24T10:00:00Z\",\"service\":\"recorder\",\"reason\":\""
                + "no heartbeat ".repeat(30) + "\"}");
        HealthReport report = new HealthReport(
                "gym",
                report(HEALTHY, RECORDER.replace("a.mkv", "x".repeat(200)), Optional.of("m"), 80 * GB)
                        .components(),
                List.of(event));
        assertThat(report.toLines(Tty.plain())).allMatch(line -> line.length() <= 80);
    }

    @Test
    void aFullReportFitsOnOneScreen() throws Exception {
        JsonObject event = Json.parseObject("{\"time\":\"2026-11-24T10:00:00Z\",\"service\":\"recorder\",\"reason\":\""
                + "no heartbeat ".repeat(10) + "\"}");
        HealthReport full = new HealthReport(
                "gym",
                report(HEALTHY, RECORDER, Optional.of("m"), 80 * GB).components(),
                List.of(event, event, event, event, event, event));
        assertThat(full.toLines(Tty.plain())).hasSizeLessThanOrEqualTo(23).contains("Last events");
        assertThat(String.join("\n", full.toLines(Tty.plain())))
                .contains("12 uploaded", "54 °C, not throttled, eth0 down, wlan0 up");
    }

    @Test
    void whatAMachineDoesNotHaveIsLeftOut() throws Exception {
        HostInfo bare =
                new HostInfo(Optional.empty(), Optional.of(1.0), Optional.empty(), Optional.empty(), List.of());
        ComponentStatus device = HostStatusEvaluator.device(some(bare)).getFirst();
        assertThat(device.lines()).containsExactly("load 1.0");
    }

    @ParameterizedTest
    @CsvSource({"79,0,HEALTHY", "81,0,DEGRADED", "50,5,DEGRADED", "50,327680,HEALTHY"})
    void heatAndLowVoltageDegrade(double celsius, int throttled, HealthLevel level) {
        HostInfo host = new HostInfo(
                Optional.empty(), Optional.empty(), Optional.of(celsius), Optional.of(throttled), List.of());
        assertThat(HostStatusEvaluator.device(some(host)).getFirst().level()).isEqualTo(level);
    }

    @Test
    void theJsonHasTheSameContent() throws Exception {
        JsonObject json = report(HEALTHY, RECORDER, Optional.of("m"), 7 * GB).toJson();
        assertThat(json.text("level")).contains("degraded");
        assertThat(json.items("parts")).hasSizeGreaterThan(4);
    }

    private static HealthReport report(String watchdog, String recorder, Optional<String> metrics, long free)
            throws Exception {
        SourceResults results = new SourceResults(
                some(Json.parseObject(watchdog)),
                none(""),
                some(Json.parseObject(recorder)),
                new SourceResult<>(metrics.map(where -> new ScrapedMetrics(where, METRICS)), "not running"),
                some(new DiskUsage(Path.of("/videos"), free, 100 * GB)),
                some(HOST),
                some(List.of()));
        return new HealthReport("gym", StatusEvaluator.evaluate(results, 5 * GB, 10 * GB), List.of());
    }

    private static <T> SourceResult<T> some(T value) {
        return new SourceResult<>(Optional.of(value), "");
    }

    private static <T> SourceResult<T> none(String problem) {
        return new SourceResult<>(Optional.empty(), problem);
    }
}
