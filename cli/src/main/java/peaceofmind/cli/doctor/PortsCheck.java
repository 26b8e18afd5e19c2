// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import peaceofmind.foundation.log.ErrorText;

/** Whether our ports can be reached from this device only. */
final class PortsCheck implements Check {

    private static final String TCP_LISTEN = "0A";
    private static final String IPV4_LOOPBACK = "7F";
    private static final String IPV6_LOOPBACK = "00000000000000000000000001000000";
    private static final String IPV4_MAPPED_LOOPBACK = "0000000000000000FFFF00000100007F";

    @Override
    public String name() {
        return "ports";
    }

    @Override
    public String rationale() {
        return "metrics and dashboard are for you, not for the gym's network";
    }

    @Override
    public Finding run(DoctorContext context) {
        Set<Integer> ports = new TreeSet<>(List.of(
                context.config().agent().nodePort(),
                context.config().agent().recorderPort(),
                context.config().dashboard().port()));
        Set<Integer> open = new TreeSet<>();
        Set<Integer> listening = new TreeSet<>();
        try {
            for (String name : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
                Path file = context.machine().path(name);
                for (String line : Files.exists(file) ? Files.readAllLines(file) : new ArrayList<String>()) {
                    parseLine(line, ports, open, listening);
                }
            }
        } catch (IOException unreadable) {
            return Finding.unknown("cannot be checked: " + ErrorText.of(unreadable), "ss -tln");
        }
        return open.isEmpty()
                ? Finding.good(
                        listening.isEmpty() ? "none is open" : listening + " can be reached from this device only")
                : Finding.attention(
                        open + " can be reached from the network",
                        "set agent.address: 127.0.0.1, and use tailscale serve for remote access");
    }

    private static void parseLine(String line, Set<Integer> ports, Set<Integer> open, Set<Integer> listening) {
        String[] parts = line.strip().split("\\s+", -1);
        if (parts.length > 3 && parts[3].equals(TCP_LISTEN) && parts[1].indexOf(':') > 0) {
            String address = parts[1].substring(0, parts[1].indexOf(':'));
            int port = Integer.parseInt(parts[1].substring(parts[1].indexOf(':') + 1), 16);
            if (ports.contains(port)) {
                listening.add(port);
                // The kernel writes addresses in the machine's byte order: 0100007F is 127.0.0.1.
                boolean loopback = (address.length() == 8 && address.endsWith(IPV4_LOOPBACK))
                        || address.equals(IPV6_LOOPBACK)
                        || address.equals(IPV4_MAPPED_LOOPBACK);
                if (!loopback) {
                    open.add(port);
                }
            }
        }
    }
}
