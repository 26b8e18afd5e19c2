// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged script, with a folder for the device, and commands that only record how they were called. */
class NetworkRepairScriptIT {

    private static final Path SCRIPT = Path.of("..", "packaging", "system", "network-repair");

    @TempDir
    private Path folder;

    private Path root;
    private Path commands;

    @BeforeEach
    void prepare() throws IOException {
        root = folder.resolve("root");
        commands = Files.createDirectories(folder.resolve("commands"));
        link("wlan0", "brcmfmac");
    }

    private void link(String name, String module) throws IOException {
        Path link = root.resolve("sys/class/net").resolve(name);
        Path driver = Files.createDirectories(root.resolve("sys/drivers").resolve(name));
        Path loaded = Files.createDirectories(root.resolve("sys/module").resolve(module));
        Files.createSymbolicLink(driver.resolve("module"), loaded);
        Files.createDirectories(link.resolve("device"));
        Files.createSymbolicLink(link.resolve("device/driver"), driver);
        Files.writeString(link.resolve("flags"), "0x1003\n");
        Files.writeString(link.resolve("ifindex"), "3\n");
    }

    private void command(String name, String body) throws IOException {
        Path file = Files.writeString(
                commands.resolve(name), "#!/bin/sh\necho \"" + name + " $*\" >>" + folder + "/calls\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void managedByNetworkd() throws IOException {
        command("networkctl", "");
        Path state = root.resolve("run/systemd/netif/links/3");
        Files.createDirectories(state.resolveSibling(""));
        Files.writeString(state, "ADMIN_STATE=configured\nOPER_STATE=routable\n");
    }

    private int run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("PEACE_TEST_ROOT", root.toString());
        builder.environment().put("PATH", commands + ":/usr/bin:/bin");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String calls() throws IOException {
        return Files.exists(folder.resolve("calls")) ? Files.readString(folder.resolve("calls")) : "";
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }

    @Test
    void networkdRenewsAndConnectsAgain() throws Exception {
        managedByNetworkd();
        assertThat(run("renew", "wlan0")).isZero();
        assertThat(run("reconnect", "wlan0")).isZero();
        assertThat(calls()).isEqualTo("networkctl renew wlan0\nnetworkctl reconfigure wlan0\n");
    }

    @Test
    void networkManagerConnectsAgainUnlessAPersonDisconnected() throws Exception {
        command("nmcli", "case $* in *STATE*) echo '100 (connected)' ;; *AUTOCONNECT*) echo yes ;; esac");
        assertThat(run("renew", "wlan0")).isEqualTo(3);
        assertThat(run("reconnect", "wlan0")).isZero();
        assertThat(calls()).endsWith("nmcli --wait 40 device connect wlan0\n");
        command("nmcli", "case $* in *STATE*) echo '30 (disconnected)' ;; *AUTOCONNECT*) echo no ;; esac");
        assertThat(run("reconnect", "wlan0")).isEqualTo(4);
        assertThat(output()).contains("left alone");
    }

    @Test
    void ifupdownIsNeverLeftDown() throws Exception {
        command("ifquery", "");
        command("ifdown", "exit 1");
        command("ifup", "");
        assertThat(run("reconnect", "wlan0")).isZero();
        assertThat(calls()).endsWith("ifdown --force wlan0\nifup wlan0\n");
    }

    @Test
    void whatNobodyManagesIsImpossible() throws Exception {
        assertThat(run("renew", "wlan0")).isEqualTo(3);
        assertThat(run("reconnect", "wlan0")).isEqualTo(3);
        assertThat(run("renew", "eth7")).isEqualTo(3);
    }

    @Test
    void anInterfaceThatWasSetDownIsLeftAloneByEveryRung() throws Exception {
        managedByNetworkd();
        command("modprobe", "");
        Files.writeString(root.resolve("sys/class/net/wlan0/flags"), "0x1002\n");
        for (String rung : List.of("renew", "reconnect", "reload")) {
            assertThat(run(rung, "wlan0")).as(rung).isEqualTo(4);
        }
        assertThat(calls()).isEmpty();
    }

    @Test
    void aDriverIsUnloadedAndLoadedWithWhatStandsOnIt() throws Exception {
        command("modprobe", "");
        Files.createDirectories(root.resolve("sys/module/brcmfmac/holders/brcmfmac_wcc"));
        assertThat(run("reload", "wlan0")).isZero();
        assertThat(calls())
                .isEqualTo(
                        "modprobe -r brcmfmac_wcc\nmodprobe -r brcmfmac\nmodprobe brcmfmac\nmodprobe brcmfmac_wcc\n");
    }

    @Test
    void aDriverThatCannotBeUnloadedIsLoadedAllTheSame() throws Exception {
        command("modprobe", "case $1 in -r) exit 1 ;; esac");
        assertThat(run("reload", "wlan0")).isEqualTo(1);
        assertThat(calls()).endsWith("modprobe brcmfmac\n");
    }

    @Test
    void aDriverThatAnotherInterfaceWorksWithIsNotReloaded() throws Exception {
        command("modprobe", "");
        Path second = root.resolve("sys/class/net/wlan1/device");
        Files.createDirectories(second);
        Files.createSymbolicLink(second.resolve("driver"), root.resolve("sys/drivers/wlan0"));
        assertThat(run("reload", "wlan0")).isEqualTo(3);
        assertThat(output()).contains("another interface works with the driver brcmfmac");
        assertThat(calls()).isEmpty();
    }

    @Test
    void forAnInterfaceThatIsGoneDriversOfDevicesWithoutOneAreLoaded() throws Exception {
        command("modprobe", "case $1 in --resolve-alias) echo virtio_net ;; esac");
        assertThat(run("reload", "eth0")).as("every device has its driver").isEqualTo(3);
        Path device = Files.createDirectories(root.resolve("sys/bus/virtio/devices/virtio0"));
        Files.writeString(device.resolve("modalias"), "virtio:d00000001v00001AF4\n");
        assertThat(run("reload", "eth0")).isZero();
        assertThat(calls()).endsWith("modprobe --use-blacklist virtio:d00000001v00001AF4\n");
    }

    @Test
    void theQuestionWhatIsPossibleChangesNothing() throws Exception {
        managedByNetworkd();
        command("modprobe", "");
        for (String rung : List.of("renew", "reconnect", "reload")) {
            assertThat(run("--possible", rung, "wlan0")).as(rung).isZero();
        }
        assertThat(calls()).isEmpty();
        assertThat(output()).contains("modprobe");
    }

    @Test
    void otherNamesReachNoCommand() throws Exception {
        managedByNetworkd();
        for (String name : List.of("", "lo", "wlan0;x", "../x", "-r", "wlan0 x", "aaaaaaaaaaaaaaaa")) {
            assertThat(run("renew", name)).as(name).isEqualTo(2);
        }
        assertThat(run("explode", "wlan0")).isEqualTo(2);
        assertThat(calls()).isEmpty();
    }
}
