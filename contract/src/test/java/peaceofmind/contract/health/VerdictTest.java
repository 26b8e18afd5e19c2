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
import peaceofmind.contract.health.Situation.Alert;
import peaceofmind.contract.health.Verdict.Level;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

class VerdictTest {

    private static final Instant NOW = Instant.parse("2026-11-25T13:07:00Z");
    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

    private final List<JsonObject> events = new ArrayList<>();
    private final List<Alert> alerts = new ArrayList<>();
    private Optional<JsonObject> recorder =
            json("{'state':'recording','length_seconds':600,'left_seconds':300,'file':'a.mkv'}");

    @Test
    void allIsWellAndSinceWhenItRecords() {
        Verdict verdict = judge("healthy", "'silence_seconds':0.4");
        assertThat(verdict.level()).isEqualTo(Level.GOOD);
        assertThat(verdict.sentence()).isEqualTo("All is well. Recording since 14:02.");
        assertThat(verdict.whatToDo()).isEmpty();
    }

    @Test
    void aRecordingOfYesterdaySaysItsDay() {
        recorder = json("{'state':'recording','length_seconds':90000,'left_seconds':0}");
        assertThat(judge("healthy", "'silence_seconds':0.4").sentence())
                .isEqualTo("All is well. Recording since 24 Nov 13:07.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ready      | All is well. Ready; nothing is being recorded.
            processing | All is well. Finishing a video.
            booting    | All is well. The recorder is starting.
            """)
    void eachStateHasItsWords(String state, String sentence) {
        recorder = json("{'state':'" + state + "'}");
        assertThat(judge("healthy", "'silence_seconds':0.4").sentence()).isEqualTo(sentence);
    }

    @Test
    void aBeatThatIsLateIsToldBeforeAnythingIsDone() {
        Verdict verdict = judge("healthy", "'silence_seconds':12,'limit_seconds':30");
        assertThat(verdict.level()).isEqualTo(Level.BUSY);
        assertThat(verdict.sentence()).isEqualTo("No word from the recorder for 12 s. It is restarted after 30 s.");
    }

    @Test
    void aRecorderThatStartsAgainAndAgainIsNotWell() {
        for (String condition : List.of("healthy", "starting")) {
            Verdict verdict = judge(condition, "'silence_seconds':0.4,'unstable':true,'starts_by_others_in_window':40");
            assertThat(verdict.level()).isEqualTo(Level.ATTENTION);
            assertThat(verdict.sentence())
                    .isEqualTo("The recorder ends and is started again, and again: 40 times lately.");
        }
    }

    @Test
    void aFrozenRecorderIsBeingRestarted() {
        Verdict verdict =
                judge("restarting", "'silence_seconds':40,'limit_seconds':30,'restarts_in_window':1,'max_restarts':3");
        assertThat(verdict.level()).isEqualTo(Level.BUSY);
        assertThat(verdict.sentence()).isEqualTo("Frozen for 40 s, restarting, try 1 of 3.");
    }

    @Test
    void aProcessThatEndedIsNotCalledFrozen() {
        assertThat(judge("verifying", "'silence_seconds':3,'limit_seconds':30,'restarts_in_window':2,'max_restarts':3")
                        .sentence())
                .isEqualTo("Recorder ended unexpectedly, restarting, try 2 of 3.");
    }

    @Test
    void aRestartThatSomebodyAskedForIsNoAccident() {
        event("operator_request", "2026-11-25T13:06:58Z");
        assertThat(judge("restarting", "'silence_seconds':1").sentence())
                .isEqualTo("The recorder is being restarted, as asked for.");
    }

    @Test
    void gaveUpSaysSinceWhenWhatWasTriedAndWhichStepHelps() {
        event("reboot", "2026-11-25T02:20:00Z");
        Verdict verdict = judge("gave_up", "'silence_seconds':" + (10 * 3600 + 55 * 60));
        assertThat(verdict.level()).isEqualTo(Level.BAD);
        assertThat(verdict.sentence())
                .isEqualTo("No word from the recorder since 03:12. Rebooted once. Needs you: see step 4.");
        assertThat(verdict.whatToDo()).contains("evidence", "step 4");
    }

    @Test
    void oldRebootsAreNotCountedAndSeveralAreCounted() {
        event("reboot", "2026-11-20T02:20:00Z");
        event("reboot", "2026-11-25T02:20:00Z");
        event("reboot", "2026-11-25T03:20:00Z");
        assertThat(judge("gave_up", "'silence_seconds':60").sentence()).contains("Rebooted 2 times.");
    }

    @Test
    void whatWasStoppedOnPurposeStaysStoppedAndSaysSo() {
        event("operator_stopped", "2026-11-25T12:00:00Z");
        Verdict verdict = judge("stopped", "'silence_seconds':4000");
        assertThat(verdict.level()).isEqualTo(Level.ATTENTION);
        assertThat(verdict.sentence()).startsWith("The recorder was stopped on purpose at 13:00.");
    }

    @Test
    void anErrorStateNamesItsCauseAndTheStepThatFitsIt() {
        recorder = json("{'state':'error','error':'no camera at /dev/video0'}");
        Verdict camera = judge("error", "'silence_seconds':0.3");
        assertThat(camera.level()).isEqualTo(Level.BAD);
        assertThat(camera.sentence()).isEqualTo("The recorder is alive but can't work: no camera at /dev/video0.");
        assertThat(camera.whatToDo()).contains("step 7");
        recorder = json("{'state':'error','error':'too little room on the disk'}");
        assertThat(judge("error", "'silence_seconds':0.3").whatToDo()).contains("step 6");
    }

    @Test
    void aHoldIsToldWhileAllIsWellAndWhileItIsSilent() {
        String hold = ",'holds':[{'seconds_left':1500,'by':'kim','why':'lens'}]";
        Verdict well = judge("healthy", "'silence_seconds':0.4", hold);
        assertThat(well.level()).isEqualTo(Level.ATTENTION);
        assertThat(well.sentence())
                .isEqualTo("Recording since 14:02. On hold for 25 min (lens): nothing is restarted.");
        assertThat(judge("held", "'silence_seconds':120", hold).sentence())
                .isEqualTo("No word from the recorder since 14:05. Nothing is done: on hold for 25 min more.");
    }

    @Test
    void theWorstAlertSpeaksAndTheOthersAreCounted() {
        alerts.add(new Alert(Severity.CRITICAL, "Only 4.2 GB are left on the disk", "Make room (step 6).", NOW));
        alerts.add(new Alert(Severity.WARNING, "Uploads fail", "", NOW));
        Verdict verdict = judge("healthy", "'silence_seconds':0.4");
        assertThat(verdict.level()).isEqualTo(Level.BAD);
        assertThat(verdict.sentence()).isEqualTo("Only 4.2 GB are left on the disk. One more alert is firing.");
        assertThat(verdict.whatToDo()).isEqualTo("Make room (step 6).");
    }

    @Test
    void whatIsOnlyWorthKnowingLeavesTheDeviceWell() {
        alerts.add(new Alert(Severity.INFO, "The watchdog restarted the recorder", "Look at the evidence.", NOW));
        Verdict verdict = judge("healthy", "'silence_seconds':0.4");
        assertThat(verdict.level()).isEqualTo(Level.GOOD);
        assertThat(verdict.sentence())
                .isEqualTo("All is well. Recording since 14:02. The watchdog restarted the recorder (14:07).");
        assertThat(verdict.whatToDo()).isEqualTo("Look at the evidence.");
    }

    @Test
    void aServiceThatIsBeingRestartedSaysMoreThanTheAlertThatFollowsFromIt() {
        alerts.add(new Alert(Severity.CRITICAL, "The recorder is down", "", NOW));
        assertThat(judge("restarting", "'silence_seconds':40,'limit_seconds':30")
                        .sentence())
                .startsWith("Frozen for 40 s");
    }

    @Test
    void ofSeveralServicesTheWorstSpeaks() {
        JsonObject watchdog = json("{'services':[{'name':'recorder','condition':'healthy','silence_seconds':0.1},"
                        + "{'name':'player','condition':'gave_up','silence_seconds':60}]}")
                .orElseThrow();
        assertThat(judge(Optional.of(watchdog)).sentence()).contains("No word from the player");
    }

    @Test
    void aRebootThatBeganAsksForPatience() {
        Verdict verdict = judge(json("{'reboot_under_way':true,'services':[]}"));
        assertThat(verdict.level()).isEqualTo(Level.BUSY);
        assertThat(verdict.sentence()).isEqualTo("The device is rebooting.");
    }

    @Test
    void withoutTheWatchdogNothingIsCalledWell() {
        Verdict recording = judge(Optional.empty());
        assertThat(recording.level()).isEqualTo(Level.ATTENTION);
        assertThat(recording.sentence()).contains("Recording since 14:02.", "nobody watches");
        recorder = Optional.empty();
        Verdict nothing = judge(Optional.empty());
        assertThat(nothing.level()).isEqualTo(Level.BAD);
        assertThat(nothing.sentence()).contains("Neither", "step 3");
    }

    @Test
    void aWatchdogThatDoesNothingIsNotCalledWell() {
        assertThat(judge("healthy", "'silence_seconds':0.4", ",'dry_run':true").level())
                .isEqualTo(Level.ATTENTION);
    }

    @Test
    void nonsenseFromOutsideBreaksNothing() {
        assertThat(judge(json("{'services':[1,null,'x',{}],'holds':[3]}")).sentence())
                .isNotBlank();
        assertThat(judge("???", "'silence_seconds':'x'").level()).isEqualTo(Level.BUSY);
    }

    private Verdict judge(String condition, String members) {
        return judge(condition, members, "");
    }

    private Verdict judge(String condition, String members, String ofWatchdog) {
        return judge(json("{'services':[{'name':'recorder','condition':'" + condition + "'," + members + "}]"
                + ofWatchdog + "}"));
    }

    private Verdict judge(Optional<JsonObject> watchdog) {
        return Verdict.of(new Situation(NOW, VIENNA, watchdog, recorder, events, alerts));
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
