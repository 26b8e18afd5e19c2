// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.Severity;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

final class DeviceHealthTest {

    private static final Instant NOW = Instant.parse("2026-11-25T13:07:00Z");
    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
    private static final long GB = 1_000_000_000;

    private final List<Event> events = new ArrayList<>();
    private final List<FiringAlert> alerts = new ArrayList<>();
    private final List<ShippingProblem> shipping = new ArrayList<>();
    private Observed<RecorderStatus> recorder =
            recorder("{'state':'recording','length_seconds':600,'left_seconds':300,'file':'a.mkv'}");
    private Optional<DiskSpace> disk = Optional.of(new DiskSpace(80 * GB, 5 * GB, 10 * GB));
    private Optional<MachineState> machine = Optional.of(new MachineState(Optional.of(54.0), false, false));
    private Optional<String> agentProblem = Optional.empty();
    private WatchedProgram program = new WatchedProgram("recorder", true);

    @Test
    void allIsWellAndSinceWhenItRecords() {
        DeviceHealth health = judge("healthy", "'silence_seconds':0.4");
        assertThat(health.level()).isEqualTo(HealthLevel.UP);
        assertThat(health.sentence()).isEqualTo("All is well. Recording since 14:02.");
        assertThat(health.nextStep()).isEmpty();
        assertThat(health.findings()).allMatch(HealthFinding::isUp);
    }

    private static final String PROBES =
            "'limit_seconds':30,'beat_interval_seconds':13,'liveness':[{'probe':'http http://127.0.0.1/','state':'silent',"
                    + "'detail':'HTTP 500 from http://127.0.0.1/ for 35 s'},{'probe':'tcp x','state':'alive','detail':''}]";

    @Test
    void whileSomeOfSeveralCamerasAreNotRecordedTheDeviceIsDegradedAndNamesThem() {
        String several = "'state':'recording','error':'south: the camera /dev/video2 does not exist','cameras':["
                + "{'name':'north','state':'recording'},{'name':'south','state':'error'}]";
        DeviceHealth health = judge("healthy", "'silence_seconds':0.4,'heartbeat':{" + several + "}");
        assertThat(health.level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(health.sentence())
                .isEqualTo("Not every camera is recorded: south: the camera /dev/video2 does not exist.");
        recorder = recorder("{" + several + "}");
        assertThat(judge(Observed.missing("it is not running"))
                        .ofService("recorder")
                        .orElseThrow()
                        .level())
                .as("also while the watchdog does not respond")
                .isEqualTo(HealthLevel.DEGRADED);
    }

    @Test
    void aProbeIsLateOnlyAfterItsInterval() {
        assertThat(judge("healthy", PROBES + ",'silence_seconds':20").level()).isEqualTo(HealthLevel.UP);
        assertThat(judge("healthy", PROBES + ",'silence_seconds':22").sentence())
                .isEqualTo("No word from the recorder for 22 s. It is restarted after 30 s."
                        + " HTTP 500 from http://127.0.0.1/ for 35 s.");
    }

    @Test
    void whatAProbeMetIsSaid() {
        assertThat(judge("silent", PROBES + ",'silence_seconds':40").sentence())
                .contains("HTTP 500 from http://127.0.0.1/ for 35 s.");
    }

    @Test
    void aServiceThatThisMachineCannotProbeIsDegradedNotDown() {
        DeviceHealth health = judge("unknown", "'silence_seconds':400,'heartbeat_fault':'there is no free socket'");
        assertThat(health.level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(health.sentence()).isEqualTo("Nobody can say whether the recorder works: there is no free socket.");
    }

    @Test
    void aRecordingOfYesterdaySaysItsDay() {
        recorder = recorder("{'state':'recording','length_seconds':90000,'left_seconds':0}");
        assertThat(judge("healthy", "'silence_seconds':0.4").sentence())
                .isEqualTo("All is well. Recording since 24 Nov 13:07.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ready      | All is well. Ready; nothing is being recorded.
            processing | All is well. Finishing a video.
            booting    | All is well. The recorder is starting.
            """)
    void eachStateHasItsSentence(String state, String sentence) {
        recorder = recorder("{'state':'" + state + "'}");
        assertThat(judge("healthy", "'silence_seconds':0.4").sentence()).isEqualTo(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "healthy, UP, false", "starting, DEGRADED, true", "restarting, DEGRADED, true", "verifying, DEGRADED, true",
        "stopping, DEGRADED, true", "held, DEGRADED, false", "silent, DOWN, false", "stopped, DOWN, false",
        "gave_up, DOWN, false", "error, DOWN, false", "of_a_later_version, UNKNOWN, false"
    })
    void eachConditionOfAServiceHasItsLevel(String condition, HealthLevel level, boolean inProgress) {
        DeviceHealth health = judge(condition, "'silence_seconds':1");
        assertThat(health.level()).isEqualTo(level);
        assertThat(health.inProgress()).isEqualTo(inProgress);
        assertThat(health.sentence()).isNotBlank();
    }

    @Test
    void aLateBeatIsReportedBeforeAnythingIsDone() {
        DeviceHealth health = judge("healthy", "'silence_seconds':12,'limit_seconds':30");
        assertThat(health.level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(health.inProgress()).isTrue();
        assertThat(health.sentence()).isEqualTo("No word from the recorder for 12 s. It is restarted after 30 s.");
    }

    @Test
    void aRecorderThatStartsAgainAndAgainIsNotWell() {
        for (String condition : List.of("healthy", "starting")) {
            DeviceHealth health =
                    judge(condition, "'silence_seconds':0.4,'unstable':true,'starts_by_others_in_window':40");
            assertThat(health.level()).isEqualTo(HealthLevel.DEGRADED);
            assertThat(health.sentence())
                    .isEqualTo("The recorder keeps exiting shortly after it was started: 40 times lately.");
        }
    }

    @Test
    void aRecorderThatRestartsHelpOnlyForAWhileIsDegraded() {
        DeviceHealth health = judge("healthy", "'silence_seconds':0.4,'unstable':true,'starts_by_others_in_window':0");
        assertThat(health.level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(health.sentence()).isEqualTo("The recorder does not stay up: restarts help, but not for long.");
    }

    @Test
    void aHeartbeatThatCannotBeReadIsDegradedAndARefusedOneIsDown() {
        DeviceHealth unreadable = judge("unreadable", "'heartbeat_fault':'it is not JSON'");
        assertThat(unreadable.level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(unreadable.sentence())
                .isEqualTo("The recorder is alive, but its heartbeat cannot be read: it is not JSON.");
        DeviceHealth refused = judge("refused", "'heartbeat_fault':'it belongs to user eve'");
        assertThat(refused.level()).isEqualTo(HealthLevel.DOWN);
        assertThat(refused.sentence()).isEqualTo("The recorder cannot be watched: it belongs to user eve.");
    }

    @Test
    void aFrozenRecorderIsBeingRestarted() {
        assertThat(judge(
                                "restarting",
                                "'silence_seconds':40,'limit_seconds':30,'restarts_in_window':1,'max_restarts':3")
                        .sentence())
                .isEqualTo("Frozen for 40 s, restarting, try 1 of 3.");
        assertThat(judge("verifying", "'silence_seconds':3,'limit_seconds':30,'restarts_in_window':2,'max_restarts':3")
                        .sentence())
                .isEqualTo("The recorder ended unexpectedly, restarting, try 2 of 3.");
    }

    @Test
    void aRestartThatSomebodyAskedForIsNoAccident() {
        event(EventKind.OPERATOR_REQUEST, "2026-11-25T13:06:58Z");
        assertThat(judge("restarting", "'silence_seconds':1").sentence())
                .isEqualTo("The recorder is being restarted, as asked for.");
        event(EventKind.STALE, "2026-11-25T13:06:59Z");
        assertThat(judge("restarting", "'silence_seconds':40").sentence()).startsWith("Frozen");
    }

    @Test
    void gaveUpSaysSinceWhenWhatWasTriedAndWhichStepHelps() {
        event(EventKind.REBOOT, "2026-11-20T02:20:00Z");
        event(EventKind.REBOOT, "2026-11-25T02:20:00Z");
        DeviceHealth health = judge("gave_up", "'silence_seconds':" + (10 * 3600 + 55 * 60));
        assertThat(health.sentence())
                .isEqualTo("No word from the recorder since 03:12. Rebooted once. Needs you: see step 4.");
        assertThat(health.nextStep()).contains("evidence", "step 4");
        event(EventKind.REBOOT, "2026-11-25T03:20:00Z");
        assertThat(judge("gave_up", "'silence_seconds':60").sentence()).contains("Rebooted 2 times.");
    }

    @Test
    void whatWasStoppedOnPurposeSaysWhenAndHowToStartIt() {
        event(EventKind.OPERATOR_STOPPED, "2026-11-25T12:00:00Z");
        DeviceHealth health = judge("stopped", "'silence_seconds':4000");
        assertThat(health.sentence()).startsWith("The recorder was stopped on purpose at 13:00.");
        assertThat(health.nextStep()).contains("peace watchdog start recorder");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no camera at /dev/video0     | step 7
            too little room on the disk  | step 6
            the moon is full             | step 2
            """)
    void anErrorStateNamesItsCauseAndTheStepThatFitsIt(String error, String step) {
        recorder = recorder("{'state':'error','error':'" + error + "'}");
        DeviceHealth health = judge("error", "'silence_seconds':0.3");
        assertThat(health.sentence()).isEqualTo("The recorder is alive but can't work: " + error + ".");
        assertThat(health.nextStep()).contains(step);
    }

    @Test
    void aHoldIsShownWhileAllIsWellAndWhileItIsSilent() {
        String hold = ",'holds':[{'seconds_left':1500,'by':'kim','why':'lens'}]";
        DeviceHealth well = judge("healthy", "'silence_seconds':0.4", hold);
        assertThat(well.level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(well.sentence())
                .isEqualTo("On hold for 25 min (lens): nothing is restarted. Recording since 14:02.");
        assertThat(judge("held", "'silence_seconds':120", hold).sentence())
                .startsWith("No word from the recorder since 14:05. Nothing is done: on hold for 25 min more.");
    }

    @Test
    void theWorstAlertSpeaksAndTheOthersAreCounted() {
        alert("DiskReadOnly", Severity.CRITICAL, "A disk has become read-only", "Replace it.");
        alert("UploadBacklog", Severity.WARNING, "Videos wait for their upload", "");
        DeviceHealth health = judge("healthy", "'silence_seconds':0.4");
        assertThat(health.level()).isEqualTo(HealthLevel.DOWN);
        assertThat(health.sentence()).isEqualTo("A disk has become read-only. One more finding needs attention.");
        assertThat(health.nextStep()).isEqualTo("Replace it.");
    }

    @Test
    void whatIsOnlyWorthKnowingLeavesTheDeviceUp() {
        alert("RestartedByWatchdog", Severity.INFO, "The watchdog restarted the recorder", "Read the evidence.");
        DeviceHealth health = judge("healthy", "'silence_seconds':0.4");
        assertThat(health.level()).isEqualTo(HealthLevel.UP);
        assertThat(health.sentence())
                .isEqualTo("All is well. Recording since 14:02. The watchdog restarted the recorder (14:07).");
        assertThat(health.nextStep()).isEqualTo("Read the evidence.");
    }

    @Test
    void whatIsFoundAnywaySaysMoreThanTheAlertThatFollowsFromIt() {
        alert("ServiceDown", Severity.CRITICAL, "The recorder is down", "");
        DeviceHealth health = judge("restarting", "'silence_seconds':40,'limit_seconds':30");
        assertThat(health.sentence()).isEqualTo("Frozen for 40 s, restarting, try 1 of 3.");
        assertThat(health.level()).isEqualTo(HealthLevel.DEGRADED);
    }

    @Test
    void anAlertCountsEvenIfNoComponentHasThatFindingNow() {
        alert("ServiceDown", Severity.CRITICAL, "The recorder is down", "Restart it.");
        assertThat(judge("healthy", "'silence_seconds':0.4").level()).isEqualTo(HealthLevel.DOWN);
    }

    @Test
    void everyAlertThatAComponentStandsForIsInTheCatalogue() {
        assertThat(AlertJudge.SAME_AS.values())
                .allSatisfy(names -> assertThat(names)
                        .allSatisfy(
                                name -> assertThat(AlertCatalogue.rule(name)).isPresent()));
    }

    @Test
    void ofSeveralServicesTheWorstSpeaks() {
        DeviceHealth health =
                judge(watchdog("{'services':[{'name':'recorder','condition':'healthy','silence_seconds':0.1},"
                        + "{'name':'player','condition':'gave_up','silence_seconds':60}]}"));
        assertThat(health.sentence()).contains("No word from player");
        assertThat(health.ofService("recorder").orElseThrow().level()).isEqualTo(HealthLevel.UP);
    }

    @Test
    void aRebootUnderWayAsksForPatience() {
        DeviceHealth health =
                judge(watchdog("{'reboot_under_way':true,'services':[{'name':'recorder','condition':'silent'}]}"));
        assertThat(health.level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(health.inProgress()).isTrue();
        assertThat(health.sentence()).startsWith("The device is rebooting.");
    }

    @Test
    void withoutTheWatchdogNothingIsCalledWell() {
        DeviceHealth recording = judge(Observed.missing("the watchdog is not running"));
        assertThat(recording.level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(recording.sentence())
                .isEqualTo("The watchdog does not answer: nobody watches the recorder. Recording since 14:02.");
        recorder = recorder("{'state':'error','error':'no camera'}");
        assertThat(judge(Observed.missing("")).level()).isEqualTo(HealthLevel.DOWN);
        recorder = Observed.missing("the recorder is not running");
        assertThat(judge(Observed.missing("")).sentence()).contains("Neither", "step 3");
    }

    @Test
    void aWatchdogThatDoesNothingIsNotCalledWell() {
        assertThat(judge("healthy", "'silence_seconds':0.4", ",'dry_run':true").sentence())
                .startsWith("The watchdog only observes");
    }

    @Test
    void eachPartThatIsNotWellDegradesTheDeviceAndSaysWhatToDo() {
        disk = Optional.of(new DiskSpace(7 * GB, 5 * GB, 10 * GB));
        assertFound(HealthComponent.DISK, HealthLevel.DEGRADED, "The disk is getting full: 7.0 GB are free.");
        disk = Optional.of(new DiskSpace(4_200_000_000L, 5 * GB, 10 * GB));
        assertFound(HealthComponent.DISK, HealthLevel.DOWN, "Only 4.2 GB are free: the recorder refuses below 5.0 GB.");
        disk = Optional.empty();
        machine = Optional.of(new MachineState(Optional.of(81.2), false, true));
        assertFound(HealthComponent.DEVICE, HealthLevel.DEGRADED, "The device is hot: 81 °C.");
        machine = Optional.of(new MachineState(Optional.empty(), true, true));
        assertFound(HealthComponent.DEVICE, HealthLevel.DEGRADED, "The voltage is too low.");
        machine = Optional.empty();
        recorder = recorder("{'state':'ready','videos_failed':2}");
        assertFound(HealthComponent.UPLOADS, HealthLevel.DEGRADED, "The uploads of 2 videos were given up.");
        recorder = recorder("{'state':'ready','internet_connected':false}");
        assertFound(
                HealthComponent.NETWORK, HealthLevel.DEGRADED, "The device does not reach the internet; videos wait.");
        recorder = recorder("{'state':'ready'}");
        shipping.add(new ShippingProblem(ShippingProblem.What.LOGS, "loki", "the name loki is not known"));
        assertFound(
                HealthComponent.SHIPPING,
                HealthLevel.DEGRADED,
                "Logs can't be sent to loki: the name loki is not known.");
        shipping.clear();
        agentProblem = Optional.of("not running");
        assertFound(HealthComponent.AGENT, HealthLevel.DEGRADED, "The agent's metrics can't be read: not running.");
    }

    private void assertFound(HealthComponent component, HealthLevel level, String sentence) {
        DeviceHealth health = judge("healthy", "'silence_seconds':0.4");
        HealthFinding finding = health.of(component).orElseThrow();
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.sentence()).isEqualTo(sentence);
        assertThat(finding.nextStep()).isNotBlank();
        assertThat(health.level()).isEqualTo(level);
        assertThat(health.sentence()).startsWith(sentence);
        assertThat(health.nextStep()).isEqualTo(finding.nextStep());
    }

    @Test
    void anOutageOfTheNetworkIsNamedWithItsCauseOnceItHasLasted() {
        String service = "{'services':[{'name':'recorder','condition':'healthy','silence_seconds':0.4}],'network':";
        String fault = "'sentence':'The router does not respond.','next_step':'Restart the router.'}}";
        DeviceHealth health = judge(watchdog(service + "{'outage':true," + fault));
        assertThat(health.of(HealthComponent.NETWORK).orElseThrow()).satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(HealthLevel.DEGRADED);
            assertThat(finding.sentence()).isEqualTo("The router does not respond.");
            assertThat(finding.nextStep()).isEqualTo("Restart the router.");
        });
        assertThat(judge(watchdog(service + "{'outage':false," + fault))
                        .of(HealthComponent.NETWORK)
                        .map(HealthFinding::level))
                .isNotEqualTo(Optional.of(HealthLevel.DEGRADED));
    }

    @Test
    void nonsenseFromOutsideBreaksNothing() {
        assertThat(judge(watchdog("{'services':[1,null,'x',{}],'holds':[3]}")).sentence())
                .isNotBlank();
        assertThat(judge("???", "'silence_seconds':'x'").level()).isEqualTo(HealthLevel.UNKNOWN);
        assertThat(judge("silent", "'silence_seconds':1e300,'limit_seconds':-7").level())
                .isEqualTo(HealthLevel.DOWN);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {'state':'ready'}                               | All is well. myapp is ready.
        {'state':'recording'}                           | All is well. myapp is running.
        {'state':'processing'}                          | All is well. myapp is running.
        {'state':'indexing'}                            | All is well. myapp is running.
        {'state':'booting'}                             | All is well. myapp is starting.
        {'state':'ready','recording_active':false}      | All is well. Ready; nothing is being recorded.
        {'state':'recording','recording_active':true}   | All is well. Recording.
        {'state':'processing','recording_active':false} | All is well. Finishing a video.
        """)
    void anotherProgramIsSaidToRecordOnlyIfItSaysSo(String heartbeat, String sentence) {
        watchAnotherProgram();
        assertThat(judge("healthy", "'silence_seconds':0.4,'heartbeat':" + heartbeat)
                        .sentence())
                .isEqualTo(sentence);
    }

    @Test
    void aProgramWithoutAHeartbeatRuns() {
        watchAnotherProgram();
        assertThat(judge("healthy", PROBES + ",'silence_seconds':3").sentence())
                .isEqualTo("All is well. myapp is running.");
    }

    @Test
    void nothingIsSaidOfARecorderThatIsNotWatched() {
        watchAnotherProgram();
        disk = Optional.of(new DiskSpace(4_200_000_000L, 5 * GB, 10 * GB));
        DeviceHealth unwatched = judge(Observed.missing("it is not running"));
        DeviceHealth gaveUp = judge("gave_up", "'silence_seconds':4000");
        assertThat(unwatched.sentence()).startsWith("The watchdog does not answer: nobody watches myapp. Needs you");
        assertThat(gaveUp.nextStep()).contains("check its log");
        for (DeviceHealth health : List.of(unwatched, gaveUp)) {
            assertThat(health.of(HealthComponent.DISK).orElseThrow().sentence())
                    .isEqualTo("Only 4.2 GB are free: the limit is 5.0 GB.");
            assertThat(health.toJson().toJson()).doesNotContainPattern("recorder\\b(?!-)|camera|video|record ");
        }
    }

    private void watchAnotherProgram() {
        program = new WatchedProgram("myapp", false);
        recorder = Observed.missing("not watched");
    }

    @Test
    void lightsThatDoNotWorkDegradeAndNothingMore() {
        recorder = recorder("{'state':'ready','panel_problem':'the lights do not work: GPIO line 12 is in use'}");
        DeviceHealth health = judge("healthy", "'silence_seconds':0.4");
        assertThat(health.level()).isEqualTo(HealthLevel.DEGRADED);
        assertThat(health.sentence()).startsWith("The lights do not work: GPIO line 12 is in use.");
        assertThat(health.nextStep()).contains("Recording continues", "docs/lights.md");
    }

    @Test
    void theJsonContainsEachFinding() {
        JsonObject json = judge("silent", "'silence_seconds':60").toJson();
        assertThat(json.text("level")).contains("down");
        assertThat(json.items("findings")).hasSizeGreaterThan(4);
    }

    private DeviceHealth judge(String condition, String members) {
        return judge(condition, members, "");
    }

    private DeviceHealth judge(String condition, String members, String ofWatchdog) {
        return judge(watchdog("{'services':[{'name':'" + program.name() + "','condition':'" + condition + "'," + members
                + "}]" + ofWatchdog + "}"));
    }

    private DeviceHealth judge(Observed<WatchdogStatus> watchdog) {
        return DeviceHealth.of(new DeviceSnapshot(
                NOW,
                VIENNA,
                program,
                watchdog,
                recorder,
                events,
                Observed.of(alerts),
                disk,
                machine,
                shipping,
                agentProblem));
    }

    private void event(EventKind kind, String time) {
        events.add(new Event(events.size(), Instant.parse(time), kind, Optional.of("recorder"), "because"));
    }

    private void alert(String name, Severity severity, String summary, String whatToDo) {
        alerts.add(new FiringAlert(name, severity, summary, whatToDo, NOW));
    }

    private static Observed<WatchdogStatus> watchdog(String text) {
        return Observed.of(WatchdogStatus.parse(json(text)));
    }

    private static Observed<RecorderStatus> recorder(String text) {
        return Observed.of(RecorderStatus.parse(json(text)));
    }

    private static JsonObject json(String text) {
        try {
            return Json.parseObject(text.replace('\'', '"'));
        } catch (JsonException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
