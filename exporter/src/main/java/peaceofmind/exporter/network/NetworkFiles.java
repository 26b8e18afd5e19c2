// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.linux.SshConnections;

/**
 * Reads what the kernel and the resolver's configuration say of the network, as proc(5), sysfs and resolv.conf(5) document it. What is
 * missing, as in a container or without IPv6, is empty.
 */
final class NetworkFiles {

    private static final int MAX_LINES = 2000;
    private static final int MAX_LINKS = 64;
    private static final int MAX_RESOLVERS = 3;
    private static final int RTF_UP = 1;
    private static final int RTF_GATEWAY = 2;

    /** Folders and files that change when a person changes the configuration of the network. */
    private static final List<String> CONFIGURATION = List.of(
            "etc/network/interfaces",
            "etc/network/interfaces.d",
            "etc/NetworkManager/system-connections",
            "etc/systemd/network",
            "etc/netplan",
            "etc/wpa_supplicant",
            "etc/dhcpcd.conf");

    private final Path root;

    /** @param root the folder that holds proc, sys and etc */
    NetworkFiles(Path root) {
        this.root = root;
    }

    /**
     * A default route.
     *
     * @param gateway IPv4; empty for one without a gateway, or of IPv6
     */
    record DefaultRoute(String link, Optional<InetAddress> gateway) {}

    /** Names of the interfaces of the hardware. */
    List<String> hardwareLinks() {
        try (Stream<Path> found = Files.list(root.resolve("sys/class/net"))) {
            return found.filter(link -> Files.isDirectory(link.resolve("device")))
                    .map(link -> link.getFileName().toString())
                    .sorted()
                    .limit(MAX_LINKS)
                    .toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    private Path link(String name) {
        return root.resolve("sys/class/net").resolve(name);
    }

    boolean isPresent(String link) {
        return Files.isDirectory(link(link));
    }

    boolean isWireless(String link) {
        return Files.exists(link(link).resolve("wireless"))
                || Files.exists(link(link).resolve("phy80211"));
    }

    /** IFF_UP: whether somebody set it up. */
    boolean isEnabled(String link) {
        String flags = text(link(link).resolve("flags")).replaceFirst("^0x", "");
        return flags.matches("[0-9a-fA-F]{1,8}") && (Long.parseLong(flags, 16) & 1) != 0;
    }

    /** Whether it has a carrier; reading it fails while the interface is down. */
    boolean hasCarrier(String link) {
        return text(link(link).resolve("carrier")).equals("1");
    }

    /** Such as {@code up}; empty if unknown. */
    String operationalState(String link) {
        return text(link(link).resolve("operstate"));
    }

    /** Packets received so far; empty if unknown. */
    Optional<Long> receivedPackets(String link) {
        String count = text(link(link).resolve("statistics/rx_packets"));
        return count.matches("\\d{1,18}") ? Optional.of(Long.parseLong(count)) : Optional.empty();
    }

    /** The name of its driver, such as {@code brcmfmac}; empty if unknown. */
    String driver(String link) {
        try {
            return link(link)
                    .resolve("device/driver")
                    .toRealPath()
                    .getFileName()
                    .toString();
        } catch (IOException unknown) {
            return "";
        }
    }

    /** Of IPv4 and IPv6. */
    List<DefaultRoute> defaultRoutes() {
        List<DefaultRoute> routes = new ArrayList<>();
        for (String[] field : table("proc/net/route", 8)) {
            if (field[1].equals("00000000") && field[7].equals("00000000") && hasFlag(field[3], RTF_UP)) {
                routes.add(new DefaultRoute(
                        field[0], hasFlag(field[3], RTF_GATEWAY) ? address(field[2]) : Optional.empty()));
            }
        }
        for (String[] field : table("proc/net/ipv6_route", 10)) {
            boolean isDefault = field[0].matches("0{32}") && field[1].equals("00");
            if (isDefault && hasFlag(field[8], RTF_GATEWAY)) {
                routes.add(new DefaultRoute(field[9], Optional.empty()));
            }
        }
        return routes;
    }

    private static boolean hasFlag(String hex, int flag) {
        return hex.matches("[0-9a-fA-F]{1,8}") && (Long.parseLong(hex, 16) & flag) != 0;
    }

    /** Four bytes in hexadecimal digits, in the order of a little-endian machine. */
    private static Optional<InetAddress> address(String hex) {
        if (!hex.matches("[0-9a-fA-F]{8}")) {
            return Optional.empty();
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) Integer.parseInt(hex.substring(6 - 2 * i, 8 - 2 * i), 16);
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException impossible) {
            return Optional.empty();
        }
    }

    /** Whether the neighbour has responded lately: true, or false if it did not; empty if the kernel knows nothing of it. */
    Optional<Boolean> isNeighbour(String link, InetAddress address) {
        for (String[] field : table("proc/net/arp", 6)) {
            if (field[0].equals(address.getHostAddress()) && field[5].equals(link)) {
                return Optional.of(!field[2].equals("0x0"));
            }
        }
        return Optional.empty();
    }

    /** Established connections to the SSH server from other machines. */
    int sessions() {
        return SshConnections.localAddresses(root).size();
    }

    /** IP addresses of the DNS servers. */
    List<String> resolvers() {
        return lines("etc/resolv.conf").stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(field -> field.length >= 2 && field[0].equals("nameserver"))
                .map(field -> field[1])
                .filter(address -> address.matches("[0-9a-fA-F:.]{2,45}(%[A-Za-z0-9_.-]{1,15})?"))
                .limit(MAX_RESOLVERS)
                .toList();
    }

    /** Differs when addresses, routes or the configuration of the network differ. */
    int addressesAndRoutes() {
        List<String> parts = new ArrayList<>();
        parts.addAll(lines("proc/net/fib_trie"));
        table("proc/net/if_inet6", 6).forEach(field -> parts.add(field[0] + field[5]));
        defaultRoutes().forEach(route -> parts.add(route.toString()));
        for (String name : CONFIGURATION) {
            try {
                parts.add(Files.getLastModifiedTime(root.resolve(name)).toString());
            } catch (IOException missing) {
                parts.add("");
            }
        }
        return parts.hashCode();
    }

    private List<String[]> table(String name, int fields) {
        return lines(name).stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(field -> field.length >= fields)
                .toList();
    }

    private List<String> lines(String name) {
        try (Stream<String> lines = Files.lines(root.resolve(name))) {
            return lines.limit(MAX_LINES).toList();
        } catch (IOException | UncheckedIOException missing) {
            return List.of();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            return "";
        }
    }
}
