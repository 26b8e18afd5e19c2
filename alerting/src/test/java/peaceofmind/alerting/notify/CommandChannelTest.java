// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.alerting.Notification;
import peaceofmind.alerting.notify.SendException.Kind;
import peaceofmind.contract.alert.Severity;

/** Real commands. */
final class CommandChannelTest {

    @TempDir
    private Path folder;

    private static Message message(String text) {
        return new Message(
                "7",
                "5",
                Notification.Kind.FIRING,
                Severity.CRITICAL,
                Instant.parse("2026-11-24T08:00:00Z"),
                "🔴 gym: $(reboot) `x`",
                text,
                "",
                "");
    }

    private static CommandChannel shell(String script) {
        return new CommandChannel(
                new CommandConfig("sms gateway", List.of("/bin/sh", "-c", script), Duration.ofSeconds(20)), "gym");
    }

    private static SendException failure(CommandChannel channel, String text) {
        SendException failure = catchThrowableOfType(SendException.class, () -> channel.send(message(text)));
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void aCommandGetsTheMessageOnItsInputAndInItsEnvironmentAndNoShellReadsIt() throws Exception {
        Path input = folder.resolve("input");
        Path variables = folder.resolve("variables");
        CommandChannel channel = shell("cat > " + input + "; env | grep ^PEACE_ | sort > " + variables);
        assertThat(channel.name()).isEqualTo("command-sms_gateway");
        channel.send(message("It was\nhot."));
        assertThat(input).hasContent("🔴 gym: $(reboot) `x`\nIt was\nhot.");
        assertThat(Files.readAllLines(variables))
                .containsExactly(
                        "PEACE_AT=2026-11-24T08:00:00Z",
                        "PEACE_DEVICE=gym",
                        "PEACE_ID=7",
                        "PEACE_INCIDENT=5",
                        "PEACE_KIND=firing",
                        "PEACE_SEVERITY=critical",
                        "PEACE_SUBJECT=🔴 gym: $(reboot) `x`");
    }

    @ParameterizedTest
    @CsvSource({"1, REFUSED", "64, REFUSED", "75, NOT_SENT", "126, NOT_SENT", "127, NOT_SENT"})
    void theExitCodeSaysWhatBecameOfTheMessage(int code, Kind kind) {
        SendException failure = failure(shell("cat > /dev/null; echo 'no credit' >&2; exit " + code), "x");
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessage("/bin/sh exited with " + code + ": no credit");
    }

    @Test
    void aCommandThatReadsNothingIsNotInTheWay() throws Exception {
        shell("exit 0").send(message("x".repeat(1_000_000)));
    }

    @Test
    void aCommandThatHangsIsKilledWithWhatItHasStarted() throws Exception {
        Path child = folder.resolve("child");
        CommandChannel channel = new CommandChannel(
                new CommandConfig(
                        "slow",
                        List.of("/bin/sh", "-c", "sleep 1000 & echo $! > " + child + "; wait"),
                        Duration.ofSeconds(2)),
                "gym");
        SendException failure = failure(channel, "x");
        assertThat(failure.kind()).isEqualTo(Kind.UNCONFIRMED);
        assertThat(failure).hasMessage("/bin/sh did not finish within 2 s, and was killed");
        long pid = Long.parseLong(Files.readString(child).strip());
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aCommandThatDoesNotExistLosesNoMessage() {
        CommandChannel channel = new CommandChannel(
                new CommandConfig("gone", List.of("/no/such/command"), Duration.ofSeconds(20)), "gym");
        assertThat(failure(channel, "x").kind()).isEqualTo(Kind.NOT_SENT);
    }
}
