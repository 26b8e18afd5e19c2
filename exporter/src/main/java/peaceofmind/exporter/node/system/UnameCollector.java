// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.system;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.linux.SystemName;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/** Names of kernel and machine (uname(2)). */
public final class UnameCollector implements Collector {

    private final SystemCall<SystemName> source;
    private Optional<SystemName> last = Optional.empty();
    private Map<String, String> labels = Map.of();

    public UnameCollector(SystemCall<SystemName> source) {
        this.source = source;
    }

    @Override
    public String name() {
        return "uname";
    }

    @Override
    public Collected collect() throws IOException {
        SystemName current = source.read();
        if (!last.equals(Optional.of(current))) {
            last = Optional.of(current);
            labels = Sample.labels(
                    "domainname", current.domainname(),
                    "machine", current.machine(),
                    "nodename", current.nodename(),
                    "release", current.release(),
                    "sysname", current.sysname(),
                    "version", current.version());
        }
        return Collected.of(new Families()
                .gauge("node_uname_info", "Labeled system information as provided by the uname system call.", labels, 1)
                .toList());
    }
}
