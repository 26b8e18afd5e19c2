// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import peaceofmind.contract.incident.Incident;
import peaceofmind.foundation.log.ErrorText;

/** The network before a repair: links, addresses, routes, neighbours, signal, leases, and the DNS servers. */
final class NetworkEvidence implements EvidenceSource {

    private static final List<String> PROC_FILES =
            List.of("route", "ipv6_route", "fib_trie", "if_inet6", "arp", "dev", "wireless");
    private static final List<String> LINK_FILES = List.of("operstate", "carrier", "flags", "carrier_changes");
    private static final List<String> LEASES = List.of("run/systemd/netif/leases", "var/lib/dhcpcd", "var/lib/dhcp");
    private static final int MAX_FILE_CHARS = 20_000;
    private static final int MAX_FILES = 20;

    private final Path root;

    /** @param root the folder that holds proc, sys, etc, run and var */
    NetworkEvidence(Path root) {
        this.root = root;
    }

    @Override
    public String fileName() {
        return "network.txt";
    }

    @Override
    public boolean appliesTo(IncidentContext incident) {
        return incident.service().equals(Incident.NETWORK);
    }

    @Override
    public String collect(IncidentContext incident) {
        StringBuilder text = new StringBuilder();
        PROC_FILES.forEach(name -> append(text, root.resolve("proc/net").resolve(name)));
        for (Path link : list(root.resolve("sys/class/net"))) {
            LINK_FILES.forEach(name -> append(text, link.resolve(name)));
        }
        append(text, root.resolve("etc/resolv.conf"));
        for (String folder : LEASES) {
            list(root.resolve(folder)).forEach(lease -> append(text, lease));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Path file) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        text.append("== ").append(file).append('\n').append(read(file)).append('\n');
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().limit(MAX_FILES).toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static String read(Path file) {
        try {
            String text = Files.readString(file);
            return text.substring(0, Math.min(text.length(), MAX_FILE_CHARS));
        } catch (IOException failure) {
            return "(" + ErrorText.of(failure) + ")";
        }
    }
}
