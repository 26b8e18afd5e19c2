// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.LabelCache;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.collect.Collector;

/** Traffic of each network interface: {@code /proc/net/dev}, and counters that only {@code /sys/class/net} has. */
public final class NetdevCollector implements Collector {

    private static final List<String> FIELDS = List.of(
            "receive_bytes",
            "receive_packets",
            "receive_errs",
            "receive_drop",
            "receive_fifo",
            "receive_frame",
            "receive_compressed",
            "receive_multicast",
            "transmit_bytes",
            "transmit_packets",
            "transmit_errs",
            "transmit_drop",
            "transmit_fifo",
            "transmit_colls",
            "transmit_carrier",
            "transmit_compressed");
    private static final List<String> NAMES =
            FIELDS.stream().map(field -> "node_network_" + field + "_total").toList();
    private static final List<String> HELPS = FIELDS.stream()
            .map(field -> "Network device statistic " + field + ".")
            .toList();

    private final KernelFiles files;
    private final Path table;
    private final Path folder;
    private final LabelCache labels = LabelCache.withLabel("device");

    public NetdevCollector(KernelFiles files, Roots roots) {
        this.files = files;
        this.table = roots.proc().resolve("net/dev");
        this.folder = roots.sys().resolve("class/net");
    }

    @Override
    public String name() {
        return "netdev";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        List<String> devices = parse(files.require(table), families);
        for (String device : devices) {
            families.counter(
                    "node_network_receive_nohandler_total",
                    "Network device statistic receive_nohandler.",
                    labels.get(device),
                    files.readCount(folder.resolve(device).resolve("statistics/rx_nohandler")));
        }
        return Collected.of(families.toList());
    }

    /** Returns the interfaces. */
    private List<String> parse(TextScanner text, Families families) {
        List<String> devices = NetworkInterfaces.forEach(text, (device, line) -> {
            Map<String, String> deviceLabels = labels.get(device);
            for (int i = 0; i < NAMES.size(); i++) {
                families.counter(NAMES.get(i), HELPS.get(i), deviceLabels, line.nextCount());
            }
        });
        return devices;
    }
}
