package peaceofmind.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.metrics.collect.Collector;
import peaceofmind.metrics.collect.CollectorSet;
import peaceofmind.exporter.node.NodeCollectors;
import peaceofmind.exporter.node.pi.PreviousBoot;
import peaceofmind.exporter.node.read.Roots;
import peaceofmind.exporter.node.system.SystemdCollector;
import peaceofmind.foundation.time.Clock;

/** What stands behind {@code :9100}, and the mark by which the next boot knows how this one ended. */
final class NodeAssembly {

    /** The first collection loads classes from an SD card; later ones take milliseconds. */
    private static final Duration COLLECTOR_TIMEOUT = Duration.ofSeconds(2);

    private NodeAssembly() {}

    static CollectorSet set(AgentConfig config, Consumer<String> warn) throws IOException {
        Roots roots = NodeCollectors.localRoots().withSys(config.sys());
        List<Collector> others = List.of();
        Optional<PreviousBoot> boot = startPreviousBoot(config, roots, warn);
        if (boot.isPresent()) {
            others = List.of(boot.get());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> endPreviousBoot(boot.get(), roots, warn), "boot-mark"));
        }
        return new NodeCollectors(roots, NodeCollectors.SystemSources.local(), COLLECTOR_TIMEOUT, warn).collectorSet(config.systemdUnits(), others);
    }

    private static Optional<PreviousBoot> startPreviousBoot(AgentConfig config, Roots roots, Consumer<String> warn) {
        try {
            return Optional.of(
                    PreviousBoot.start(config.stateDir(), roots, Clock.system().now()));
        } catch (IOException problem) {
            // A full or dying disk must not keep the metrics from being served: they are what tells of it.
            warn.accept("how boots end can't be told: " + problem);
            return Optional.empty();
        }
    }

    private static void endPreviousBoot(PreviousBoot boot, Roots roots, Consumer<String> warn) {
        try {
            boot.stop(isSystemStopping(roots));
        } catch (IOException problem) {
            warn.accept("the next boot will not know that this one ended in order: " + problem);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Only systemd knows whether the agent alone is stopped or everything. */
    private static boolean isSystemStopping(Roots roots) throws IOException, InterruptedException {
        return Files.isDirectory(roots.root().resolve("run/systemd/system"))
                && SystemdCollector.systemctl(List.of("is-system-running"))
                        .strip()
                        .equals("stopping");
    }
}
