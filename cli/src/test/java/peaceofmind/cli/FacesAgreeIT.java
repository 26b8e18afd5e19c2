// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.TwoFaces.Printed;
import peaceofmind.cli.TwoFaces.Replies;
import peaceofmind.contract.alert.Severity;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.dashboard.AlertSource.AlertView;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.watchdog.policy.Order;

/**
 * The command and the page agree on incidents from events that the policy itself wrote, and the device's health in every
 * situation, with the exit code and {@code /health}. It is here because only the command's tests see the policy, the page and the
 * command.
 */
final class FacesAgreeIT {

    private static final double FREE = 80e9;
    private static final String RECORDER =
            "{'state':'recording','length_seconds':600,'left_seconds':300,'videos_failed':0,"
                    + "'upload_queue_size':0,'internet_connected':true}";

    @TempDir
    private Path folder;

    /** An incident as it is shown. */
    private record Shown(String title, Optional<Long> seconds) {}

    @Test
    void aFreezeThatARestartEnded() throws Exception {
        DeviceScenario scenario = DeviceScenario.beating()
                .isSilentUntil(Order.Restart.class)
                .isSilent(8)
                .beats(20);
        assertThat(incidents(scenario)).containsExactly(new Shown("Froze, recovered by a restart", Optional.of(39L)));
    }

    @Test
    void aFreezeThatARebootEndedIsAsLongAsItWasWithTheTimeWithoutPower() throws Exception {
        DeviceScenario scenario = DeviceScenario.beating().isSilentUntil(Order.Reboot.class);
        int silent = scenario.journal().stream()
                .filter(event -> event.kind() == EventKind.STALE)
                .map(event -> (int) event.sinceGoodBeat().orElseThrow().toSeconds())
                .findFirst()
                .orElseThrow();
        Instant stale = scenario.journal().stream()
                .filter(event -> event.kind() == EventKind.STALE)
                .findFirst()
                .orElseThrow()
                .time();
        scenario.isSilent(4).rebooted(40).isSilent(10).beats(5);
        Event end = scenario.journal().getLast();
        assertThat(end.kind()).isEqualTo(EventKind.RECOVERED);
        long expected = silent + Duration.between(stale, end.time()).toSeconds();
        assertThat(incidents(scenario))
                .containsExactly(new Shown("Froze, recovered by a reboot", Optional.of(expected)));
    }

    @Test
    void anErrorOfTenSecondsAndThenAFreezeAreOneWhenItWasNeverWellBetween() throws Exception {
        DeviceScenario scenario = DeviceScenario.beating()
                .reportsError(10)
                .isSilentUntil(Order.Restart.class)
                .isSilent(3)
                .beats(5);
        assertThat(incidents(scenario))
                .containsExactly(new Shown("Could not work, then froze, recovered by a restart", Optional.of(44L)));
    }

    @Test
    void anErrorOfTenSecondsThatWasOverAndThenAFreezeAreTwo() throws Exception {
        DeviceScenario scenario = DeviceScenario.beating()
                .reportsError(10)
                .beats(60)
                .isSilentUntil(Order.Restart.class)
                .isSilent(3)
                .beats(5);
        assertThat(incidents(scenario))
                .containsExactly(
                        new Shown("Could not work, recovered on its own", Optional.of(11L)),
                        new Shown("Froze, recovered by a restart", Optional.of(34L)));
    }

    @Test
    void aWatchdogKilledInMidRestart() throws Exception {
        DeviceScenario scenario = DeviceScenario.beating()
                .isSilentUntil(Order.Restart.class)
                .watchdogKilled(3)
                .isSilent(4)
                .beats(5);
        assertThat(incidents(scenario)).containsExactly(new Shown("Froze, recovered by a restart", Optional.of(38L)));
    }

    @Test
    void whatIsOngoingIsOngoingOnBoth() throws Exception {
        DeviceScenario scenario = DeviceScenario.beating().isSilentUntil(Order.Restart.class);
        assertThat(incidents(scenario)).containsExactly(new Shown("Froze", Optional.empty()));
    }

    /** Asserts that both show the same; returns what they show. */
    private List<Shown> incidents(DeviceScenario scenario) throws Exception {
        Replies replies = new Replies(
                Optional.of(scenario.status()),
                scenario.journal(),
                Optional.of(json(RECORDER)),
                List.of(),
                metrics(FREE));
        try (TwoFaces device = new TwoFaces(folder, replies)) {
            List<Json> onThePage = new ArrayList<>(device.page().items("incidents"));
            Collections.reverse(onThePage);
            List<Json> printed = device.command("incidents", "--json").json().items("incidents");
            assertThat(printed).hasSameSizeAs(onThePage);
            String text = device.command("incidents").text().replaceAll("\\s+", " ");
            List<Shown> shown = new ArrayList<>();
            for (int index = 0; index < printed.size(); index++) {
                JsonObject mine = (JsonObject) printed.get(index);
                JsonObject theirs = (JsonObject) onThePage.get(index);
                for (String member :
                        List.of("id", "service", "title", "what", "from", "until", "length_seconds", "events")) {
                    assertThat(mine.get(member)).as(member).isEqualTo(theirs.get(member));
                }
                String title = mine.text("title").orElseThrow();
                assertThat(text).contains(title);
                shown.add(new Shown(title, mine.number("length_seconds").map(Math::round)));
            }
            return shown;
        }
    }

    /** A situation, and the health that both must show for it. */
    private record HealthCase(String name, String level, int exitCode, String sentence, Replies replies) {}

    @TestFactory
    Stream<DynamicTest> statusPageAndExitCodeAgreeInEverySituation() throws Exception {
        return cases().stream()
                .map(expected -> DynamicTest.dynamicTest(expected.name(), () -> assertAgreement(expected)));
    }

    private void assertAgreement(HealthCase expected) throws Exception {
        Path own = Files.createTempDirectory(folder, "s");
        try (TwoFaces device = new TwoFaces(own, expected.replies())) {
            Printed status = device.command("status", "--json");
            JsonObject mine = status.json().object("health").orElseThrow();
            JsonObject page = device.page().object("health").orElseThrow();
            assertThat(mine.text("level")).contains(expected.level());
            assertThat(status.exitCode()).isEqualTo(expected.exitCode());
            assertThat(mine.text("sentence").orElseThrow()).contains(expected.sentence());
            for (String member : List.of("level", "in_progress", "sentence", "next_step")) {
                assertThat(page.get(member)).as(member).isEqualTo(mine.get(member));
            }
            assertThat(levels(page)).isEqualTo(levels(mine));
            var health = device.get("health");
            assertThat(Json.parseObject(health.body()).text("level")).contains(expected.level());
            assertThat(health.statusCode()).isEqualTo(expected.level().equals("down") ? 503 : 200);
            assertThat(device.command("status").text())
                    .startsWith("gym: " + expected.level().toUpperCase(Locale.ROOT));
        }
    }

    /** Of each component but the machine, which the command measures itself. */
    private static List<String> levels(JsonObject health) {
        return health.items("findings").stream()
                .map(JsonObject.class::cast)
                .filter(finding -> !finding.text("component").equals(Optional.of("device")))
                .map(finding -> finding.text("component").orElse("") + " "
                        + finding.text("subject").orElse("") + " "
                        + finding.text("level").orElse(""))
                .toList();
    }

    private static List<HealthCase> cases() throws Exception {
        String well = service("healthy", "'silence_seconds':0.3");
        return List.of(
                of("all is well", "up", 0, "All is well. Recording since", well, RECORDER),
                of(
                        "no word for 10 s",
                        "degraded",
                        1,
                        "No word from the recorder for 10 s",
                        service("healthy", "'silence_seconds':10"),
                        RECORDER),
                of("starting", "degraded", 1, "is starting", service("starting", "'silence_seconds':3"), RECORDER),
                of(
                        "restarting",
                        "degraded",
                        1,
                        "Frozen for 40 s",
                        service("restarting", "'silence_seconds':40,'limit_seconds':30"),
                        RECORDER),
                of(
                        "silent",
                        "down",
                        2,
                        "No word from the recorder since",
                        service("silent", "'silence_seconds':90"),
                        RECORDER),
                of("gave up", "down", 2, "Needs you", service("gave_up", "'silence_seconds':900"), RECORDER),
                of("stopped", "down", 2, "stopped on purpose", service("stopped", "'silence_seconds':900"), RECORDER),
                of(
                        "held and silent",
                        "degraded",
                        1,
                        "Nothing is done",
                        service("held", "'silence_seconds':90"),
                        RECORDER),
                of(
                        "in its error state",
                        "down",
                        2,
                        "can't work: no camera",
                        service("error", "'silence_seconds':0.3"),
                        "{'state':'error','error':'no camera'}"),
                of(
                        "starts again and again",
                        "degraded",
                        1,
                        "does not stay up",
                        service("healthy", "'silence_seconds':0.3,'unstable':true"),
                        RECORDER),
                of(
                        "a condition of a later version",
                        "unknown",
                        3,
                        "has not observed",
                        service("resting", "'silence_seconds':0.3"),
                        RECORDER),
                of(
                        "on hold",
                        "degraded",
                        1,
                        "On hold for 25 min",
                        "{'holds':[{'seconds_left':1500,'by':'kim'}]," + well.substring(1),
                        RECORDER),
                of("dry run", "degraded", 1, "only observes", "{'dry_run':true," + well.substring(1), RECORDER),
                of(
                        "rebooting",
                        "degraded",
                        1,
                        "is rebooting",
                        "{'reboot_under_way':true,"
                                + service("silent", "'silence_seconds':90").substring(1),
                        RECORDER),
                of(
                        "uploads given up",
                        "degraded",
                        1,
                        "2 videos were given up",
                        well,
                        "{'state':'ready','videos_failed':2}"),
                of(
                        "no internet",
                        "degraded",
                        1,
                        "does not reach the internet",
                        well,
                        "{'state':'ready','internet_connected':false}"),
                new HealthCase(
                        "no watchdog",
                        "degraded",
                        1,
                        "nobody watches the recorder",
                        new Replies(
                                Optional.empty(), List.of(), Optional.of(json(RECORDER)), List.of(), metrics(FREE))),
                new HealthCase(
                        "nobody answers",
                        "down",
                        2,
                        "Neither the recorder nor the watchdog",
                        new Replies(Optional.empty(), List.of(), Optional.empty(), List.of(), metrics(FREE))),
                new HealthCase(
                        "no recorder",
                        "up",
                        0,
                        "All is well",
                        new Replies(Optional.of(json(well)), List.of(), Optional.empty(), List.of(), metrics(FREE))),
                new HealthCase(
                        "little room", "degraded", 1, "getting full: 7.0 GB", replies(well, List.of(), metrics(7e9))),
                new HealthCase("no room", "down", 2, "Only 3.0 GB are free", replies(well, List.of(), metrics(3e9))),
                new HealthCase(
                        "a critical alert",
                        "down",
                        2,
                        "A disk has become read-only",
                        replies(
                                well,
                                List.of(alert("DiskReadOnly", Severity.CRITICAL, "A disk has become read-only")),
                                metrics(FREE))),
                new HealthCase(
                        "a warning",
                        "degraded",
                        1,
                        "The clock is not synchronised",
                        replies(
                                well,
                                List.of(alert(
                                        "ClockUnsynchronised", Severity.WARNING, "The clock is not synchronised")),
                                metrics(FREE))),
                new HealthCase(
                        "news",
                        "up",
                        0,
                        "The watchdog restarted the recorder",
                        replies(
                                well,
                                List.of(alert(
                                        "RestartedByWatchdog", Severity.INFO, "The watchdog restarted the recorder")),
                                metrics(FREE))),
                new HealthCase(
                        "an alert that follows",
                        "degraded",
                        1,
                        "Frozen for 40 s",
                        replies(
                                service("restarting", "'silence_seconds':40,'limit_seconds':30"),
                                List.of(alert("ServiceDown", Severity.CRITICAL, "The recorder is down")),
                                metrics(FREE))),
                new HealthCase(
                        "nothing is sent",
                        "degraded",
                        1,
                        "Metrics can't be sent to cloud: the password is wrong",
                        replies(
                                well,
                                List.of(),
                                Map.of(
                                        "recorder_disk_free_bytes",
                                        Map.of(Map.of(), FREE),
                                        "peace_ship_problem_info",
                                        Map.of(
                                                Map.of("destination", "cloud", "problem", "the password is wrong"),
                                                1.0)))));
    }

    private static HealthCase of(
            String name, String level, int exitCode, String sentence, String watchdog, String recorder)
            throws JsonException {
        return new HealthCase(
                name,
                level,
                exitCode,
                sentence,
                new Replies(
                        Optional.of(json(watchdog)), List.of(), Optional.of(json(recorder)), List.of(), metrics(FREE)));
    }

    private static Replies replies(
            String watchdog, List<AlertView> alerts, Map<String, Map<Map<String, String>, Double>> metrics)
            throws JsonException {
        return new Replies(Optional.of(json(watchdog)), List.of(), Optional.of(json(RECORDER)), alerts, metrics);
    }

    private static String service(String condition, String members) {
        return "{'services':[{'name':'recorder','condition':'" + condition + "'," + members + "}]}";
    }

    private static AlertView alert(String name, Severity severity, String summary) {
        return new AlertView(name, severity, summary, "Do something.", "", Instant.now(), Optional.empty());
    }

    private static Map<String, Map<Map<String, String>, Double>> metrics(double free) {
        return Map.of("recorder_disk_free_bytes", Map.of(Map.of(), free));
    }

    private static JsonObject json(String text) throws JsonException {
        return Json.parseObject(text.replace('\'', '"'));
    }
}
