package peaceofmind.contract.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.contract.alert.Severity;
import peaceofmind.contract.health.DeviceSnapshot.FiringAlert;
import peaceofmind.contract.health.DeviceHealth.Level;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

class DeviceHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-25T13:07:00Z");
    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

    private final List<JsonObject> events = new ArrayList<>();
    private final List<FiringAlert> alerts = new ArrayList<>();
    private Optional<JsonObject> recorder =
            json("{'state':'recording','length_seconds':600,'left_seconds':300,'file':'a.mkv'}");

    @Test
    void allIsWellAndSinceWhenItRecords() {
        DeviceHealth health = assess("healthy", "'silence_seconds':0.4");
        assertThat(health.level()).isEqualTo(Level.GOOD);
        assertThat(health.summary()).isEqualTo("All is well. Recording since 14:02.");
        assertThat(health.whatToDo()).isEmpty();
    }

    @Test
    void aRecordingOfYesterdaySaysItsDay() {
        recorder = json("{'state':'recording','length_seconds':90000,'left_seconds':0}");
        assertThat(assess("healthy", "'silence_seconds':0.4").summary())
                .isEqualTo("All is well. Recording since 24 Nov 13:07.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ready      | All is well. Ready; nothing is being recorded.
            processing | All is well. Finishing a video.
            booting    | All is well. The recorder is starting.
            """)
    void eachStateHasItsSentence(String state, String sentence) {
        recorder = json("{'state':'" + state + "'}");
        assertThat(assess("healthy", "'silence_seconds':0.4").summary()).isEqualTo(sentence);
    }

    @Test
    void aLateBeatIsReportedBeforeTheRestart() {
        DeviceHealth health = assess("healthy", "'silence_seconds':12,'limit_seconds':30");
        assertThat(health.level()).isEqualTo(Level.BUSY);
        assertThat(health.summary()).isEqualTo("No word from the recorder for 12 s. It is restarted after 30 s.");
    }

    @Test
    void aRecorderThatKeepsRestartingNeedsAttention() {
        for (String condition : List.of("healthy", "starting")) {
            DeviceHealth health = assess(condition, "'silence_seconds':0.4,'unstable':true,'starts_by_others_in_window':40");
            assertThat(health.level()).isEqualTo(Level.ATTENTION);
            assertThat(health.summary())
                    .isEqualTo("The recorder ends and is started again, and again: 40 times lately.");
        }
    }

    @Test
    void aFrozenRecorderIsBeingRestarted() {
        DeviceHealth health =
                assess("restarting", "'silence_seconds':40,'limit_seconds':30,'restarts_in_window':1,'max_restarts':3");
        assertThat(health.level()).isEqualTo(Level.BUSY);
        assertThat(health.summary()).isEqualTo("Frozen for 40 s, restarting, try 1 of 3.");
    }

    @Test
    void aProcessThatEndedIsNotCalledFrozen() {
        assertThat(assess("verifying", "'silence_seconds':3,'limit_seconds':30,'restarts_in_window':2,'max_restarts':3")
                        .summary())
                .isEqualTo("Recorder ended unexpectedly, restarting, try 2 of 3.");
    }

    @Test
    void aRequestedRestartIsNotReportedAsAFailure() {
        event("operator_request", "2026-11-25T13:06:58Z");
        assertThat(assess("restarting", "'silence_seconds':1").summary())
                .isEqualTo("The recorder is being restarted, as asked for.");
    }

    @Test
    void gaveUpSaysSinceWhenWhatWasTriedAndWhichStepHelps() {
        event("reboot", "2026-11-25T02:20:00Z");
        DeviceHealth health = assess("gave_up", "'silence_seconds':" + (10 * 3600 + 55 * 60));
        assertThat(health.level()).isEqualTo(Level.BAD);
        assertThat(health.summary())
                .isEqualTo("No word from the recorder since 03:12. Rebooted once. Needs you: see step 4.");
        assertThat(health.whatToDo()).contains("evidence", "step 4");
    }

    @Test
    void oldRebootsAreNotCountedAndSeveralAreCounted() {
        event("reboot", "2026-11-20T02:20:00Z");
        event("reboot", "2026-11-25T02:20:00Z");
        event("reboot", "2026-11-25T03:20:00Z");
        assertThat(assess("gave_up", "'silence_seconds':60").summary()).contains("Rebooted 2 times.");
    }

    @Test
    void aServiceStoppedOnPurposeIsShownAsStopped() {
        event("operator_stopped", "2026-11-25T12:00:00Z");
        DeviceHealth health = assess("stopped", "'silence_seconds':4000");
        assertThat(health.level()).isEqualTo(Level.ATTENTION);
        assertThat(health.summary()).startsWith("The recorder was stopped on purpose at 13:00.");
    }

    @Test
    void anErrorStateNamesItsCauseAndTheStepThatFitsIt() {
        recorder = json("{'state':'error','error':'no camera at /dev/video0'}");
        DeviceHealth camera = assess("error", "'silence_seconds':0.3");
        assertThat(camera.level()).isEqualTo(Level.BAD);
        assertThat(camera.summary()).isEqualTo("The recorder is alive but can't work: no camera at /dev/video0.");
        assertThat(camera.whatToDo()).contains("step 7");
        recorder = json("{'state':'error','error':'not enough free space on the disk'}");
        assertThat(assess("error", "'silence_seconds':0.3").whatToDo()).contains("step 6");
    }

    @Test
    void aHoldIsShownWhileAllIsWellAndWhileItIsSilent() {
        String hold = ",'holds':[{'seconds_left':1500,'by':'kim','why':'lens'}]";
        DeviceHealth health = assess("healthy", "'silence_seconds':0.4", hold);
        assertThat(health.level()).isEqualTo(Level.ATTENTION);
        assertThat(health.summary())
                .isEqualTo("Recording since 14:02. On hold for 25 min (lens): nothing is restarted.");
        assertThat(assess("held", "'silence_seconds':120", hold).summary())
                .isEqualTo("No word from the recorder since 14:05. Nothing is done: on hold for 25 min more.");
    }

    @Test
    void theWorstAlertIsShownAndTheOthersAreCounted() {
        alerts.add(new FiringAlert(Severity.CRITICAL, "Only 4.2 GB are left on the disk", "Make room (step 6).", NOW));
        alerts.add(new FiringAlert(Severity.WARNING, "Uploads fail", "", NOW));
        DeviceHealth health = assess("healthy", "'silence_seconds':0.4");
        assertThat(health.level()).isEqualTo(Level.BAD);
        assertThat(health.summary()).isEqualTo("Only 4.2 GB are left on the disk. One more alert is firing.");
        assertThat(health.whatToDo()).isEqualTo("Make room (step 6).");
    }

    @Test
    void informationalAlertsKeepTheDeviceHealthy() {
        alerts.add(new FiringAlert(Severity.INFO, "The watchdog restarted the recorder", "Look at the evidence.", NOW));
        DeviceHealth health = assess("healthy", "'silence_seconds':0.4");
        assertThat(health.level()).isEqualTo(Level.GOOD);
        assertThat(health.summary())
                .isEqualTo("All is well. Recording since 14:02. The watchdog restarted the recorder (14:07).");
        assertThat(health.whatToDo()).isEqualTo("Look at the evidence.");
    }

    @Test
    void aRestartInProgressTakesPrecedenceOverItsAlert() {
        alerts.add(new FiringAlert(Severity.CRITICAL, "The recorder is down", "", NOW));
        assertThat(assess("restarting", "'silence_seconds':40,'limit_seconds':30")
                        .summary())
                .startsWith("Frozen for 40 s");
    }

    @Test
    void ofSeveralServicesTheWorstIsShown() {
        JsonObject watchdog = json("{'services':[{'name':'recorder','condition':'healthy','silence_seconds':0.1},"
                        + "{'name':'player','condition':'gave_up','silence_seconds':60}]}")
                .orElseThrow();
        assertThat(assess(Optional.of(watchdog)).summary()).contains("No word from the player");
    }

    @Test
    void aRebootInProgressAsksToWait() {
        DeviceHealth health = assess(json("{'reboot_under_way':true,'services':[]}"));
        assertThat(health.level()).isEqualTo(Level.BUSY);
        assertThat(health.summary()).isEqualTo("The device is rebooting.");
    }

    @Test
    void withoutTheWatchdogNothingIsHealthy() {
        DeviceHealth recording = assess(Optional.empty());
        assertThat(recording.level()).isEqualTo(Level.ATTENTION);
        assertThat(recording.summary()).contains("Recording since 14:02.", "nobody watches");
        recorder = Optional.empty();
        DeviceHealth unanswered = assess(Optional.empty());
        assertThat(unanswered.level()).isEqualTo(Level.BAD);
        assertThat(unanswered.summary()).contains("Neither", "step 3");
    }

    @Test
    void aDryRunIsNotHealthy() {
        assertThat(assess("healthy", "'silence_seconds':0.4", ",'dry_run':true").level())
                .isEqualTo(Level.ATTENTION);
    }

    @Test
    void malformedInputNeverThrows() {
        assertThat(assess(json("{'services':[1,null,'x',{}],'holds':[3]}")).summary())
                .isNotBlank();
        assertThat(assess("???", "'silence_seconds':'x'").level()).isEqualTo(Level.BUSY);
    }

    private DeviceHealth assess(String condition, String members) {
        return assess(condition, members, "");
    }

    private DeviceHealth assess(String condition, String members, String watchdogMembers) {
        return assess(json("{'services':[{'name':'recorder','condition':'" + condition + "'," + members + "}]"
                + watchdogMembers + "}"));
    }

    private DeviceHealth assess(Optional<JsonObject> watchdog) {
        return DeviceHealth.of(new DeviceSnapshot(NOW, VIENNA, watchdog, recorder, events, alerts));
    }

    private void event(String kind, String time) {
        events.add(Json.object()
                .put("time", time)
                .put("kind", kind)
                .put("service", "recorder")
                .put("reason", "because")
                .build());
    }

    private static Optional<JsonObject> json(String text) {
        try {
            return Optional.of(Json.parseObject(text.replace('\'', '"')));
        } catch (JsonException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
