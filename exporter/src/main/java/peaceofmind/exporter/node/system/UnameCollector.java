package peaceofmind.exporter.node.system;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.linux.SystemName;

/** The names of kernel and machine (uname(2)). */
public final class UnameCollector implements Collector {

    private final Source<SystemName> source;
    private Optional<SystemName> last = Optional.empty();
    private Map<String, String> labels = Map.of();

    public UnameCollector(Source<SystemName> source) {
        this.source = source;
    }

    @Override
    public String name() {
        return "uname";
    }

    @Override
    public Collected collect() throws IOException {
        SystemName now = source.read();
        if (!last.equals(Optional.of(now))) {
            last = Optional.of(now);
            labels = Sample.labels(
                    "domainname", now.domainname(),
                    "machine", now.machine(),
                    "nodename", now.nodename(),
                    "release", now.release(),
                    "sysname", now.sysname(),
                    "version", now.version());
        }
        return Collected.of(new Families()
                .gauge("node_uname_info", "Labeled system information as provided by the uname system call.", labels, 1)
                .list());
    }
}
