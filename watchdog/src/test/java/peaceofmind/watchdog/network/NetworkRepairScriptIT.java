// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
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
    void aRadioThatOnlyWpaSupplicantManagesIsConnectedByIt() throws Exception {
        command("wpa_cli", "");
        Path control = root.resolve("run/wpa_supplicant/wlan0");
        Files.createDirectories(control.resolveSibling(""));
        try (ServerSocketChannel supplicant = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            supplicant.bind(UnixDomainSocketAddress.of(control));
            assertThat(run("renew", "wlan0")).isEqualTo(3);
            assertThat(output()).contains("wpa_supplicant has no leases");
            assertThat(run("reconnect", "wlan0")).isZero();
            managedByNetworkd();
            assertThat(run("reconnect", "wlan0")).isZero();
        }
        String reassociate = "wpa_cli -s " + root + "/run -i wlan0 reassociate\n";
        assertThat(calls()).isEqualTo(reassociate + reassociate + "networkctl reconfigure wlan0\n");
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
        for (String rung : List.of("renew", "reconnect", "reload", "power-cycle")) {
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

    /** A USB device with its hubs, as the kernel's folders are nested; the interface of that name is one of its functions. */
    private void usb(String link, String path) throws IOException {
        Path bus = root.resolve("sys/devices/usb1");
        Path device = Files.createDirectories(bus.resolve(path));
        Files.writeString(bus.resolve("devnum"), "1\n");
        for (Path folder = device;
                !folder.equals(bus);
                folder = folder.resolveSibling("").normalize()) {
            Files.writeString(folder.resolve("devnum"), "2\n");
        }
        Path function = Files.createDirectories(device.resolve(device.getFileName() + ":1.0"));
        Path network = Files.createDirectories(root.resolve("sys/class/net").resolve(link));
        Files.createSymbolicLink(network.resolve("device"), function);
        Files.writeString(network.resolve("flags"), "0x1003\n");
        attached(device.getFileName().toString(), "Wireless Adapter", "ef");
    }

    private void attached(String name, String product, String deviceClass) throws IOException {
        Path device =
                Files.createDirectories(root.resolve("sys/bus/usb/devices").resolve(name));
        Files.writeString(device.resolve("product"), product + "\n");
        Files.writeString(device.resolve("bDeviceClass"), deviceClass + "\n");
    }

    private void hubSwitchesItsPorts() throws IOException {
        command(
                "uhubctl",
                "echo 'Current status for hub 1-1.3 [0bda:5411 Generic USB2.1 Hub, USB 2.10, 4 ports, ppps]'");
    }

    @Test
    void thePortOfAnAdapterIsSwitchedOffAndOn() throws Exception {
        usb("wlan1", "1-1/1-1.3/1-1.3.2");
        attached("1-1", "Hub", "09");
        attached("1-1.3", "Hub", "09");
        attached("1-1.2", "Camera at another hub", "00");
        hubSwitchesItsPorts();
        assertThat(run("--possible", "power-cycle", "wlan1")).isZero();
        assertThat(calls()).as("listed only").doesNotContain("cycle");
        assertThat(run("power-cycle", "wlan1")).isZero();
        assertThat(calls()).endsWith("uhubctl -l 1-1.3 -p 2 -e -a cycle -d 5\n");
    }

    @Test
    void aHubThatACameraHangsAtIsNotSwitched() throws Exception {
        usb("wlan1", "1-1/1-1.3/1-1.3.2");
        attached("1-1.3.4", "Hub", "09");
        attached("1-1.3.4.1", "HD Webcam", "ef");
        hubSwitchesItsPorts();
        assertThat(run("power-cycle", "wlan1")).isEqualTo(3);
        assertThat(output()).contains("other devices too, such as 1-1.3.4.1 HD Webcam");
        assertThat(calls()).isEmpty();
    }

    @Test
    void thePortsOfTheBoardCountAsSharedByEveryDevice() throws Exception {
        usb("wlan1", "1-1/1-1.2");
        attached("1-1", "Hub", "09");
        attached("2-1", "SSD", "00");
        hubSwitchesItsPorts();
        assertThat(run("power-cycle", "wlan1")).isEqualTo(3);
        assertThat(output()).contains("such as 2-1 SSD");
        Files.delete(root.resolve("sys/bus/usb/devices/2-1/bDeviceClass"));
        Files.delete(root.resolve("sys/bus/usb/devices/2-1/product"));
        Files.delete(root.resolve("sys/bus/usb/devices/2-1"));
        assertThat(run("power-cycle", "wlan1")).isZero();
        assertThat(calls()).endsWith("uhubctl -l 1-1 -p 2 -e -a cycle -d 5\n");
    }

    @Test
    void anAdapterAtTheRootHubIsFoundByItsBus() throws Exception {
        usb("eth1", "1-4");
        command("uhubctl", "echo 'Current status for hub 1 [1d6b:0002 Linux xhci-hcd, USB 2.00, 4 ports, ppps]'");
        assertThat(run("power-cycle", "eth1")).isZero();
        assertThat(calls()).endsWith("uhubctl -l 1 -p 4 -e -a cycle -d 5\n");
    }

    @Test
    void aModemIsResetByModemManager() throws Exception {
        usb("wwan0", "1-1/1-1.2");
        command(
                "mmcli",
                "case $* in -L) echo '    /org/freedesktop/ModemManager1/Modem/3 [Quectel] EG25' ;;"
                        + " *-K) echo 'modem.generic.ports.value[1] : cdc-wdm0 (mbim)';"
                        + " echo 'modem.generic.ports.value[2] : wwan0 (net)' ;; esac");
        assertThat(run("power-cycle", "wwan0")).isZero();
        assertThat(calls()).endsWith("mmcli -m /org/freedesktop/ModemManager1/Modem/3 --reset\n");
    }

    @Test
    void withoutAPortAHubOrItsProgramPowerCannotBeSwitched() throws Exception {
        assertThat(run("power-cycle", "wlan0")).as("of the board").isEqualTo(3);
        assertThat(output()).contains("wlan0 is at no USB port");
        usb("wlan1", "1-1/1-1.3/1-1.3.2");
        assertThat(run("power-cycle", "wlan1")).isEqualTo(3);
        assertThat(output()).contains("install uhubctl");
        command("uhubctl", "echo 'No compatible devices detected at location 1-1.3!'; exit 1");
        assertThat(run("power-cycle", "wlan1")).isEqualTo(3);
        assertThat(output()).contains("uhubctl finds no hub 1-1.3");
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
