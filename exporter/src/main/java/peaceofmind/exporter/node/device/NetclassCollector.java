// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.LabelCache;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/** Properties of each network interface, and whether it is connected: {@code /sys/class/net} (ABI/testing/sysfs-class-net). */
public final class NetclassCollector implements Collector {

    private record Attribute(String file, String name, String help, Family.Type type, boolean onlyWhenUp) {
        static Attribute gauge(String file, String name) {
            return new Attribute(
                    file, "node_network_" + name, "Network device property: " + name, Family.Type.GAUGE, false);
        }

        static Attribute counter(String file, String name) {
            return new Attribute(
                    file, "node_network_" + name, "Network device property: " + name, Family.Type.COUNTER, false);
        }

        Attribute whenUp() {
            return new Attribute(file, name, help, type, true);
        }
    }

    private static final List<Attribute> ATTRIBUTES = List.of(
            Attribute.gauge("addr_assign_type", "address_assign_type"),
            Attribute.gauge("carrier", "carrier").whenUp(),
            Attribute.counter("carrier_changes", "carrier_changes_total"),
            Attribute.counter("carrier_up_count", "carrier_up_changes_total"),
            Attribute.counter("carrier_down_count", "carrier_down_changes_total"),
            Attribute.gauge("dev_id", "device_id"),
            Attribute.gauge("dormant", "dormant").whenUp(),
            Attribute.gauge("ifindex", "iface_id"),
            Attribute.gauge("iflink", "iface_link"),
            Attribute.gauge("link_mode", "iface_link_mode"),
            Attribute.gauge("mtu", "mtu_bytes"),
            Attribute.gauge("name_assign_type", "name_assign_type"),
            Attribute.gauge("netdev_group", "net_dev_group"),
            Attribute.gauge("tx_queue_len", "transmit_queue_length"),
            Attribute.gauge("type", "protocol_type"));

    private static final String FLAGS = "node_network_flags";
    private static final int IFF_UP = 1;

    /** Megabits to bytes. */
    private static final double BYTES_PER_MEGABIT = 1e6 / 8;

    /** The paths of an interface's attributes, cached. */
    private record InterfacePaths(
            List<Path> attributes, Path flags, Path speed, Path operstate, List<Path> textAttributes) {
        static InterfacePaths of(Path folder) {
            return new InterfacePaths(
                    ATTRIBUTES.stream()
                            .map(attribute -> folder.resolve(attribute.file))
                            .toList(),
                    folder.resolve("flags"),
                    folder.resolve("speed"),
                    folder.resolve("operstate"),
                    List.of(
                            folder.resolve("address"),
                            folder.resolve("broadcast"),
                            folder.resolve("duplex"),
                            folder.resolve("ifalias")));
        }
    }

    private static final int MAX_CACHED_INTERFACES = 500;

    private final KernelFiles files;
    private final Path table;
    private final Path folder;
    private final LabelCache labels = LabelCache.withLabel("device");
    private final Map<String, InterfacePaths> paths = new HashMap<>();

    public NetclassCollector(KernelFiles files, Roots roots) {
        this.files = files;
        this.table = roots.proc().resolve("net/dev");
        this.folder = roots.sys().resolve("class/net");
    }

    @Override
    public String name() {
        return "netclass";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        for (String device : NetworkInterfaces.forEach(files.require(table), (_, _) -> {})) {
            if (paths.size() > MAX_CACHED_INTERFACES) {
                paths.clear();
            }
            addInterface(
                    device, paths.computeIfAbsent(device, name -> InterfacePaths.of(folder.resolve(name))), families);
        }
        return Collected.of(families.toList());
    }

    private void addInterface(String device, InterfacePaths interfacePaths, Families families) throws IOException {
        Map<String, String> deviceLabels = labels.get(device);
        double flags = files.readCount(interfacePaths.flags);
        boolean up = ((int) flags & IFF_UP) != 0;
        families.gauge(FLAGS, "Network device property: flags", deviceLabels, flags);
        for (int i = 0; i < ATTRIBUTES.size(); i++) {
            Attribute attribute = ATTRIBUTES.get(i);
            // Some cannot be read while the interface is down.
            if (up || !attribute.onlyWhenUp) {
                families.add(
                        attribute.name,
                        attribute.type,
                        attribute.help,
                        deviceLabels,
                        files.readCount(interfacePaths.attributes.get(i)));
            }
        }
        double speed = up ? files.readCount(interfacePaths.speed) : Double.NaN;
        // -1 means unknown.
        families.gauge(
                "node_network_speed_bytes",
                "Network device property: speed_bytes",
                deviceLabels,
                speed * BYTES_PER_MEGABIT);
        addInfo(device, interfacePaths, up, deviceLabels, families);
    }

    private void addInfo(
            String device,
            InterfacePaths interfacePaths,
            boolean up,
            Map<String, String> deviceLabels,
            Families families)
            throws IOException {
        String operstate = files.readValue(interfacePaths.operstate).orElse("");
        if (operstate.isEmpty()) {
            return;
        }
        families.gauge(
                "node_network_up",
                "Value is 1 if operstate is 'up', 0 otherwise.",
                deviceLabels,
                operstate.equals("up") ? 1 : 0);
        families.gauge(
                "node_network_info",
                "Non-numeric data from /sys/class/net/<iface>, value is always 1.",
                Sample.labels(
                        "address",
                        files.readValue(interfacePaths.textAttributes.get(0)).orElse(""),
                        "broadcast",
                        files.readValue(interfacePaths.textAttributes.get(1)).orElse(""),
                        "device",
                        device,
                        "duplex",
                        up
                                ? files.readValue(interfacePaths.textAttributes.get(2))
                                        .orElse("")
                                : "",
                        "ifalias",
                        files.readValue(interfacePaths.textAttributes.get(3)).orElse(""),
                        "operstate",
                        operstate),
                1);
    }
}
