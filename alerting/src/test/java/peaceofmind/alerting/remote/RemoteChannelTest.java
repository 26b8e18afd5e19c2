// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.remote.ScriptedTransport.Reply;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.testkit.FakeClock;

/** What a press of a button does, and what everything else that somebody could send does not. */
class RemoteChannelTest {

    private static final String INCIDENT = "1764000000000-firing-1";
    private static final List<RemoteCommand> ALL = List.of(RemoteCommand.values());

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final ScriptedTransport messenger = new ScriptedTransport();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private volatile boolean isIncidentOpen = true;
    private FakeWatchdog watchdog;
    private RemoteChannel channel;

    @BeforeEach
    void open() throws Exception {
        watchdog = new FakeWatchdog(folder.resolve("watchdog.sock"), clock);
        channel = channel(ALL, "boot-1");
    }

    @AfterEach
    void close() throws Exception {
        watchdog.close();
    }

    /** Opens the channel, as a start of the agent does. */
    private RemoteChannel channel(List<RemoteCommand> allowed, String boot) {
        RemoteCommandsConfig config =
                new RemoteCommandsConfig(allowed, List.of(), Optional.empty(), Optional.empty(), 10);
        return new RemoteChannel(
                "phone",
                config,
                messenger,
                new RemoteContext(
                        "gym",
                        folder,
                        Optional.of(boot),
                        watchdog.client(),
                        _ -> isIncidentOpen
                                ? Optional.of(new IncidentLookup.Subject(Optional.empty()))
                                : Optional.empty(),
                        () -> "up: All is well.",
                        events::add,
                        clock,
                        warnings::add));
    }

    private String code(RemoteCommand command) {
        return channel.buttons(INCIDENT).stream()
                .filter(button -> button.label().equals(command.label()))
                .findFirst()
                .orElseThrow()
                .code();
    }

    private void press(String code) throws Exception {
        messenger.press(code);
        assertThat(channel.receiveOnce()).isTrue();
    }

    private void assertRefused(RefusalReason reason, int commandsBefore) {
        assertThat(watchdog.commands()).hasSize(commandsBefore);
        assertThat(channel.refusedCounts().get(reason.label())).isPositive();
        assertThat(events).isNotEmpty();
    }

    private Reply reply(int index) {
        await().until(() -> messenger.replies.size() > index);
        return messenger.replies.get(index);
    }

    @Test
    void aButtonRestartsTheServiceAndTheReplySaysWhenItBeatsAgain() throws Exception {
        press(code(RemoteCommand.RESTART));
        assertThat(watchdog.commands()).containsExactly("restart");
        assertThat(watchdog.requests().stream()
                        .filter(request -> request.text("command").equals(Optional.of("restart"))))
                .allSatisfy(request -> {
                    assertThat(request.text("service")).contains("recorder");
                    assertThat(request.text("for")).contains("phone, user 1");
                });
        await().until(() -> messenger.replies.size() == 2);
        assertThat(messenger.replies)
                .extracting(Reply::subject)
                .containsExactlyInAnyOrder("gym: Restart: accepted", "gym: beats again");
        assertThat(messenger.replies).extracting(Reply::text).contains("recorder beats again, 2 s after the restart.");
        assertThat(messenger.confirmations).containsExactly("Restart: accepted");
        assertThat(channel.acceptedCount()).isEqualTo(1);
        assertThat(events).isEmpty();
    }

    @Test
    void theOtherButtonsHoldRebootAndShowTheStatus() throws Exception {
        press(code(RemoteCommand.HOLD));
        press(code(RemoteCommand.REBOOT));
        press(code(RemoteCommand.STATUS));
        assertThat(watchdog.commands()).containsExactly("hold", "reboot", "note");
        assertThat(watchdog.requests().stream()
                        .filter(request -> request.text("command").equals(Optional.of("hold"))))
                .allSatisfy(request -> assertThat(request.text("length")).contains("1h"));
        await().until(() -> messenger.replies.size() == 3);
        Reply status = messenger.replies.stream()
                .filter(reply -> reply.subject().equals("gym: Status: now"))
                .findFirst()
                .orElseThrow();
        assertThat(status.text()).isEqualTo("up: All is well.");
        assertThat(status.buttons()).as("to act on it").hasSize(ALL.size());
    }

    @Test
    void aReplayedCommandDoesNothingAlsoAfterARestartOfTheAgent() throws Exception {
        String code = code(RemoteCommand.RESTART);
        press(code);
        press(code);
        assertRefused(RefusalReason.USED, 1);
        channel = channel(ALL, "boot-1");
        press(code);
        assertRefused(RefusalReason.USED, 1);
        channel = channel(ALL, "boot-2");
        press(code);
        assertRefused(RefusalReason.USED, 1);
    }

    @Test
    void whatWasReadBeforeAnActionIsNotReadAgainAfterARestart() throws Exception {
        messenger.press("guess");
        messenger.press(code(RemoteCommand.RESTART));
        channel.receiveOnce();
        channel = channel(ALL, "boot-1");
        channel.receiveOnce();
        assertThat(messenger.positions.getLast()).contains("2");
    }

    @Test
    void aButtonWorksAfterARestartOfTheAgent() throws Exception {
        String code = code(RemoteCommand.HOLD);
        channel = channel(ALL, "boot-1");
        press(code);
        assertThat(watchdog.commands()).containsExactly("hold");
    }

    @Test
    void aGuessDoesNothingAndIsNotReplied() throws Exception {
        code(RemoteCommand.REBOOT);
        press("A".repeat(32));
        press("");
        press("x".repeat(100_000));
        press("reboot");
        assertRefused(RefusalReason.UNKNOWN_CODE, 0);
        assertThat(events)
                .singleElement()
                .asString()
                .contains("refused (phone)")
                .contains("guessed");
        assertThat(messenger.replies).isEmpty();
        assertThat(messenger.confirmations).isEmpty();
    }

    @Test
    void aCommandFromAnotherChatDoesNothingEvenWithAValidCode() throws Exception {
        String code = code(RemoteCommand.REBOOT);
        messenger.pressFromElsewhere(code);
        channel.receiveOnce();
        assertRefused(RefusalReason.FOREIGN_SENDER, 0);
        assertThat(events.getFirst()).contains("user 666");
        press(code);
        assertThat(watchdog.commands()).as("the owner's button still works").containsExactly("reboot");
    }

    @Test
    void anotherDevicesCommandInTheSameTopicDoesNothing() throws Exception {
        RemoteChannel other = channel;
        String code = code(RemoteCommand.REBOOT);
        folder = Files.createDirectory(folder.resolve("other"));
        channel = channel(ALL, "boot-1");
        press(code);
        assertRefused(RefusalReason.UNKNOWN_CODE, 0);
        channel = other;
        press(code);
        assertThat(watchdog.commands()).containsExactly("reboot");
    }

    @Test
    void aLateCommandDoesNothingAndTheReplyHasNewButtons() throws Exception {
        String code = code(RemoteCommand.RESTART);
        clock.advance(Duration.ofMinutes(61));
        press(code);
        assertRefused(RefusalReason.EXPIRED, 0);
        assertThat(reply(0).subject()).isEqualTo("gym: Restart: not done");
        assertThat(reply(0).buttons()).hasSize(ALL.size());
        press(reply(0).buttons().stream()
                .filter(button -> button.label().equals(RemoteCommand.RESTART.label()))
                .findFirst()
                .orElseThrow()
                .code());
        assertThat(watchdog.commands()).containsExactly("restart");
    }

    @Test
    void aClockThatIsOffByAYearNeitherSavesAnOldButtonNorEndsANewOne() throws Exception {
        String code = code(RemoteCommand.HOLD);
        clock.stepWall(Duration.ofDays(365));
        press(code);
        assertThat(watchdog.commands()).containsExactly("hold");
        String late = code(RemoteCommand.REBOOT);
        clock.advance(Duration.ofMinutes(61));
        clock.stepWall(Duration.ofDays(-365));
        press(late);
        assertRefused(RefusalReason.EXPIRED, 1);
    }

    @Test
    void afterARebootNoStepOfTheClockMakesAButtonOfBeforeValid() throws Exception {
        String code = code(RemoteCommand.REBOOT);
        Instant issued = clock.now();
        // Also to the very time at which it was issued, as after a week without power where no battery keeps the clock.
        for (Duration since : List.of(
                Duration.ZERO,
                Duration.ofMinutes(5),
                Duration.ofDays(7),
                Duration.ofDays(365),
                Duration.ofDays(-365))) {
            clock.stepWall(Duration.between(clock.now(), issued.plus(since)));
            channel = channel(ALL, "boot-after-" + since);
            press(code);
            assertRefused(RefusalReason.EXPIRED, 0);
        }
        assertThat(reply(0).buttons()).as("one more press is enough").hasSize(ALL.size());
    }

    @Test
    void aButtonOfAnIncidentThatIsOverDoesNothing() throws Exception {
        String restart = code(RemoteCommand.RESTART);
        String status = code(RemoteCommand.STATUS);
        isIncidentOpen = false;
        press(restart);
        assertRefused(RefusalReason.INCIDENT_OVER, 0);
        press(status);
        assertThat(watchdog.commands()).as("the status changes nothing").containsExactly("note");
        assertThat(channel.buttons(INCIDENT)).isEmpty();
    }

    @Test
    void whatIsNoLongerAllowedDoesNothing() throws Exception {
        String code = code(RemoteCommand.REBOOT);
        channel = channel(List.of(RemoteCommand.STATUS), "boot-1");
        press(code);
        assertRefused(RefusalReason.NOT_ALLOWED, 0);
        assertThat(channel.buttons(INCIDENT)).extracting(MessageButton::label).containsExactly("Status");
    }

    @Test
    void aTestMessageHasNoButtonButTheStatus() {
        assertThat(channel.testButtons("test-1"))
                .extracting(MessageButton::label)
                .containsExactly("Status");
    }

    @Test
    void moreThanTheHourlyLimitIsRefusedUntilTheHourIsOver() throws Exception {
        for (int i = 0; i < 10; i++) {
            press(code(RemoteCommand.HOLD));
        }
        String next = code(RemoteCommand.HOLD);
        press(next);
        assertRefused(RefusalReason.RATE_LIMIT, 10);
        assertThat(events.getFirst()).contains("max_per_hour");
        clock.advance(Duration.ofMinutes(59));
        press(next);
        assertRefused(RefusalReason.RATE_LIMIT, 10);
        clock.advance(Duration.ofMinutes(1));
        press(next);
        assertThat(watchdog.commands()).as("it was not used").hasSize(11);
    }

    @Test
    void theHourlyLimitSurvivesARestartOfTheAgentAndAReboot() throws Exception {
        for (int i = 0; i < 10; i++) {
            press(code(RemoteCommand.HOLD));
        }
        clock.advance(Duration.ofMinutes(20));
        channel = channel(ALL, "boot-1");
        press(code(RemoteCommand.HOLD));
        assertRefused(RefusalReason.RATE_LIMIT, 10);
        clock.advance(Duration.ofMinutes(20));
        channel = channel(ALL, "boot-2");
        press(code(RemoteCommand.HOLD));
        assertRefused(RefusalReason.RATE_LIMIT, 10);
        clock.advance(Duration.ofMinutes(20));
        press(code(RemoteCommand.HOLD));
        assertThat(watchdog.commands()).as("an hour later").hasSize(11);
    }

    @Test
    void aClockThatIsSetBackDuringARebootProlongsTheLimitByAnHourAtMost() throws Exception {
        for (int i = 0; i < 10; i++) {
            press(code(RemoteCommand.HOLD));
        }
        clock.stepWall(Duration.ofDays(-365));
        channel = channel(ALL, "boot-2");
        press(code(RemoteCommand.HOLD));
        assertRefused(RefusalReason.RATE_LIMIT, 10);
        clock.advance(Duration.ofMinutes(59));
        press(code(RemoteCommand.HOLD));
        assertRefused(RefusalReason.RATE_LIMIT, 10);
        clock.advance(Duration.ofMinutes(1));
        press(code(RemoteCommand.HOLD));
        assertThat(watchdog.commands()).hasSize(11);
    }

    @Test
    void theTimesOfAcceptedCommandsDoNotAccumulateInTheFile() throws Exception {
        for (int i = 0; i < 60; i++) {
            press(code(RemoteCommand.HOLD));
            clock.advance(Duration.ofMinutes(7));
        }
        assertThat(watchdog.commands()).hasSize(60);
        Json.JsonObject file = Json.parseObject(Files.readString(folder.resolve("phone.json")));
        assertThat(file.items("accepted")).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void aFloodWritesNothingAndLeavesTwoEventsInTheFirstHours() throws Exception {
        String code = code(RemoteCommand.RESTART);
        Path file = folder.resolve("phone.json");
        FileTime longAgo = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file, longAgo);
        for (int i = 0; i < 10_000; i++) {
            messenger.press("flood " + i);
        }
        channel.receiveOnce();
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(longAgo);
        assertThat(events).hasSize(1);
        press(code);
        assertThat(watchdog.commands()).as("what stands behind it").containsExactly("restart");
        clock.advance(Duration.ofHours(1));
        channel.receiveOnce();
        assertThat(events).hasSize(2);
        assertThat(events.getLast()).contains("9999 more");
        for (int hour = 0; hour < 72; hour++) {
            messenger.press("flood of hour " + hour);
            clock.advance(Duration.ofHours(1));
            channel.receiveOnce();
        }
        assertThat(events).hasSizeLessThan(8);
        assertThat(channel.refusedCounts().get("unknown_code")).isEqualTo(10_072L);
    }

    @Test
    void aCommandIsNotExecutedWhenItsUseCannotBeSaved() throws Exception {
        String code = code(RemoteCommand.REBOOT);
        Files.delete(folder.resolve("phone.json"));
        Files.createDirectories(folder.resolve("phone.json/in-its-place"));
        press(code);
        assertRefused(RefusalReason.NOT_SAVED, 0);
        assertThat(channel.buttons(INCIDENT))
                .as("no button that could not work")
                .isEmpty();
        assertThat(warnings).anyMatch(warning -> warning.contains("no buttons"));
    }

    @Test
    void whatTheWatchdogRefusesIsRepliedAndRecorded() throws Exception {
        watchdog.refuse("6 reboots in 24 hours are the limit");
        press(code(RemoteCommand.REBOOT));
        assertThat(reply(0).text()).contains("6 reboots in 24 hours are the limit");
        assertThat(events).singleElement().asString().contains("Reboot by user 1: 6 reboots");
        assertThat(channel.acceptedCount()).isZero();
    }

    @Test
    void withoutTheWatchdogNothingIsDoneAndTheReplySaysSo() throws Exception {
        String code = code(RemoteCommand.RESTART);
        watchdog.close();
        press(code);
        assertThat(reply(0).text()).contains("watchdog");
        assertThat(reply(0).buttons()).as("to try it again").hasSize(ALL.size());
    }

    @Test
    void afterARebootThatWasAskedForTheReplySaysThatItBeatsAgainOnce() throws Exception {
        press(code(RemoteCommand.REBOOT));
        assertThat(reply(0).subject()).isEqualTo("gym: Reboot: accepted");
        for (String boot : List.of("boot-1", "boot-2", "boot-3")) {
            int before = messenger.positions.size();
            channel = channel(ALL, boot);
            channel.start();
            await().until(() -> messenger.positions.size() > before);
            channel.close();
        }
        assertThat(reply(1).text()).isEqualTo("the device was rebooted; recorder beats again.");
        assertThat(messenger.replies).hasSize(2);
    }

    @Test
    void theFileHasNoCodeAndADamagedOneIsMovedAside() throws IOException {
        List<MessageButton> buttons = channel.buttons(INCIDENT);
        Path file = folder.resolve("phone.json");
        assertThat(buttons).allSatisfy(button -> {
            assertThat(button.code()).matches("[A-Za-z0-9_-]{32}");
            assertThat(Files.readString(file)).doesNotContain(button.code());
            assertThat(button.toString()).doesNotContain(button.code());
        });
        Files.writeString(file, "{\"codes\":[{\"hash\":\"12\"}]}");
        channel = channel(ALL, "boot-1");
        assertThat(warnings).singleElement().asString().contains("moved to");
        assertThat(channel.buttons(INCIDENT)).hasSize(ALL.size());
    }

    @Test
    void onlyTheNewestCodesAreStored() throws Exception {
        String first = code(RemoteCommand.HOLD);
        for (int message = 0; message < 100; message++) {
            channel.buttons("incident-" + message);
        }
        assertThat(Files.size(folder.resolve("phone.json"))).isLessThan(100_000);
        press(first);
        assertRefused(RefusalReason.UNKNOWN_CODE, 0);
    }

    @Test
    void aMessageThatIsSentAgainAndAgainPushesOutNoOthers() throws Exception {
        String other = code(RemoteCommand.HOLD);
        for (int attempt = 0; attempt < 500; attempt++) {
            channel.buttons("incident-of-an-outage");
        }
        assertThat(Files.size(folder.resolve("phone.json"))).isLessThan(12_000);
        press(other);
        assertThat(watchdog.commands()).containsExactly("hold");
    }
}
