// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.doctor.Finding.CheckStatus;
import peaceofmind.cli.machine.FixtureMachine;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.control.ControlServer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.Subprocess;

class NetworkRepairCheckTest {

    @TempDir
    private Path root;

    private FixtureMachine machine() throws Exception {
        return new FixtureMachine(root).withFolder("/run/systemd/system").withFolder("/run/peace-agent");
    }

    private static DoctorContext context(FixtureMachine machine, String config) throws Exception {
        return new DoctorContext(
                machine,
                TargetDevice.readAll(ConfigDocument.parse("test", "agent: {address: 127.0.0.1}\n" + config)),
                "v4l2:/dev/video0",
                Optional.empty(),
                new DoctorContext.Secrets(List.of(), Optional.empty()));
    }

    /** What is found while the agent knows of the interface wlan0. */
    private Finding check(FixtureMachine machine, String config) throws Exception {
        JsonObject response = Json.object()
                .put(
                        "reading",
                        Json.object()
                                .put(
                                        "links",
                                        List.of(Json.object()
                                                .put("name", "wlan0")
                                                .build()))
                                .build())
                .build();
        try (ControlServer _ =
                ControlServer.listen(machine.path("/run/peace-agent/agent.sock"), "rw-------", (_, _) -> response)) {
            return new NetworkRepairCheck().run(context(machine, config));
        }
    }

    private Path installed(FixtureMachine machine) throws Exception {
        Path command = machine.path("/usr/lib/peace/1.0/bin/network-repair");
        Files.createDirectories(command.resolveSibling(""));
        return Files.writeString(command, "");
    }

    @Test
    void theRungsThatArePossibleAreListed() throws Exception {
        FixtureMachine machine = machine();
        Path command = installed(machine);
        machine.withOutput(command + " --possible renew wlan0", "networkctl renew wlan0\n")
                .withOutput(command + " --possible reconnect wlan0", "networkctl reconfigure wlan0\n")
                .withResult(command + " --possible reload wlan0", impossible("the driver of wlan0 is no module"));
        Finding on = check(machine, "network: {repair: true}\n");
        assertThat(on.status()).isEqualTo(CheckStatus.GOOD);
        assertThat(on.message()).isEqualTo("wlan0: renew, reconnect; no reload: the driver of wlan0 is no module");
        Finding off = check(machine, "");
        assertThat(off.status()).isEqualTo(CheckStatus.NOT_APPLICABLE);
        assertThat(off.message()).contains("off (network.repair)", "wlan0: renew, reconnect");
    }

    @Test
    void anInterfaceThatNothingCanRepairNeedsAttention() throws Exception {
        FixtureMachine machine = machine();
        Path command = installed(machine);
        for (String rung : List.of("renew", "reconnect", "reload")) {
            machine.withResult(command + " --possible " + rung + " wlan0", impossible("nobody manages it"));
        }
        Finding finding = check(machine, "network: {repair: true}\n");
        assertThat(finding.status()).isEqualTo(CheckStatus.ATTENTION);
        assertThat(finding.message()).contains("wlan0: nothing; no renew: nobody manages it");
    }

    @Test
    void aPowerCycleThatIsSwitchedOnAndNotPossibleNeedsAttention() throws Exception {
        FixtureMachine machine = machine();
        Path command = installed(machine);
        for (String rung : List.of("renew", "reconnect", "reload")) {
            machine.withOutput(command + " --possible " + rung + " wlan0", "by somebody\n");
        }
        machine.withResult(command + " --possible power-cycle wlan0", impossible("wlan0 is at no USB port"));
        Finding finding = check(machine, "network: {repair: true, power_cycle: true}\n");
        assertThat(finding.status()).isEqualTo(CheckStatus.ATTENTION);
        assertThat(finding.message()).contains("no power-cycle: wlan0 is at no USB port");
        assertThat(check(machine, "network: {repair: true}\n").status()).isEqualTo(CheckStatus.GOOD);
        assertThat(check(machine, "network: {repair: true, reboot: true}\n").message())
                .endsWith("; last, a reboot");
    }

    private static Subprocess.Result impossible(String reason) {
        return new Subprocess.Exited(3, "", reason + "\n");
    }

    @Test
    void withoutThePackageOrTheAgentNothingIsClaimed() throws Exception {
        FixtureMachine machine = machine();
        assertThat(new NetworkRepairCheck().run(context(machine, "")).status()).isEqualTo(CheckStatus.NOT_APPLICABLE);
        installed(machine);
        assertThat(new NetworkRepairCheck().run(context(machine, "")).status()).isEqualTo(CheckStatus.UNKNOWN);
    }
}
