// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peaceofmind.contract.network.LayerReading;
import peaceofmind.contract.network.LayerState;
import peaceofmind.contract.network.LinkReading;
import peaceofmind.exporter.network.NetworkFiles.DefaultRoute;

/** Reads the layers of each uplink from the kernel's files. For one thread. */
final class LinkObserver {

    /** A silence that is shorter shows nothing: even a busy network pauses. */
    private static final int MIN_SILENT_READINGS = 4;

    private final NetworkFiles files;
    private final Uplinks uplinks;
    private final FirmwareLog firmware;
    private final Map<String, Long> packets = new HashMap<>();
    private final Map<String, Integer> silentReadings = new HashMap<>();
    private final Set<String> silentGateways = new HashSet<>();

    LinkObserver(NetworkFiles files, Uplinks uplinks, FirmwareLog firmware) {
        this.files = files;
        this.uplinks = uplinks;
        this.firmware = firmware;
    }

    /** Every uplink, also one that has disappeared. */
    List<LinkReading> observe(List<DefaultRoute> routes) {
        Set<String> hardware = new HashSet<>(files.hardwareLinks());
        Set<String> routed = new HashSet<>();
        routes.stream().map(DefaultRoute::link).filter(hardware::contains).forEach(routed::add);
        uplinks.update(routed, files::isPresent);
        List<LinkReading> links = new ArrayList<>();
        uplinks.names().stream().sorted().forEach(name -> links.add(observe(name, routes)));
        return links;
    }

    private LinkReading observe(String name, List<DefaultRoute> routes) {
        boolean present = files.isPresent(name);
        boolean enabled = present && files.isEnabled(name);
        LayerReading link = link(name, present, enabled);
        List<DefaultRoute> own =
                routes.stream().filter(route -> route.link().equals(name)).toList();
        LayerReading address = address(own);
        LayerReading gateway = link.isUp() ? gateway(name, own) : LayerReading.NOT_TRIED;
        boolean wireless = files.isWireless(name);
        boolean fails = present && enabled && !gateway.isUp();
        return new LinkReading(
                name,
                wireless,
                present,
                enabled,
                isReceiving(name),
                wireless && fails && firmware.hasHalted(files.driver(name)),
                link,
                address,
                gateway);
    }

    private LayerReading link(String name, boolean present, boolean enabled) {
        if (!present) {
            return new LayerReading(LayerState.DOWN, "it has disappeared");
        } else if (!enabled) {
            return new LayerReading(LayerState.DOWN, "set down");
        }
        String state = files.operationalState(name);
        boolean up = files.hasCarrier(name) && !state.equals("dormant");
        String what = files.isWireless(name) ? "access point" : "cable";
        return up
                ? new LayerReading(LayerState.UP, what + " connected")
                : new LayerReading(LayerState.DOWN, "no " + what + (state.isEmpty() ? "" : " (" + state + ")"));
    }

    private static LayerReading address(List<DefaultRoute> own) {
        return own.isEmpty()
                ? new LayerReading(LayerState.DOWN, "no default route")
                : new LayerReading(
                        LayerState.UP,
                        "default route"
                                + own.getFirst()
                                        .gateway()
                                        .map(gateway -> " by " + gateway.getHostAddress())
                                        .orElse(""));
    }

    /** By the kernel's table of neighbours, which only has those of IPv4. */
    private LayerReading gateway(String name, List<DefaultRoute> own) {
        Optional<InetAddress> gateway =
                own.stream().flatMap(route -> route.gateway().stream()).findFirst();
        if (gateway.isEmpty()) {
            return LayerReading.NOT_TRIED;
        }
        String address = gateway.get().getHostAddress();
        Optional<Boolean> responds = files.isNeighbour(name, gateway.get());
        // The kernel forgets one that does not respond: until it does, it is still silent.
        if (responds.isPresent() && responds.get()) {
            silentGateways.remove(name);
            return new LayerReading(LayerState.UP, address + " responds (ARP)");
        } else if (responds.isPresent()) {
            silentGateways.add(name);
        }
        return silentGateways.contains(name)
                ? new LayerReading(LayerState.DOWN, address + " does not respond (ARP)")
                : new LayerReading(LayerState.UNKNOWN, address + " was not needed yet");
    }

    private boolean isReceiving(String name) {
        Optional<Long> now = files.receivedPackets(name);
        Optional<Long> before = Optional.ofNullable(packets.get(name));
        now.ifPresent(count -> packets.put(name, count));
        // What is not known never speaks for a repair; a count that is lower is that of a driver that was loaded again.
        boolean isSilent = now.isPresent() && now.equals(before);
        int silent = isSilent ? silentReadings.getOrDefault(name, 0) + 1 : 0;
        silentReadings.put(name, silent);
        return silent < MIN_SILENT_READINGS;
    }

    /** Differs when something changes that a person could have changed. */
    int fingerprint() {
        List<String> parts = new ArrayList<>();
        uplinks.names().stream()
                .sorted()
                .forEach(name -> parts.add(name + files.isPresent(name) + files.isEnabled(name)));
        parts.add(Integer.toString(files.addressesAndRoutes()));
        return parts.hashCode();
    }
}
