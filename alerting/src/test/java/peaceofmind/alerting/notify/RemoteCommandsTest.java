// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.alerting.Alert;
import peaceofmind.alerting.Notification;
import peaceofmind.alerting.remote.FakeWatchdog;
import peaceofmind.alerting.remote.IncidentLookup;
import peaceofmind.alerting.remote.RemoteContext;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.testkit.NtfyServer;
import peaceofmind.testkit.NtfyServer.Published;
import peaceofmind.testkit.TelegramServer;
import peaceofmind.testkit.TelegramServer.Sent;

/** From a message to the button to the watchdog and back, with servers that have the published rules of Telegram and ntfy. */
class RemoteCommandsTest {

    @TempDir
    private Path folder;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private FakeWatchdog watchdog;

    @BeforeEach
    void start() throws Exception {
        watchdog = new FakeWatchdog(folder.resolve("watchdog.sock"), Clock.system());
    }

    @AfterEach
    void stop() throws Exception {
        watchdog.close();
    }

    private Notifier notifier(String webhook) throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", "alerts:\n  webhooks:\n    - " + webhook + "\n");
        NotifyConfig config = NotifyConfig.read(document);
        document.check(Set.of("alerts"));
        assertThat(document.refusals()).isEmpty();
        RemoteContext remote = new RemoteContext(
                "gym",
                Files.createDirectories(folder.resolve("remote")),
                Optional.of("boot-1"),
                watchdog.client(),
                _ -> Optional.of(new IncidentLookup.Subject(Optional.empty())),
                () -> "up: All is well.",
                events::add,
                Clock.system(),
                warnings::add);
        return new Notifier(
                config,
                "gym",
                folder.resolve("outbox"),
                List::of,
                _ -> List.of(),
                remote,
                Clock.system(),
                warnings::add);
    }

    private String telegram(TelegramServer server, String token, String more) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), token + "\n");
        return "{name: phone, form: telegram, url: '%s', token_file: %s, to: '%d', remote_commands: {allow: [restart, hold, status, reboot]%s}}"
                .formatted(server.url(), file, TelegramServer.CHAT, more);
    }

    private String ntfy(NtfyServer server) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), NtfyServer.DEVICE_TOKEN + "\n");
        Path buttons = Files.writeString(folder.resolve("button-token"), NtfyServer.BUTTON_TOKEN + "\n");
        return "{name: phone, form: ntfy, url: '%s', token_file: %s, remote_commands: {allow: [restart, hold, status], url: '%s', token_file: %s}}"
                .formatted(server.url(NtfyServer.ALERTS), token, server.url(NtfyServer.COMMANDS), buttons);
    }

    private static Notification firing(String id) {
        Alert alert = new Alert(
                AlertCatalogue.rule("ServiceDown").orElseThrow(),
                new TreeMap<>(Map.of()),
                Clock.system().now(),
                Optional.of(Clock.system().now()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Notification(id, id, Notification.Kind.FIRING, Clock.system().now(), List.of(alert));
    }

    private static Sent message(TelegramServer server, int index) {
        await().until(() -> server.messages().size() > index);
        return server.messages().get(index);
    }

    private static Published message(NtfyServer server, int index) {
        await().until(() -> server.messages(NtfyServer.ALERTS).size() > index);
        return server.messages(NtfyServer.ALERTS).get(index);
    }

    @Test
    void aPressInTelegramRestartsAndTheChatLearnsThatItBeatsAgain() throws Exception {
        try (TelegramServer server = TelegramServer.start();
                Notifier notifier = notifier(telegram(server, TelegramServer.TOKEN, ""))) {
            notifier.accept(firing("incident-1"));
            Sent alarm = message(server, 0);
            assertThat(alarm.buttons().keySet()).containsExactly("Restart", "Hold 1 h", "Status", "Reboot");
            notifier.acceptCommands();
            server.press(alarm, "Restart");
            await().until(() -> server.messages().size() == 3);
            assertThat(watchdog.commands()).containsExactly("restart");
            assertThat(server.messages()).anyMatch(sent -> sent.text().contains("beats again, 2 s after the restart"));
            assertThat(server.confirmations()).containsExactly("Restart: accepted");
            assertThat(server.violations()).isEmpty();
            assertThat(notifier.problems()).isEmpty();
            assertThat(notifier.families().toString())
                    .contains("peace_remote_commands_total")
                    .contains("accepted");
        }
    }

    @Test
    void inTelegramReplaysGuessesAndStrangersDoNothing() throws Exception {
        try (TelegramServer server = TelegramServer.start()) {
            JsonObject old;
            try (Notifier notifier = notifier(telegram(server, TelegramServer.TOKEN, ", users: ['4711']"))) {
                notifier.accept(firing("incident-1"));
                Sent alarm = message(server, 0);
                String code = Objects.requireNonNull(alarm.buttons().get("Reboot"));
                notifier.acceptCommands();
                server.press(code, TelegramServer.CHAT, 666);
                server.press(code, 666, TelegramServer.OWNER);
                server.press("0".repeat(32), TelegramServer.CHAT, TelegramServer.OWNER);
                old = server.press(alarm, "Hold 1 h");
                await().until(() -> watchdog.commands().contains("hold"));
                assertThat(watchdog.commands()).containsExactly("hold");
                assertThat(events)
                        .singleElement()
                        .asString()
                        .contains("user 666")
                        .contains("another chat or user");
            }
            try (Notifier restarted = notifier(telegram(server, TelegramServer.TOKEN, ""))) {
                restarted.acceptCommands();
                server.deliver(old);
                restarted.accept(firing("incident-2"));
                await().until(() -> server.messages().stream()
                        .anyMatch(sent -> sent.buttons().size() == 4
                                && !sent.equals(server.messages().getFirst())));
                Sent next = server.messages().stream()
                        .filter(sent -> sent.buttons().size() == 4)
                        .reduce((_, last) -> last)
                        .orElseThrow();
                server.press(next, "Status");
                await().until(() -> watchdog.commands().contains("note"));
                assertThat(watchdog.commands()).containsExactly("hold", "note");
                assertThat(server.violations()).isEmpty();
            }
        }
    }

    @Test
    void whatTheOwnerOfABotMustCorrectIsAProblemOfTheChannel() throws Exception {
        try (TelegramServer server = TelegramServer.start()) {
            try (Notifier notifier = notifier(telegram(server, TelegramServer.TOKEN.replace('A', 'B'), ""))) {
                notifier.acceptCommands();
                await().until(() -> notifier.problems().stream()
                        .anyMatch(problem -> problem.contains("commands") && problem.contains("token_file")));
                assertThat(notifier.families().toString()).contains("peace_remote_commands_up");
            }
            try (Notifier first = notifier(telegram(server, TelegramServer.TOKEN, ""));
                    Notifier second = notifier(telegram(server, TelegramServer.TOKEN, ""))) {
                first.acceptCommands();
                second.acceptCommands();
                await().until(() -> (first.problems().toString() + second.problems())
                        .contains("each device needs a bot of its own"));
            }
            server.setWebhook();
            try (Notifier notifier = notifier(telegram(server, TelegramServer.TOKEN, ""))) {
                notifier.acceptCommands();
                await().until(() -> notifier.problems().toString().contains("without a webhook"));
            }
        }
    }

    @Test
    void aBlockedBotStillExecutesWhatWasPressedBefore() throws Exception {
        try (TelegramServer server = TelegramServer.start();
                Notifier notifier = notifier(telegram(server, TelegramServer.TOKEN, ""))) {
            notifier.accept(firing("incident-1"));
            Sent alarm = message(server, 0);
            server.block();
            notifier.acceptCommands();
            server.press(alarm, "Hold 1 h");
            await().until(() -> watchdog.commands().contains("hold"));
            await().until(() -> warnings.toString().contains("unblock"));
        }
    }

    @Test
    void aHundredIncidentsAtOnceLeaveButtonsThatWork() throws Exception {
        try (TelegramServer server = TelegramServer.start();
                Notifier notifier = notifier(telegram(server, TelegramServer.TOKEN, ""))) {
            for (int i = 0; i < 100; i++) {
                notifier.accept(firing("incident-" + i));
            }
            await().until(() -> server.messages().size() == 10);
            notifier.acceptCommands();
            server.press(server.messages().get(8), "Hold 1 h");
            server.press(server.messages().get(0), "Status");
            await().until(() -> watchdog.commands().size() == 2);
            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void aPressInNtfyHoldsAndTheTopicGetsTheReply() throws Exception {
        try (NtfyServer server = NtfyServer.start();
                Notifier notifier = notifier(ntfy(server))) {
            notifier.accept(firing("incident-1"));
            notifier.acceptCommands();
            Published alarm = message(server, 0);
            assertThat(alarm.actions()).hasSize(3);
            await().until(() -> !server.subscriptions().isEmpty());
            assertThat(server.press(alarm, "Hold 1 h")).isEqualTo(200);
            message(server, 1);
            assertThat(watchdog.commands()).containsExactly("hold");
            assertThat(server.press(alarm, "Hold 1 h")).as("pressed twice").isEqualTo(200);
            assertThat(server.press(alarm, "Restart")).isEqualTo(200);
            message(server, 3);
            assertThat(watchdog.commands()).containsExactly("hold", "restart");
            assertThat(events).singleElement().asString().contains("used before");
            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void anNtfyStreamThatEndsIsReadAgainFromTheLastMessage() throws Exception {
        try (NtfyServer server = NtfyServer.start();
                Notifier notifier = notifier(ntfy(server))) {
            notifier.accept(firing("incident-1"));
            Published alarm = message(server, 0);
            notifier.acceptCommands();
            await().until(() -> !server.subscriptions().isEmpty());
            server.press(alarm, "Hold 1 h");
            await().until(() -> watchdog.commands().size() == 1);
            server.endStreams();
            server.press(alarm, "Restart");
            await().until(() -> watchdog.commands().size() == 2);
            assertThat(watchdog.commands()).containsExactly("hold", "restart");
            assertThat(server.subscriptions().getFirst()).isEqualTo("since=1h");
            assertThat(server.subscriptions().getLast()).matches("since=m\\d{8}");
            assertThat(events).isEmpty();
        }
    }

    @Test
    void aFloodInTheTopicDoesNothingAndHoldsUpNoButton() throws Exception {
        try (NtfyServer server = NtfyServer.start();
                Notifier notifier = notifier(ntfy(server))) {
            notifier.accept(firing("incident-1"));
            Published alarm = message(server, 0);
            for (int i = 0; i < 2_000; i++) {
                server.publish(NtfyServer.COMMANDS, i % 2 == 0 ? "0".repeat(32) : "z".repeat(4_000));
            }
            server.press(alarm, "Restart");
            notifier.acceptCommands();
            await().until(() -> watchdog.commands().contains("restart"));
            assertThat(watchdog.commands()).containsExactly("restart");
            assertThat(events).hasSize(1);
        }
    }

    @Test
    void aTokenThatMustNotReadTheTopicIsAProblemOfTheChannel() throws Exception {
        try (NtfyServer server = NtfyServer.start()) {
            String config = ntfy(server);
            Files.writeString(folder.resolve("token"), NtfyServer.BUTTON_TOKEN);
            try (Notifier notifier = notifier(config)) {
                notifier.acceptCommands();
                await().until(() -> notifier.problems().toString().contains("read the topic of remote_commands.url"));
            }
        }
    }

    @Test
    void aTopicThatFallsSilentIsReadAnotherTime() throws Exception {
        try (NtfyServer server = NtfyServer.start()) {
            ConfigDocument document =
                    ConfigDocument.parse("test", "alerts:\n  webhooks:\n    - " + ntfy(server) + "\n");
            NtfyCommands commands =
                    new NtfyCommands(NotifyConfig.read(document).webhooks().getFirst(), "gym", Duration.ofMillis(50));
            assertThat(commands.receive(Optional.empty()).commands()).as("open").isEmpty();
            assertThat(catchThrowable(() -> commands.receive(Optional.empty())))
                    .hasMessageContaining("no sign of life");
            assertThat(commands.receive(Optional.empty()).commands()).as("open").isEmpty();
            commands.close();
        }
    }
}
