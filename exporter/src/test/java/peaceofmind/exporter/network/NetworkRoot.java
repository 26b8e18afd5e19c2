// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import peaceofmind.testkit.FakeClock;

/** A folder with the kernel's files of a device with {@code wlan0} behind the router 192.168.1.1. */
final class NetworkRoot {

    static final String ROUTE = """
            Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
            wlan0	00000000	0101A8C0	0003	0	0	600	00000000	0	0	0
            wlan0	0001A8C0	00000000	0001	0	0	600	00FFFFFF	0	0	0
            """;

    static final String ARP = """
            IP address       HW type     Flags       HW address            Mask     Device
            192.168.1.1      0x1         %s         aa:bb:cc:dd:ee:ff     *        wlan0
            """;

    final Path root;
    final FakeClock clock = new FakeClock();
    private long packets = 100;

    NetworkRoot(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root.resolve("sys/class/net/lo"));
        link("wlan0");
        Files.createDirectories(root.resolve("sys/class/net/wlan0/wireless"));
        write("proc/net/route", ROUTE);
        write("proc/net/arp", ARP.formatted("0x2"));
        write("etc/resolv.conf", "# by hand\nnameserver 192.168.1.1\noptions edns0\nnameserver fe80::1%wlan0\n");
    }

    void link(String name) throws IOException {
        Files.createDirectories(root.resolve("sys/class/net").resolve(name).resolve("device"));
        Files.createDirectories(root.resolve("sys/drivers/brcmfmac"));
        Files.createSymbolicLink(
                root.resolve("sys/class/net").resolve(name).resolve("device/driver"),
                root.resolve("sys/drivers/brcmfmac"));
        write("sys/class/net/" + name + "/flags", "0x1003\n");
        write("sys/class/net/" + name + "/carrier", "1\n");
        write("sys/class/net/" + name + "/operstate", "up\n");
        receive(name);
    }

    void receive(String name) throws IOException {
        packets += 5;
        write("sys/class/net/" + name + "/statistics/rx_packets", packets + "\n");
    }

    void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }
}
