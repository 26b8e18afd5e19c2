// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.FixtureMachine;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess.Exited;
import peaceofmind.testkit.FakeClock;
import peaceofmind.watchdog.config.ServiceConfig;
import picocli.CommandLine;

/** What setup asks, and what it does to a machine with systemd, whose commands are canned. */
final class SetupOnMachineTest {

    private static final String APP =
            "Id=app.service\nFragmentPath=/etc/systemd/system/app.service\nLoadState=loaded\n";
    private static final String SHOW = "systemctl show -p Id,FragmentPath,LoadState -- ";

    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private FixtureMachine machine;

    @BeforeEach
    void aMachineWithTheServiceApp() throws IOException {
        machine = new FixtureMachine(folder)
                .withFolder("/run/systemd/system")
                .withOutput(SHOW + "app.service", APP)
                .withOutput(SHOW + "gone.service", "Id=gone.service\nFragmentPath=\nLoadState=not-found\n")
                .withOutput(SHOW + "other.service", APP)
                .withResult("getent passwd nobody-here", new Exited(2, "", ""))
                .withOutput("getent passwd app", "app:x:1:1::/:/bin/sh\n");
    }

    @Test
    void anAnswerIsJudgedWhenItIsGivenAndAskedForAgain() throws Exception {
        List<String> lines = List.of(
                "gym-1",
                "",
                "",
                "perhaps",
                "no",
                "gone",
                "backup.timer",
                "app",
                "run/app.json",
                "/run/app.json",
                "nobody-here",
                "app",
                "/gone.db",
                "none",
                "");
        SetupOptions options = prompts(lines).ask(current(), _ -> {});
        assertThat(options.unit()).isEqualTo("app.service");
        assertThat(options.heartbeat()).contains(Path.of("/run/app.json"));
        assertThat(options.heartbeatOwner()).isEqualTo("app");
        assertThat(options.database()).isEmpty();
        assertThat(output.toString())
                .contains(
                        "expected yes or no, not \"perhaps\". Please try again",
                        "systemd knows no unit gone.service",
                        "\"backup.timer\" is not the name of a service",
                        "\"run/app.json\" is relative",
                        "this machine has no user nobody-here",
                        "/gone.db does not exist");
    }

    @Test
    void aliasesAreReplacedByTheUnitThatPolkitIsAskedAbout() throws Exception {
        SetupOptions options = prompts(List.of("", "", "", "no", "other", "/run/app.json", "", "", ""))
                .ask(current(), _ -> {});
        assertThat(options.unit()).isEqualTo("app.service");
    }

    @Test
    void receiversAndMailAreJudgedToo() throws Exception {
        List<String> lines = List.of(
                "prometheus.example.com",
                "http://host:99999/x",
                "https://prometheus.example.com/push",
                "none",
                "",
                "none",
                "smtp://mail.example",
                "mail.example:99999",
                "mail.example:465",
                "kim",
                "kim@example.com,lee",
                "kim@example.com",
                "none",
                "gym",
                "gym@example.com",
                "hc-ping.com/x",
                "http://kuma.example/api/push/x",
                "https://hc-ping.com/x",
                "short",
                "long enough");
        OutboundPrompts outbound = new OutboundPrompts(prompts(lines), _ -> false);
        OutboundSettings settings =
                outbound.ask(new OutboundSettings(Optional.empty(), Optional.empty(), Optional.empty()), _ -> {});
        assertThat(settings.metrics().orElseThrow().url()).isEqualTo("https://prometheus.example.com/push");
        assertThat(settings.mail().orElseThrow().host()).isEqualTo("mail.example");
        assertThat(settings.mail().orElseThrow().to()).isEqualTo("kim@example.com");
        assertThat(settings.mail().orElseThrow().from()).isEqualTo("gym@example.com");
        assertThat(outbound.secrets())
                .isEqualTo(Map.of(Secret.PING, "https://hc-ping.com/x", Secret.DASHBOARD, "long enough"));
        assertThat(settings.ping()).isTrue();
        assertThat(output.toString())
                .contains("is not a URL", "port 99999 does not exist", "is not the name of a host")
                .contains(
                        "\"kim\" is not a mail address",
                        "\"lee\" is not a mail address",
                        "\"gym\" is not a mail address")
                .contains("is not a URL such as https://hc-ping.com/UUID", "allow_insecure: true")
                .contains("must have 8 to", "port 99999 does not exist: 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gym-1\n", "gym-1\n\n\nno\n", "gym-1\n\n\nyes\ntest\nyes\nnone\nnone\nnone\n\n"})
    void theEndOfTheInputIsNoConsent(String typed) {
        Path config = folder.resolve("peace.yaml");
        assertThat(run(typed, "--config", config.toString())).isNotZero();
        assertThat(output.toString())
                .contains("the input ended at \"", "nothing was changed", "--yes asks nothing")
                .doesNotContain("run it as root");
        assertThat(config).doesNotExist();
    }

    @Test
    void theEndOfTheInputKeepsTheAnswersSoFar() throws Exception {
        Path config = folder.resolve("peace.yaml");
        assertThat(run("gym-1\ngym\n\nno\napp\n", "--config", config.toString()))
                .isNotZero();
        assertThat(output.toString())
                .contains("the input ended at \"Heartbeat file", "Your answers, except passwords, are kept");
        assertThat(config).doesNotExist();
        assertThat(run("\n\n\n\n\n/run/app.json\napp\n\n\n\n\n\n\n\n", "--config", config.toString()))
                .isZero();
        TargetDevice.FullConfig written = TargetDevice.readAll(ConfigDocument.read(config));
        assertThat(written.device().name()).isEqualTo("gym-1");
        assertThat(written.device().customer()).isEqualTo("gym");
        assertThat(written.watchdog().services().getFirst().unit()).contains("app.service");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --heartbeat=run/app.json       | --heartbeat: "run/app.json" is relative
            --heartbeat=/run               | --heartbeat: /run is a link or a folder
            --source=webcam                | --source: "webcam" is not
            --heartbeat-owner=nobody-here  | --heartbeat-owner: this machine has no user nobody-here
            --database=/gone.db            | --database: /gone.db does not exist
            --mail-user=kim                | --mail-user: needs --mail-password-file
            --metrics-user=4711            | --metrics-user: needs --metrics-password-file
            """)
    void aWrongFlagIsNamedAndNothingIsChanged(String flag, String problem) {
        Path config = folder.resolve("peace.yaml");
        int exit = run(
                "",
                "--yes",
                "--root=" + folder,
                "--unit=app",
                flag.startsWith("--heartbeat=") ? "--name=gym-1" : "--heartbeat=/run/app.json",
                flag,
                "--metrics-url=https://prometheus.example.com/push",
                "--mail-server=mail.example.com",
                "--mail-to=kim@example.com",
                "--config",
                config.toString());
        assertThat(exit).isNotZero();
        assertThat(output.toString()).contains(problem, "nothing was changed");
        assertThat(config).doesNotExist();
    }

    @Test
    void aUserNeedsAPasswordUnlessOneIsStored() throws Exception {
        List<String> lines =
                List.of("https://prometheus.example.com/push", "4711", "", "secret", "none", "none", "", "");
        OutboundPrompts outbound = new OutboundPrompts(prompts(lines), _ -> false);
        OutboundSettings nothing = new OutboundSettings(Optional.empty(), Optional.empty(), Optional.empty());
        outbound.ask(nothing, _ -> {});
        assertThat(outbound.secrets()).isEqualTo(Map.of(Secret.METRICS, "secret"));
        assertThat(output.toString())
                .contains("a user needs a password", "Password of the dashboard (empty line: none)");
        new OutboundPrompts(
                        prompts(List.of("https://prometheus.example.com/push", "4711", "", "none", "none", "", "")),
                        _ -> true)
                .ask(nothing, _ -> {});
        assertThat(output.toString()).contains("Password of the dashboard (empty line: keep the current one)");
    }

    @Test
    void aFailureAtTheEndKeepsTheAnswers() throws Exception {
        Path config = folder.resolve("peace.yaml");
        // A mistake that no question is about.
        Files.writeString(config, "recorder: {keep_for: soon}\n");
        String typed = "gym-1\n\n\nno\napp\n/run/app.json\napp\nnone\nno\nnone\nnone\nnone\n\n\n";
        assertThat(run(typed, "--config", config.toString())).isNotZero();
        assertThat(config).hasContent("recorder: {keep_for: soon}");
        assertThat(output.toString()).contains("recorder.keep_for", "Your answers, except passwords, are kept");

        Path replies = folder.resolve("peace.yaml.answers");
        Files.writeString(replies, Files.readString(replies).replace("soon", "7d"));
        assertThat(run("\n".repeat(20), "--config", config.toString())).isZero();
        TargetDevice.FullConfig written = TargetDevice.readAll(ConfigDocument.read(config));
        assertThat(written.device().name()).isEqualTo("gym-1");
        assertThat(written.watchdog().services().getFirst().unit()).contains("app.service");
        assertThat(replies).doesNotExist();
    }

    @Test
    void anotherConfigurationLeavesTheMachineAlone() {
        int exit = run(
                "",
                "--yes",
                "--unit=app",
                "--heartbeat=/run/app.json",
                "--config",
                folder.resolve("other.yaml").toString());
        assertThat(exit).isZero();
        assertThat(output.toString()).contains("Only the file was written");
        assertThat(machine.commands()).isNotEmpty().allMatch(command -> command.startsWith("systemctl show"));
        assertThat(folder.resolve("etc")).doesNotExist();
    }

    @Test
    void aUnitThatDoesNotExistChangesNothing() {
        Path config = folder.resolve("peace.yaml");
        assertThat(run("", "--yes", "--unit=gone", "--config", config.toString()))
                .isNotZero();
        assertThat(output.toString()).contains("--unit: systemd knows no unit gone.service", "nothing was changed");
        assertThat(config).doesNotExist();
    }

    @Test
    void aRecorderOfSomebodyElseIsNeverSwitchedOffAndOursOnlyWhenAsked() throws Exception {
        SystemSettings system = new SystemSettings(machine);
        machine.withOutput("systemctl is-enabled recorder.service", "enabled\n")
                .withOutput(
                        SHOW + "recorder.service",
                        "Id=recorder.service\nFragmentPath=/etc/systemd/system/recorder.service\nLoadState=loaded\n");
        system.restart(current().withUnit("app.service").withDisableRecorder(true));
        assertThat(machine.commands()).noneMatch(command -> command.contains("disable"));

        machine.withOutput(
                SHOW + "recorder.service",
                "Id=recorder.service\nFragmentPath=/usr/lib/systemd/system/recorder.service\nLoadState=loaded\n");
        List<SetupStep> steps = system.restart(current().withUnit("app.service"));
        assertThat(machine.commands()).noneMatch(command -> command.contains("disable"));
        assertThat(steps).extracting(SetupStep::text).anyMatch(text -> text.contains("stays on; to switch it off"));

        system.restart(current().withUnit("app.service").withDisableRecorder(true));
        assertThat(machine.commands()).contains("systemctl disable --now recorder.service");
    }

    @Test
    void aCommandThatFailsIsAStepThatIsNotDone() throws Exception {
        machine.withFailure("systemctl daemon-reexec", "");
        assertThat(new SystemSettings(machine).restart(current()))
                .filteredOn(step -> !step.succeeded())
                .extracting(SetupStep::text)
                .anyMatch(text -> text.startsWith("NOT done: systemctl daemon-reexec: exit code 1"));
    }

    @Test
    void theProofSeesTheHeartbeatChangeAndAsksPolkit() throws Exception {
        machine.withOutput("systemctl show -p MainPID --value recorder-watchdog.service", "815\n")
                .withOutput(
                        "pkcheck --action-id org.freedesktop.systemd1.manage-units --process 815"
                                + " --detail unit app.service --detail verb restart",
                        "");
        beat(0);
        assertThat(new SetupProof(machine, new BeatingClock(this::beat)).run(app()))
                .extracting(SetupStep::text)
                .containsExactly(
                        "the heartbeat of app changes: /run/app.json", "polkit lets the watchdog restart app.service");
    }

    @Test
    void aProofThatFailsSaysWhy() throws Exception {
        assertThat(new SetupProof(machine, new FakeClock()).run(app()))
                .extracting(SetupStep::text)
                .satisfiesExactly(
                        text -> assertThat(text).startsWith("NOT seen").contains("/run/app.json does not exist"),
                        text -> assertThat(text).startsWith("NOT tried").contains("the watchdog is not running"));
        beat(0);
        assertThat(new SetupProof(machine, new FakeClock())
                        .run(app())
                        .getFirst()
                        .text())
                .contains("/run/app.json stays the same");
    }

    private void beat(int number) {
        try {
            machine.withFile(
                    "/run/app.json",
                    "{\"timestamp\":\"" + Instant.parse("2026-11-24T08:00:00Z").plusSeconds(number)
                            + "\",\"state\":\"ready\"}");
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    private static ServiceConfig app() throws Exception {
        return TargetDevice.readAll(
                        ConfigDocument.parse("test", "watchdog: {services: [{name: app, heartbeat: /run/app.json}]}"))
                .watchdog()
                .services()
                .getFirst();
    }

    private static SetupOptions current() throws Exception {
        return SetupOptions.of(TargetDevice.readAll(ConfigDocument.empty()), "test", true);
    }

    private Prompts prompts(List<String> lines) {
        return new Prompts(
                new BufferedReader(new StringReader(String.join("\n", lines) + "\n")),
                new PrintWriter(output, true),
                new ReplyChecks(machine));
    }

    private int run(String typed, String... arguments) {
        PrintWriter writer = new PrintWriter(output, true);
        SetupCommand command =
                new SetupCommand(_ -> machine, new FakeClock(), new BufferedReader(new StringReader(typed)));
        List<String> all = new ArrayList<>(List.of(arguments));
        return new CommandLine(command).setOut(writer).setErr(writer).execute(all.toArray(String[]::new));
    }

    /** Whenever somebody waits, the program beats. */
    private record BeatingClock(FakeClock time, java.util.function.IntConsumer beat, AtomicInteger beats)
            implements Clock {

        BeatingClock(java.util.function.IntConsumer beat) {
            this(new FakeClock(), beat, new AtomicInteger());
        }

        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public void sleep(java.time.Duration duration) {
            time.advance(duration);
            beat.accept(beats.incrementAndGet());
        }
    }
}
