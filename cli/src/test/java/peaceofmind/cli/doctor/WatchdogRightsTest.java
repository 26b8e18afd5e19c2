// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.doctor.Finding.CheckStatus;
import peaceofmind.cli.machine.FixtureMachine;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.linux.Subprocess.Exited;
import picocli.CommandLine;

/** What the watchdog needs from the machine: a unit, rights, a heartbeat, tasks, a kernel that reboots. */
final class WatchdogRightsTest {

    private static final String SHOW = "systemctl show -p Id,FragmentPath,LoadState -- app.service";
    private static final String LOADED =
            "Id=app.service\nFragmentPath=/etc/systemd/system/app.service\nLoadState=loaded\n";
    private static final String PID = "systemctl show -p MainPID --value recorder-watchdog.service";
    private static final String PKCHECK = "pkcheck --action-id org.freedesktop.systemd1.manage-units --process 815"
            + " --detail unit app.service --detail verb restart";

    @TempDir
    private Path root;

    @Test
    void theWatchdogMustBeAllowedToRestartTheUnit() throws Exception {
        FixtureMachine machine =
                device().withOutput(SHOW, LOADED).withOutput(PID, "815\n").withOutput(PKCHECK, "");
        assertThat(new RestartRightCheck().run(context(machine)).status()).isEqualTo(CheckStatus.GOOD);
        machine.withFailure(PKCHECK, "");
        Finding refused = new RestartRightCheck().run(context(machine));
        assertThat(refused.status()).isEqualTo(CheckStatus.BAD);
        assertThat(refused.message()).contains("does not let the watchdog restart app.service");
    }

    @Test
    void aUnitThatSystemdDoesNotKnowIsFound() throws Exception {
        FixtureMachine machine = device().withOutput(SHOW, "Id=app.service\nFragmentPath=\nLoadState=not-found\n")
                .withOutput(PID, "815\n");
        Finding finding = new RestartRightCheck().run(context(machine));
        assertThat(finding.status()).isEqualTo(CheckStatus.BAD);
        assertThat(finding.message()).contains("systemd knows no unit app.service");
    }

    @Test
    void whetherItIsAllowedIsUnknownWithoutAWatchdogAndForOthersThanRoot() throws Exception {
        FixtureMachine machine = device().withOutput(SHOW, LOADED).withOutput(PID, "0\n");
        assertThat(new RestartRightCheck().run(context(machine)).message()).contains("the watchdog is not running");
        machine.withOutput(PID, "815\n").asUser("kim");
        Finding finding = new RestartRightCheck().run(context(machine));
        assertThat(finding.status()).isEqualTo(CheckStatus.UNKNOWN);
        assertThat(finding.remedy()).isEqualTo("sudo peace doctor");
    }

    @ParameterizedTest
    @CsvSource({"9, 10, ATTENTION", "8, 10, GOOD", "500, infinity, GOOD", "[not set], 10, GOOD"})
    void aUnitNeedsFreeTasks(String current, String max, CheckStatus status) throws Exception {
        FixtureMachine machine = device();
        for (String unit : List.of("app.service", "recorder-watchdog.service", "recorder-agent.service")) {
            machine.withOutput(
                    "systemctl show -p TasksCurrent,TasksMax -- " + unit,
                    "TasksCurrent=" + (unit.startsWith("app") ? current : "5") + "\nTasksMax="
                            + (unit.startsWith("app") ? max : "100") + "\n");
        }
        Finding finding = new TasksCheck().run(context(machine));
        assertThat(finding.status()).isEqualTo(status);
        assertThat(finding.message().contains("app.service uses")).isEqualTo(status == CheckStatus.ATTENTION);
    }

    @ParameterizedTest
    @CsvSource({
        "quiet panic=10 ro, 0, GOOD",
        "quiet panic=-1, 0, GOOD",
        "quiet ro, 10, GOOD",
        "quiet ro, 0, BAD",
        "panic=0, 0, BAD",
        "xpanic=10, 0, BAD"
    })
    void theKernelMustRebootAfterAPanic(String commandLine, String seconds, CheckStatus status) throws Exception {
        FixtureMachine machine = device().withFile("/proc/cmdline", commandLine + "\n")
                .withFile("/proc/sys/kernel/panic", seconds + "\n");
        assertThat(new KernelPanicCheck().run(context(machine)).status()).isEqualTo(status);
    }

    @Test
    void aHeartbeatMustBeFreshAndReadableByTheWatchdog() throws Exception {
        FixtureMachine machine =
                device().withFile("/run/app.json", "{\"timestamp\":\"" + Instant.now() + "\",\"state\":\"ready\"}");
        assertThat(new HeartbeatCheck().run(context(machine)).status()).isEqualTo(CheckStatus.GOOD);
        machine.withResult("runuser -u peace-watchdog -- test -r /run/app.json", new Exited(1, "", ""));
        assertThat(new HeartbeatCheck().run(context(machine)).message())
                .contains("peace-watchdog cannot read /run/app.json");
        machine.withResult("runuser -u peace-watchdog -- test -r /run/app.json", new Exited(0, "", ""));
        Files.setLastModifiedTime(
                machine.path("/run/app.json"), FileTime.from(Instant.now().minus(Duration.ofMinutes(5))));
        Finding finding = new HeartbeatCheck().run(context(machine));
        assertThat(finding.status()).isEqualTo(CheckStatus.ATTENTION);
        assertThat(finding.message()).contains("has not changed for 30", "its limit is 30 s");
    }

    @Test
    void whatOnlyTheRecorderNeedsIsNotCheckedForAnotherProgram() throws Exception {
        DoctorContext other = context(device());
        assertThat(List.of(
                        new CameraCheck().run(other), new FfmpegCheck().run(other), new UploadFolderCheck().run(other)))
                .extracting(Finding::status)
                .containsOnly(CheckStatus.NOT_APPLICABLE);
    }

    @Test
    void aConfigurationInFlowStyleIsReadLikeAnyOther() throws Exception {
        Path file = Files.writeString(root.resolve("peace.yaml"), """
            {ship: {metrics: [{url: "http://a/push", username: u, password_file: "/etc/peace/a b"}]},
             recorder: {control_file: /tmp/control, source: test}, alerts: {mail: {host: mail.example, to: [a@b]}}}
            """);
        TargetDevice device = new TargetDevice();
        MixinHolder command = new MixinHolder(device);
        new CommandLine(command).parseArgs("--config", file.toString());
        DoctorContext context = ContextLoader.load(command.device, device());
        assertThat(context.secrets().files()).containsExactly("/etc/peace/a b");
        assertThat(context.mailServer().orElseThrow().getHostString()).isEqualTo("mail.example");
        assertThat(context.recorderSource()).isEqualTo("test");
        assertThat(context.configError().orElseThrow())
                .contains("line 1: ship.metrics[0].password_file", "does not exist");
    }

    @Test
    void aMistakeLeavesTheRestOfTheConfigurationInForce() throws Exception {
        Path file = Files.writeString(
                root.resolve("peace.yaml"),
                "agent: {node_port: x}\nwatchdog: {services: [{name: app, heartbeat: /run/a.json}]}\n");
        TargetDevice device = new TargetDevice();
        MixinHolder command = new MixinHolder(device);
        new CommandLine(command).parseArgs("--config", file.toString());
        DoctorContext context = ContextLoader.load(command.device, device());
        assertThat(context.configError().orElseThrow()).contains("agent.node_port");
        assertThat(context.units()).contains("app.service");
    }

    /** Has the options of a device, as commands have them. */
    @CommandLine.Command
    private static final class MixinHolder {
        @CommandLine.Mixin
        final TargetDevice device;

        MixinHolder(TargetDevice device) {
            this.device = device;
        }
    }

    private FixtureMachine device() throws Exception {
        return new FixtureMachine(root).withFolder("/run/systemd/system");
    }

    private static DoctorContext context(FixtureMachine machine) throws Exception {
        return new DoctorContext(
                machine,
                TargetDevice.readAll(ConfigDocument.parse(
                        "test", "watchdog: {services: [{name: app, heartbeat: /run/app.json}]}\n")),
                "test",
                Optional.empty(),
                new DoctorContext.Secrets(List.of(), Optional.empty()));
    }
}
