// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.collect.Collector;

/** Sockets by protocol: {@code /proc/net/sockstat} and {@code sockstat6}. */
public final class SockstatCollector implements Collector {

    private static final int MAX_NAMES = 200;

    private final KernelFiles files;
    private final Path net;
    private final int pageBytes;
    private final Map<String, String> names = new HashMap<>();

    /** @param pageBytes size of a memory page, the kernel's unit here */
    public SockstatCollector(KernelFiles files, Path proc, int pageBytes) {
        this.files = files;
        this.net = proc.resolve("net");
        this.pageBytes = pageBytes;
    }

    @Override
    public String name() {
        return "sockstat";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        parse(files.require(net.resolve("sockstat")), families);
        // A kernel without IPv6 has no such file.
        Optional<TextScanner> ipv6 = files.read(net.resolve("sockstat6"));
        if (ipv6.isPresent()) {
            parse(ipv6.get(), families);
        }
        return Collected.of(families.toList());
    }

    void parse(TextScanner text, Families families) {
        while (text.nextLine()) {
            if (!text.nextWord() || !text.stripSuffix(':') || text.wordEquals("")) {
                continue;
            }
            String protocol = text.word();
            while (text.nextWord()) {
                String state = text.word();
                double value = text.nextCount();
                if (protocol.equals("sockets")) {
                    families.gauge("node_sockstat_sockets_used", "Number of IPv4 sockets in use.", value);
                    continue;
                }
                add(families, protocol, state, value);
                if (state.equals("mem")) {
                    add(families, protocol, "mem_bytes", value * pageBytes);
                }
            }
        }
    }

    private void add(Families families, String protocol, String state, double value) {
        if (names.size() < MAX_NAMES) {
            families.gauge(
                    names.computeIfAbsent(
                            protocol + "_" + state, key -> "node_sockstat_" + key.replaceAll("[^A-Za-z0-9_]", "_")),
                    "Number of " + protocol + " sockets in state " + state + ".",
                    value);
        }
    }
}
