// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.exporter.node.NodeCollectors;
import peaceofmind.exporter.node.pi.PreviousBoot;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.exporter.node.system.SystemdCollector;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.collect.Collector;

/** The file by which the next boot knows whether this one was shut down in order. */
final class BootMarker implements AutoCloseable {

    private final Optional<PreviousBoot> boot;
    private final Roots roots;

    private BootMarker(Optional<PreviousBoot> boot, Roots roots) {
        this.boot = boot;
        this.roots = roots;
    }

    /** Reads how the previous boot ended, and marks this one as running. */
    static BootMarker open(AgentConfig config, Consumer<String> warn) {
        Roots roots = NodeCollectors.localRoots().withSys(config.sys());
        try {
            return new BootMarker(
                    Optional.of(PreviousBoot.start(
                            config.stateDir(), roots, Clock.system().now(), warn)),
                    roots);
        } catch (IOException failure) {
            // A full or failing disk must not keep the metrics from being served: they report it.
            warn.accept("cannot record how this boot ends: " + ErrorText.of(failure));
            return new BootMarker(Optional.empty(), roots);
        }
    }

    List<Collector> collectors() {
        return boot.<List<Collector>>map(List::of).orElseGet(List::of);
    }

    /** Marks the shutdown as an orderly one, when the whole system is stopping. */
    @Override
    public void close() throws IOException {
        if (boot.isPresent()) {
            try {
                boot.get().stop(isSystemStopping());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Only systemd knows whether the agent alone is stopped or everything. */
    private boolean isSystemStopping() throws IOException, InterruptedException {
        return Files.isDirectory(roots.root().resolve("run/systemd/system"))
                && SystemdCollector.systemctl(List.of("is-system-running"))
                        .strip()
                        .equals("stopping");
    }
}
