// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.network;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Judges where a fault is, from the bottom layer up. What works above proves everything below it: an interface is only repaired when
 * nothing above the fault works on any link.
 */
public final class NetworkJudge {

    private static final String LEAVE = "Nothing on this device can repair it; data waits on the device.";

    /** An adapter that has left the bus is at no port that anybody knows. */
    private static final List<NetworkRung> DRIVER_ONLY = List.of(NetworkRung.RELOAD);

    private static final List<NetworkRung> WITH_DRIVER = List.of(NetworkRung.RELOAD, NetworkRung.POWER_CYCLE);
    private static final List<NetworkRung> AGAIN_WITH_DRIVER =
            List.of(NetworkRung.RECONNECT, NetworkRung.RELOAD, NetworkRung.POWER_CYCLE);
    private static final List<NetworkRung> LEASE_AND_AGAIN =
            List.of(NetworkRung.RENEW, NetworkRung.RECONNECT, NetworkRung.POWER_CYCLE);

    private NetworkJudge() {}

    public static NetworkJudgement judge(NetworkReading reading) {
        if (reading.intercepted() && !reading.receivers().isUp()) {
            return NetworkJudgement.of(
                    NetworkLayer.INTERNET,
                    NetworkFault.PROVIDER,
                    "Something responds in the place of the internet, such as a login page: "
                            + reading.internet().seen(),
                    "Log in for this device, or use another network.");
        } else if (reading.internet().isUp() || reading.receivers().isUp()) {
            return online(reading);
        }
        return reading.links().stream()
                .max(Comparator.comparingInt(LinkReading::height))
                .map(best -> offline(reading, best))
                .orElseGet(() -> withoutLinks(reading));
    }

    private static NetworkJudgement online(NetworkReading reading) {
        if (reading.receivers().isDown() && reading.dns().isDown()) {
            return NetworkJudgement.of(
                    NetworkLayer.DNS,
                    NetworkFault.UNKNOWN,
                    "The internet is reachable and names are not resolved: "
                            + reading.dns().seen(),
                    "Check the DNS servers that the router hands out (cat /etc/resolv.conf).");
        } else if (reading.receivers().isDown()) {
            return NetworkJudgement.of(
                    NetworkLayer.RECEIVERS,
                    NetworkFault.RECEIVERS,
                    "The internet is reachable and the receivers of metrics are not.",
                    "Check the receivers: peace doctor.");
        }
        return NetworkJudgement.NOTHING_FAILS;
    }

    /** Such as in a container: only whether the internet is reachable is known. */
    private static NetworkJudgement withoutLinks(NetworkReading reading) {
        return reading.internet().isDown()
                ? NetworkJudgement.of(
                        NetworkLayer.INTERNET,
                        NetworkFault.UNKNOWN,
                        "The internet is not reachable: " + reading.internet().seen(),
                        "Check the network of the machine that this one runs on.")
                : NetworkJudgement.NOTHING_FAILS;
    }

    private static NetworkJudgement offline(NetworkReading reading, LinkReading best) {
        boolean isHalted =
                best.firmwareHalted() && best.wireless() && !best.gateway().isUp();
        return switch (best.height()) {
            case 0 -> gone(best);
            case 1 ->
                NetworkJudgement.of(
                        NetworkLayer.LINK,
                        NetworkFault.PERSON,
                        best.name() + " was set down.",
                        "Set it up again: sudo ip link set " + best.name() + " up. It is left alone.");
            case 2 -> isHalted ? halted(NetworkLayer.LINK, best) : withoutLink(best);
            case 3 -> isHalted ? halted(NetworkLayer.ADDRESS, best) : withoutAddress(best);
            case 4 -> isHalted ? halted(NetworkLayer.GATEWAY, best) : withoutGateway(reading, best);
            default ->
                reading.internet().isDown()
                        ? NetworkJudgement.of(
                                NetworkLayer.INTERNET,
                                NetworkFault.PROVIDER,
                                "The router responds and the internet does not: "
                                        + reading.internet().seen(),
                                "Call the provider, or restart the router. " + LEAVE)
                        : NetworkJudgement.NOTHING_FAILS;
        };
    }

    private static NetworkJudgement gone(LinkReading link) {
        return NetworkJudgement.of(
                        NetworkLayer.LINK,
                        NetworkFault.OURS,
                        "The interface " + link.name() + " has disappeared.",
                        "Check its adapter; read the kernel's messages: sudo dmesg.")
                .repairedBy(new RepairOption(link.name(), DRIVER_ONLY, false));
    }

    private static NetworkJudgement halted(NetworkLayer layer, LinkReading link) {
        return NetworkJudgement.of(
                        layer,
                        NetworkFault.OURS,
                        "The firmware of " + link.name() + " has halted, as the kernel reports.",
                        "Its driver has to be loaded again; if this happens often, check the power supply.")
                .repairedBy(new RepairOption(link.name(), WITH_DRIVER, true));
    }

    private static NetworkJudgement withoutLink(LinkReading link) {
        if (!link.wireless()) {
            return NetworkJudgement.of(
                    NetworkLayer.LINK,
                    NetworkFault.PERSON,
                    "No cable in " + link.name() + ", or what is at its other end is off.",
                    "Check the cable, and the switch or router. " + LEAVE);
        }
        return NetworkJudgement.of(
                        NetworkLayer.LINK,
                        NetworkFault.UNKNOWN,
                        link.name() + " is not connected to an access point: "
                                + link.link().seen(),
                        "Check whether the access point is on, and its password.")
                .repairedBy(new RepairOption(link.name(), AGAIN_WITH_DRIVER, false));
    }

    private static NetworkJudgement withoutAddress(LinkReading link) {
        return NetworkJudgement.of(
                        NetworkLayer.ADDRESS,
                        NetworkFault.UNKNOWN,
                        link.name() + " has no address or no gateway: "
                                + link.address().seen(),
                        "Check whether the router hands out addresses (DHCP).")
                .repairedBy(new RepairOption(link.name(), LEASE_AND_AGAIN, false));
    }

    /**
     * Packets that arrive show that the link works, and the silence is the router's. Where none do, a radio may hang; a cable with a
     * carrier does not.
     */
    private static NetworkJudgement withoutGateway(NetworkReading reading, LinkReading link) {
        if (link.gateway().isDown() && (link.receiving() || !link.wireless())) {
            return NetworkJudgement.of(
                    NetworkLayer.GATEWAY,
                    NetworkFault.ROUTER,
                    "The router does not respond: " + link.gateway().seen() + ", and " + link.name() + " works.",
                    "Restart the router. " + LEAVE);
        } else if (link.gateway().isDown()) {
            return NetworkJudgement.of(
                            NetworkLayer.GATEWAY,
                            NetworkFault.UNKNOWN,
                            "Nothing arrives over " + link.name() + ", also not from the router: "
                                    + link.gateway().seen() + ".",
                            "Check the router; if it works, the interface hangs.")
                    .repairedBy(new RepairOption(link.name(), AGAIN_WITH_DRIVER, false));
        }
        return Optional.of(reading.internet())
                .filter(LayerReading::isDown)
                .map(internet -> NetworkJudgement.of(
                        NetworkLayer.INTERNET,
                        NetworkFault.UNKNOWN,
                        "The internet is not reachable: " + internet.seen(),
                        "Check the router and the provider. " + LEAVE))
                .orElse(NetworkJudgement.NOTHING_FAILS);
    }
}
