// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.network.LayerState;
import peaceofmind.contract.network.LinkReading;

class LinkObserverTest {

    @TempDir
    private Path folder;

    private final List<String> kernelLog = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private NetworkRoot device;
    private NetworkFiles files;
    private LinkObserver observer;

    @BeforeEach
    void start() throws IOException {
        device = new NetworkRoot(folder.resolve("root"));
        files = new NetworkFiles(device.root);
        observer = observer();
    }

    private LinkObserver observer() {
        return new LinkObserver(
                files, new Uplinks(folder.resolve("uplinks"), warnings::add), new FirmwareLog(() -> kernelLog));
    }

    private LinkReading wlan() {
        List<LinkReading> links = observer.observe(files.defaultRoutes());
        assertThat(links).hasSize(1);
        return links.getFirst();
    }

    @Test
    void aLinkThatWorksHasEveryLayer() {
        LinkReading wlan = wlan();
        assertThat(wlan.name()).isEqualTo("wlan0");
        assertThat(wlan.wireless()).isTrue();
        assertThat(wlan.link().isUp()).isTrue();
        assertThat(wlan.address().seen()).isEqualTo("default route by 192.168.1.1");
        assertThat(wlan.gateway().isUp()).isTrue();
        assertThat(wlan.firmwareHalted()).isFalse();
    }

    @Test
    void whatTheUplinkWasIsKnownAfterARestartDuringAnOutage() throws IOException {
        wlan();
        device.write("proc/net/route", "Iface\n");
        observer = observer();
        assertThat(wlan().address().isDown()).isTrue();
        assertThat(warnings).isEmpty();
    }

    @Test
    void anInterfaceWithoutADefaultRouteIsNobodysWayOut() throws IOException {
        device.link("eth0");
        wlan();
        device.write("proc/net/route", "Iface\n");
        assertThat(wlan().name()).isEqualTo("wlan0");
    }

    @Test
    void aVirtualInterfaceIsNoUplink() throws IOException {
        device.write("proc/net/route", NetworkRoot.ROUTE.replace("wlan0", "tun0"));
        device.write("sys/class/net/tun0/flags", "0x1003\n");
        assertThat(observer.observe(files.defaultRoutes())).isEmpty();
    }

    @Test
    void anInterfaceThatHasDisappearedIsReportedUntilAnotherTakesItsPlace() throws IOException {
        wlan();
        Path gone = device.root.resolve("sys/class/net/wlan0");
        Files.move(gone, device.root.resolve("sys/class/net-gone"));
        device.write("proc/net/route", "Iface\n");
        assertThat(wlan().present()).isFalse();
        device.link("wlan1");
        device.write("proc/net/route", NetworkRoot.ROUTE.replace("wlan0", "wlan1"));
        assertThat(wlan().name()).isEqualTo("wlan1");
    }

    @Test
    void aSilentGatewayStaysSilentWhenTheKernelForgetsIt() throws IOException {
        assertThat(wlan().gateway().state()).isEqualTo(LayerState.UP);
        device.write("proc/net/arp", NetworkRoot.ARP.formatted("0x0"));
        assertThat(wlan().gateway().state()).isEqualTo(LayerState.DOWN);
        device.write("proc/net/arp", "IP address\n");
        assertThat(wlan().gateway().state()).isEqualTo(LayerState.DOWN);
        device.write("proc/net/arp", NetworkRoot.ARP.formatted("0x2"));
        assertThat(wlan().gateway().state()).isEqualTo(LayerState.UP);
        device.write("proc/net/arp", "IP address\n");
        assertThat(wlan().gateway().state()).isEqualTo(LayerState.UNKNOWN);
    }

    @Test
    void packetsShowWhetherAnythingArrives() throws IOException {
        assertThat(wlan().receiving()).as("nothing is known yet").isTrue();
        for (int reading = 1; reading < 4; reading++) {
            assertThat(wlan().receiving()).as("silent readings: " + reading).isTrue();
        }
        assertThat(wlan().receiving()).isFalse();
        device.receive("wlan0");
        assertThat(wlan().receiving()).isTrue();
    }

    @Test
    void theKernelsReportOfHaltedFirmwareCountsWhileTheLinkFails() throws IOException {
        kernelLog.add("brcmfmac: brcmf_fw_crashed: Firmware has halted or crashed");
        assertThat(wlan().firmwareHalted()).as("it works").isFalse();
        device.write("sys/class/net/wlan0/carrier", "0\n");
        device.write("sys/class/net/wlan0/operstate", "down\n");
        LinkReading down = wlan();
        assertThat(down.firmwareHalted()).isTrue();
        assertThat(down.link().seen()).isEqualTo("no access point (down)");
        kernelLog.set(0, "iwlwifi 0000:00:14.3: Microcode SW error detected. Restarting 0x0.");
        assertThat(wlan().firmwareHalted()).as("of another driver").isFalse();
    }

    @Test
    void anInterfaceThatWasSetDownIsNotEnabled() throws IOException {
        wlan();
        device.write("sys/class/net/wlan0/flags", "0x1002\n");
        assertThat(wlan().enabled()).isFalse();
    }

    @Test
    void whatAPersonChangesChangesTheFingerprintAndAFlappingCarrierDoesNot() throws IOException {
        wlan();
        int before = observer.fingerprint();
        device.write("sys/class/net/wlan0/carrier", "0\n");
        assertThat(observer.fingerprint()).isEqualTo(before);
        device.write("proc/net/fib_trie", "|-- 10.0.0.9\n");
        int withAddress = observer.fingerprint();
        assertThat(withAddress).isNotEqualTo(before);
        device.write("sys/class/net/wlan0/flags", "0x1002\n");
        assertThat(observer.fingerprint()).isNotEqualTo(withAddress);
    }

    @Test
    void aMachineWithoutAnyOfTheFilesHasNothing() {
        NetworkFiles none = new NetworkFiles(folder.resolve("nowhere"));
        assertThat(none.defaultRoutes()).isEmpty();
        assertThat(none.resolvers()).isEmpty();
        assertThat(none.sessions()).isZero();
        assertThat(none.hardwareLinks()).isEmpty();
    }

    @Test
    void sessionsOverTheNetworkAreCountedAndThoseOfTheDeviceItselfAreNot() throws IOException {
        device.write("proc/net/tcp", """
                  sl  local_address rem_address   st tx_queue
                   0: 00000000:0016 00000000:0000 0A 00000000:00000000
                   1: 0501A8C0:0016 0901A8C0:D431 01 00000000:00000000
                   2: 0100007F:0016 0100007F:D432 01 00000000:00000000
                   3: 0501A8C0:0050 0901A8C0:D433 01 00000000:00000000
                """);
        assertThat(files.sessions()).isEqualTo(1);
    }

    @Test
    void theResolversAreThoseOfTheConfiguration() {
        assertThat(files.resolvers()).containsExactly("192.168.1.1", "fe80::1%wlan0");
    }
}
