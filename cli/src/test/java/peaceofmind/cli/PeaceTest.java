// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PeaceTest {

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "status",
                "doctor",
                "logs",
                "incidents",
                "incidents show",
                "restart",
                "reboot",
                "hold",
                "release",
                "camera",
                "camera picture",
                "videos",
                "videos list",
                "reset",
                "bundle",
                "drill",
                "update",
                "recorder",
                "recorder start",
                "recorder import",
                "watchdog",
                "watchdog hold",
                "watchdog history",
                "watchdog restart",
                "watchdog reboot",
                "watchdog run",
                "network",
                "cost",
                "config",
                "config check"
            })
    void everyHelpFits80Columns(String command) {
        assertThat(run((command + " --help").strip().split(" "))).isZero();
        assertThat(output.toString().lines())
                .allMatch(line -> line.length() <= 80)
                .hasSizeGreaterThan(4);
    }

    @Test
    void aMistypedCommandSuggestsASimilarOne() {
        assertThat(run("stauts")).isEqualTo(2);
        assertThat(output.toString()).contains("status", "--help");
    }

    @Test
    void aProbeThatCanNeverWorkIsReported() throws Exception {
        Path config = Files.writeString(
                folder.resolve("peace.yaml"),
                "watchdog:\n  services:\n    - {name: app, liveness: {command: {run: [/no/such/check, -v]}}}\n");
        assertThat(run("config", "check", config.toString())).isEqualTo(2);
        assertThat(output.toString()).contains("line 3: watchdog.services[0]", "app: /no/such/check does not exist");
    }

    @Test
    void everyErrorInAConfigurationIsReported() throws Exception {
        Path config = Files.writeString(
                folder.resolve("peace.yaml"),
                "recorder:\n  sorce: test\n  default_length: long\nwatchdog:\n  dry_run: 1\nagnt:\n  address: x\n");
        assertThat(run("config", "check", config.toString())).isEqualTo(2);
        assertThat(output.toString()).contains("line 2: recorder.sorce", "line 3", "line 5", "agnt", "did you mean");
    }

    @Test
    void aGoodConfigurationIsValid() throws Exception {
        Path config = Files.writeString(folder.resolve("peace.yaml"), "recorder:\n  source: test\n");
        assertThat(run("config", "check", config.toString())).isZero();
        assertThat(output.toString()).contains("is valid");
    }

    @Test
    void aTopicThatEverybodyCanReadIsAWarningAndATokenThatCannotBeOneAMistake() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "not a token\n");
        Path config = folder.resolve("peace.yaml");
        String topic = "alerts:\n  webhooks:\n    - {name: a, form: ntfy, url: 'https://ntfy.sh/gym'}\n";
        Files.writeString(config, topic);
        assertThat(run("config", "check", config.toString())).isZero();
        assertThat(output.toString())
                .contains("warning: alerts.webhooks: the topic of \"a\" at ntfy.sh has no password", "is valid");
        Files.writeString(config, topic + "    - {name: b, form: telegram, to: 5, token_file: " + token + "}\n");
        assertThat(run("config", "check", config.toString())).isEqualTo(2);
        assertThat(output.toString()).contains("line 4: alerts.webhooks[1].token_file", "@BotFather");
    }

    @Test
    void aHeartbeatThatWouldBeRefusedIsAMistake() throws Exception {
        Path heartbeat = Files.writeString(folder.resolve("heartbeat.json"), "{}");
        Path config = Files.writeString(
                folder.resolve("peace.yaml"),
                "watchdog:\n  services:\n    - {name: app, unit: app.service, heartbeat: " + heartbeat
                        + ", heartbeat_owner: nobody}\n");
        assertThat(run("config", "check", config.toString())).isEqualTo(2);
        assertThat(output.toString()).contains("watchdog.services[0].heartbeat", "nobody", "correct heartbeat");
    }

    @Test
    void theKeysAreListedWithDefaultAndMeaning() {
        assertThat(run("config", "keys")).isZero();
        assertThat(output.toString())
                .contains(
                        "recorder.default_length: 10min",
                        "watchdog.socket: /run/peace/watchdog.sock",
                        "agent.recorder_port: 9101");
    }

    @Test
    void aMissingConfigurationIsNamed() {
        assertThat(run(
                        "recorder",
                        "status",
                        "--config",
                        folder.resolve("missing.yaml").toString()))
                .isEqualTo(2);
        assertThat(output.toString()).contains("missing.yaml", "no such file");
    }

    @Test
    void aRecorderThatIsNotRunningIsReported() throws Exception {
        Path config = Files.writeString(
                folder.resolve("peace.yaml"), "recorder:\n  socket: " + folder.resolve("none.sock") + "\n");
        assertThat(run("recorder", "start", "--config", config.toString())).isEqualTo(1);
        assertThat(output.toString()).contains("the recorder is not running");
    }

    @Test
    void aRebootNeedsYes() {
        assertThat(run("watchdog", "reboot")).isEqualTo(2);
        assertThat(output.toString()).contains("--yes");
    }

    @Test
    void onlyTheNamedCommandIsLoadedAndItsHelpIsTheSame() {
        CommandLine status =
                Peace.commandLineFor("status", "--json").getSubcommands().get("status");
        assertThat(Peace.commandLineFor("status", "--json").getSubcommands()).containsOnlyKeys("status");
        assertThat(String.valueOf(status == null ? null : status.getUsageMessage()))
                .contains("Usage: peace status", "--json", "--watch");
        assertThat(Peace.commandLineFor("stauts").getSubcommands()).containsKeys("status", "doctor");
    }

    /** The address is one of those that are reserved for documentation: no server has it. */
    @Test
    void grafanasTokenIsNotSentWithoutEncryptionToAnotherMachine() throws Exception {
        String token = Files.writeString(folder.resolve("token"), "glsa_1").toString();
        assertThat(run("grafana", "push", "--url", "http://192.0.2.1:3000", "--token-file", token))
                .isEqualTo(1);
        assertThat(output.toString()).contains("without encryption", "--allow-insecure");
    }

    @Test
    void aServiceNeedsANameOnlyAmongSeveral() throws Exception {
        Path one = Files.writeString(
                folder.resolve("one.yaml"),
                "watchdog: {socket: %s, services: [{name: app, heartbeat: /run/a.json}]}\n"
                        .formatted(folder.resolve("none")));
        assertThat(run("restart", "--config", one.toString())).isEqualTo(1);
        assertThat(output.toString()).contains("the watchdog is not running");
        Path two = Files.writeString(
                folder.resolve("two.yaml"),
                Files.readString(one).replace("]}", ", {name: b, heartbeat: /run/b.json}]}"));
        assertThat(run("watchdog", "stop", "--config", two.toString())).isEqualTo(1);
        assertThat(output.toString()).contains("several services are watched, so name one: app, b");
    }

    @Test
    void logsOfTheWatchedProgramNeedNoName() throws Exception {
        Path log = Files.writeString(folder.resolve("app.log"), "2026-11-24 08:00:00 hello\n");
        Path config = Files.writeString(
                folder.resolve("peace.yaml"),
                "watchdog: {simulated_boot: %s, services: [{name: app, heartbeat: /run/a.json, logs: [%s]}]}\n"
                        .formatted(folder.resolve("boot"), log));
        for (String[] name : new String[][] {{}, {"app"}, {"recorder"}}) {
            List<String> arguments = new ArrayList<>(List.of("logs", "--config", config.toString()));
            arguments.addAll(List.of(name));
            assertThat(run(arguments.toArray(String[]::new))).isZero();
            assertThat(output.toString()).contains("hello");
            output.getBuffer().setLength(0);
        }
        assertThat(run("logs", "nosuch", "--config", config.toString())).isEqualTo(1);
        assertThat(output.toString()).contains("nothing here is called nosuch", "app, watchdog, agent and system");
    }

    @Test
    void theRecordersCommandsSayThatAnotherProgramIsWatched() throws Exception {
        Path config = Files.writeString(
                folder.resolve("peace.yaml"),
                "watchdog: {services: [{name: app, heartbeat: /run/a.json}]}\nrecorder: {socket: %s}\n"
                        .formatted(folder.resolve("none")));
        assertThat(run("recorder", "start", "--config", config.toString())).isEqualTo(1);
        assertThat(output.toString()).contains("(this device watches app) is not running");
    }

    private int run(String... arguments) {
        PrintWriter out = new PrintWriter(output, true);
        CommandLine commandLine = Peace.commandLine();
        commandLine.setOut(out).setErr(out);
        return commandLine.execute(arguments);
    }

    /** Help offers one name for each action; the long form, which people and scripts may be used to, still works. */
    @ParameterizedTest
    @ValueSource(strings = {"hold", "release", "restart", "reboot"})
    void aLongFormIsTheShortCommandAndIsNotOffered(String name) {
        for (CommandLine peace : List.of(Peace.commandLine(), Peace.commandLineFor("watchdog", name))) {
            CommandLine watchdog = subcommand(peace, "watchdog");
            assertThat(subcommand(watchdog, name).getCommand().getClass())
                    .isEqualTo(
                            subcommand(Peace.commandLine(), name).getCommand().getClass());
            assertThat(watchdog.getUsageMessage())
                    .doesNotContain(" " + name + " ")
                    .contains(" stop ", " start ");
        }
    }

    private static CommandLine subcommand(CommandLine parent, String name) {
        return Objects.requireNonNull(parent.getSubcommands().get(name));
    }
}
