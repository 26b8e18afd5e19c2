// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import peaceofmind.contract.network.LayerReading;
import peaceofmind.contract.network.LayerState;
import peaceofmind.contract.network.NetworkReading;

/** The true state of a device's network. Faults come and pass at random. */
final class SimulatedNetwork {

    /** What happens to it. */
    enum NetworkEvent {
        LINK_FLAPS,
        PROVIDER_AWAY_FOR_A_DAY,
        PROVIDER_AWAY,
        ROUTER_DEAD,
        FIRMWARE_HALTS,
        FIRMWARE_HANGS,
        ADAPTER_LOCKS_UP,
        BUS_LOCKS_UP,
        WRONG_DNS,
        RECEIVERS_AWAY,
        DHCP_AWAY,
        LEASE_LOST,
        CABLE_OUT,
        SET_DOWN_BY_HAND,
        DRIVER_UNLOADED,
        LOGIN_PAGE,
        ADDRESS_CHANGED_BY_HAND
    }

    final List<SimulatedLink> links = new ArrayList<>();
    final Map<NetworkEvent, Integer> happened = new EnumMap<>(NetworkEvent.class);
    private final SplittableRandom random;
    private final List<Undo> undos = new ArrayList<>();
    private String fingerprint = "";
    private Duration changedAt = Duration.ZERO;
    private boolean router = true;
    private boolean provider = true;
    private boolean dns = true;
    private boolean receivers = true;
    private boolean loginPage;
    private boolean dhcp = true;

    private record Undo(Duration at, Runnable action) {}

    SimulatedNetwork(SplittableRandom random) {
        this.random = random;
        boolean wireless = random.nextInt(3) > 0;
        links.add(new SimulatedLink(wireless ? "wlan0" : "eth0", wireless));
        if (random.nextInt(4) == 0) {
            links.add(new SimulatedLink("wwan0", false));
        }
    }

    boolean hasDhcp() {
        return dhcp;
    }

    boolean anyGatewayResponds() {
        // No streams here: it is asked some times in each of millions of steps.
        for (SimulatedLink link : links) {
            if (router && link.passes() && link.leased) {
                return true;
            }
        }
        return false;
    }

    /** The names of the interfaces that this device itself keeps from working, as far as anybody can know. */
    Set<String> ourFaults() {
        Set<String> faults = Set.of();
        for (SimulatedLink link : links) {
            if (link.isOurFault()) {
                faults = new HashSet<>(faults);
                faults.add(link.name);
            }
        }
        return faults;
    }

    boolean isOnline() {
        return anyGatewayResponds() && provider && !loginPage;
    }

    /** Whether nothing is wrong that anybody would call an outage. */
    boolean isWell() {
        return isOnline() && dns;
    }

    void step(Duration now) {
        if (!undos.isEmpty()) {
            List<Undo> due =
                    undos.stream().filter(undo -> undo.at().compareTo(now) <= 0).toList();
            undos.removeAll(due);
            due.forEach(undo -> undo.action().run());
        }
        // About one event in two hours.
        if (random.nextInt(480) == 0) {
            NetworkEvent[] all = NetworkEvent.values();
            NetworkEvent event = all[random.nextInt(all.length)];
            happen(event, now);
            happened.merge(event, 1, Integer::sum);
        }
        StringBuilder all = new StringBuilder();
        links.forEach(link -> all.append(link.fingerprint()).append(','));
        String current = all.toString();
        if (!current.equals(fingerprint)) {
            fingerprint = current;
            changedAt = now;
        }
    }

    private void happen(NetworkEvent event, Duration now) {
        SimulatedLink link = links.get(random.nextInt(links.size()));
        // Some last longer than it takes until a reboot is considered.
        Duration length = Duration.ofMinutes(1L + random.nextInt(random.nextInt(6) == 0 ? 720 : 180));
        switch (event) {
            case LINK_FLAPS -> {
                for (int i = 0; i < 40; i++) {
                    boolean up = i % 2 == 1;
                    later(now.plusSeconds(20L * i), () -> link.connected = up);
                }
            }
            case PROVIDER_AWAY_FOR_A_DAY -> {
                provider = false;
                later(now.plus(Duration.ofDays(1)), () -> provider = true);
            }
            case PROVIDER_AWAY -> {
                provider = false;
                later(now.plus(length), () -> provider = true);
            }
            case ROUTER_DEAD -> {
                router = false;
                later(now.plus(length), () -> router = true);
            }
            case FIRMWARE_HALTS -> link.wedge = link.wireless ? SimulatedLink.Wedge.REPORTED : link.wedge;
            case FIRMWARE_HANGS -> link.wedge = link.wireless ? SimulatedLink.Wedge.SILENT : link.wedge;
            case ADAPTER_LOCKS_UP -> lockUp(link, SimulatedLink.Cure.POWER);
            case BUS_LOCKS_UP -> links.forEach(every -> lockUp(every, SimulatedLink.Cure.BOOT));
            case WRONG_DNS -> {
                dns = false;
                later(now.plus(length), () -> dns = true);
            }
            case RECEIVERS_AWAY -> {
                receivers = false;
                later(now.plus(length), () -> receivers = true);
            }
            case DHCP_AWAY -> {
                dhcp = false;
                link.leased = false;
                later(now.plus(length), () -> dhcp = true);
                later(now.plus(length).plusMinutes(40), () -> link.leased = true);
            }
            case LEASE_LOST -> link.leased = false;
            case CABLE_OUT -> {
                link.connected = false;
                later(now.plus(length), () -> link.connected = true);
            }
            case SET_DOWN_BY_HAND -> {
                link.enabled = false;
                later(now.plus(length), () -> link.enabled = true);
            }
            case DRIVER_UNLOADED -> link.present = false;
            case LOGIN_PAGE -> {
                loginPage = true;
                later(now.plus(length), () -> loginPage = false);
            }
            case ADDRESS_CHANGED_BY_HAND -> fingerprint = "changed";
        }
    }

    private static void lockUp(SimulatedLink link, SimulatedLink.Cure cure) {
        link.wedge = link.wireless ? SimulatedLink.Wedge.SILENT : link.wedge;
        link.cure = link.wireless ? cure : link.cure;
    }

    private void later(Duration at, Runnable action) {
        undos.add(new Undo(at, action));
    }

    /** Time since an address, a route or an interface changed. */
    Duration sinceChange(Duration now) {
        return now.minus(changedAt);
    }

    /** As the agent would see it; a hung radio with others around is the only fault that shows itself by silence. */
    NetworkReading read(Duration now, int sessions) {
        boolean online = isOnline();
        boolean traffic = router || random.nextInt(4) > 0;
        return new NetworkReading(
                links.stream().map(link -> link.read(router, traffic)).toList(),
                layer(online && dns),
                layer(online),
                layer(online && dns && receivers),
                loginPage && anyGatewayResponds(),
                sinceChange(now).compareTo(Duration.ofHours(1)) > 0 ? Duration.ofHours(1) : sinceChange(now),
                sessions);
    }

    private static LayerReading layer(boolean up) {
        return new LayerReading(up ? LayerState.UP : LayerState.DOWN, up ? "fine" : "not fine");
    }

    /** A boot starts drivers again. */
    void boot() {
        links.forEach(link -> {
            link.present = true;
            link.wedge = SimulatedLink.Wedge.NONE;
            link.cure = SimulatedLink.Cure.DRIVER;
            link.leased |= dhcp && link.connected && link.enabled;
        });
    }
}
