// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The section {@code network}. The agent diagnoses, and the watchdog repairs.
 *
 * @param diagnose whether the agent checks the layers of the network
 * @param repair whether the watchdog may repair this device's own interfaces
 * @param powerCycle whether a repair may switch the power of an interface's USB port, or reset its modem
 * @param rebootAfter how long the network must have failed before the watchdog may reboot the device for it; empty: never
 * @param internet addresses that respond wherever the internet is reachable, tried when nothing else shows that it is; empty: none
 * @param dnsName a name that every DNS server can resolve
 */
public record NetworkConfig(
        boolean diagnose,
        boolean repair,
        boolean powerCycle,
        Optional<Duration> rebootAfter,
        List<InetSocketAddress> internet,
        String dnsName) {

    /** Name of the section. */
    public static final String SECTION = "network";

    private static final List<String> DEFAULT_INTERNET = List.of("1.1.1.1:443", "9.9.9.9:443");
    private static final String NAME =
            "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*";
    private static final int MAX_NAME_LENGTH = 253;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_ADDRESSES = 4;

    public NetworkConfig {
        internet = List.copyOf(internet);
    }

    /** Reads the section; mistakes are recorded in the document. */
    public static NetworkConfig read(ConfigDocument document) {
        ConfigSection network = document.section(SECTION);
        boolean diagnose = network.bool(
                "diagnose", "Check the layers of the network: link, address, gateway, DNS, internet, receivers.", true);
        boolean repair = network.bool(
                "repair",
                "Repair this device's own interfaces when no link works: renew the lease, reconnect, reload the driver.",
                false);
        boolean powerCycle = network.bool(
                "power_cycle",
                "Also switch the power of the interface's USB port off and on (uhubctl), or reset its modem (ModemManager), when the"
                        + " gentler repairs did not help.",
                false);
        boolean reboot = network.bool(
                "reboot",
                "Also reboot the device, at most once a day and within watchdog.device's limits, when no repair helped for"
                        + " reboot_after; never while it records.",
                false);
        Duration rebootAfter = network.duration(
                "reboot_after",
                "How long the network must have failed without a break, by a fault that may be this device's own, before such a reboot.",
                Duration.ofHours(6),
                Duration.ofHours(1),
                Duration.ofDays(7));
        List<String> internet = network.texts(
                "internet",
                "Addresses (IP:port) that respond wherever the internet is reachable; tried rarely, and when the receivers"
                        + " fail. Empty: none.",
                DEFAULT_INTERNET);
        String dnsName = network.text("dns_name", "A name that every DNS server can resolve.", "example.com");
        if (repair && !diagnose) {
            network.addRefusal("repair", "repairs depend on what is diagnosed: set diagnose: true as well");
        }
        if (!repair && (powerCycle || reboot)) {
            network.addRefusal(
                    powerCycle ? "power_cycle" : "reboot",
                    "it is a rung of the ladder of repairs: set repair: true as well");
        }
        if (dnsName.length() > MAX_NAME_LENGTH || !dnsName.matches(NAME)) {
            network.addRefusal("dns_name", "\"" + dnsName + "\" is not a host name such as example.com");
        }
        return new NetworkConfig(
                diagnose,
                repair,
                powerCycle,
                reboot ? Optional.of(rebootAfter) : Optional.empty(),
                addresses(network, internet),
                dnsName);
    }

    private static List<InetSocketAddress> addresses(ConfigSection network, List<String> texts) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        if (texts.size() > MAX_ADDRESSES) {
            network.addRefusal(
                    "internet", "at most " + MAX_ADDRESSES + " addresses: each is tried when the internet fails");
        }
        for (String text : texts) {
            address(text)
                    .ifPresentOrElse(
                            addresses::add,
                            () -> network.addRefusal(
                                    "internet",
                                    "\"" + text + "\" is not an IP address with a port, such as 192.0.2.1:443 or"
                                            + " [2001:db8::1]:443; a name would need a DNS server that works"));
        }
        return addresses;
    }

    private static Optional<InetSocketAddress> address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean isV4 = host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        boolean isV6 = host.matches("\\[[0-9A-Fa-f:.]{2,45}]");
        String port = colon < 0 ? "" : text.substring(colon + 1);
        if (!(isV4 || isV6) || !port.matches("\\d{1,5}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(port);
        if (number < 1 || number > MAX_PORT) {
            return Optional.empty();
        }
        try {
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")), number));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
