// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.cli.machine.Machine;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.incident.Incident;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** An interface of this device. */
final class LiveLink implements LinkUnderTest {

    /** A unit takes 90 s at most. */
    private static final Duration RENEW_TIMEOUT = Duration.ofSeconds(110);

    private final Machine machine;
    private final String name;
    private final WatchdogClient watchdog;
    private final PrintWriter warnings;

    LiveLink(Machine machine, String name, Path watchdogSocket, PrintWriter warnings) {
        this.machine = machine;
        this.name = name;
        this.watchdog = new WatchdogClient(watchdogSocket, RENEW_TIMEOUT);
        this.warnings = warnings;
    }

    @Override
    public String name() {
        return name;
    }

    /** By the file that systemd-networkd or dhcpcd writes at each renewal. */
    @Override
    public Optional<String> lease() {
        Optional<Path> ofNetworkd = index().map(index -> machine.path("/run/systemd/netif/leases/" + index));
        return Stream.concat(
                        ofNetworkd.stream(),
                        Stream.of("/var/lib/dhcpcd", "/var/lib/dhcpcd5")
                                .flatMap(folder -> leases(machine.path(folder)).stream()))
                .flatMap(file -> version(file).stream())
                .max(Comparator.naturalOrder());
    }

    private Optional<String> index() {
        try {
            return Optional.of(Files.readString(machine.path("/sys/class/net/" + name + "/ifindex"))
                    .strip());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private List<Path> leases(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            // Of a radio, with the name of its network: wlan0-gym.lease.
            return files.filter(file -> file.getFileName().toString().matches("\\Q" + name + "\\E(-.*)?\\.lease"))
                    .toList();
        } catch (IOException missing) {
            return List.of();
        }
    }

    private static Optional<String> version(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant() + " " + file);
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    /** By {@code /proc/net/route}: a lease of DHCP is one of IPv4. */
    @Override
    public boolean isRouted() {
        return DefaultRoutes.links(machine).contains(name);
    }

    @Override
    public RungReply renew() throws ControlException {
        JsonObject reply =
                watchdog.send(Json.object().put("command", "network_drill").put("link", name));
        return new RungReply(
                reply.text("status").orElse(""), reply.text("detail").orElse(""));
    }

    @Override
    public void report(String text) {
        try {
            watchdog.request(Json.object()
                    .put("command", "note")
                    .put("service", Incident.NETWORK)
                    .put("text", text));
        } catch (ControlException refused) {
            warnings.println("The result is not in the watchdog's journal: " + ErrorText.of(refused));
        }
    }
}
